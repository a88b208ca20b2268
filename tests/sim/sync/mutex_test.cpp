#include "sim/sync/mutex.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "sim/sync/task_group.h"
#include "tests/sim/sync/sync_world.h"

namespace assize::sim {
namespace {

using MutexTest = SyncWorld;

TEST_F(MutexTest, ItIsHandedToWhoWaitedLongest) {
    begin([&](Fiber& fiber) {
        Mutex mutex;
        TaskGroup group(fiber);
        for (const char* name : {"a", "b", "c"}) {
            group.spawn([&, name](Fiber& waiter) {
                for (int round = 0; round < 2; ++round) {
                    const Mutex::Guard guard = mutex.lock(waiter);
                    note(name + std::to_string(round));
                    waiter.sleep(1_ms);
                }
            });
        }
        group.wait(fiber);
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"a0", "b0", "c0", "a1", "b1", "c1"}));
    EXPECT_EQ(simulation_.now(), Instant::origin() + 6_ms);
}

TEST_F(MutexTest, WhoIsOutOfTimeDoesNotHoldIt) {
    begin([&](Fiber& fiber) {
        Mutex mutex;
        TaskGroup group(fiber);
        group.spawn([&](Fiber& holder) {
            const Mutex::Guard guard = mutex.lock(holder);
            holder.sleep(10_ms);
        });
        fiber.yield();
        EXPECT_FALSE(mutex.lock(fiber, fiber.after(1_ms)));
        EXPECT_TRUE(mutex.lock(fiber));
        EXPECT_EQ(fiber.now().since_origin(), 10_ms);
    });
    simulation_.run_until_idle();
}

// Handed over and killed at the same instant: the next in line must get it.
TEST_F(MutexTest, AKilledFiberPassesItOn) {
    begin([&](Fiber& fiber) {
        Mutex mutex;
        TaskGroup survivors(fiber);
        std::optional<TaskGroup> victims(fiber);
        std::optional<Mutex::Guard> mine(mutex.lock(fiber));
        victims->spawn([&](Fiber& waiter) { const Mutex::Guard guard = mutex.lock(waiter); });
        fiber.yield();
        survivors.spawn([&](Fiber& waiter) {
            const Mutex::Guard guard = mutex.lock(waiter);
            note("got it");
        });
        fiber.sleep(1_ms);
        mine.reset();     // Handed to the victim,
        victims.reset();  // which dies before it runs.
        survivors.wait(fiber);
        EXPECT_FALSE(mutex.locked());
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, Notes{"got it"});
}

TEST(MutexDeathTest, AFiberCannotLockWhatItHolds) {
    const auto misuse = [] {
        Simulation simulation(SimulationOptions{.seed = 1});
        simulation.add_host({.name = "h"}).start("p", [](Fiber& fiber) {
            Mutex mutex;
            const Mutex::Guard once = mutex.lock(fiber);
            const Mutex::Guard twice = mutex.lock(fiber);
        });
        simulation.run_until_idle();
    };
    EXPECT_DEATH(misuse(), "invariant violated: a fiber locks a mutex that it holds");
}

}  // namespace
}  // namespace assize::sim
