#include "sim/sync/condition.h"

#include <gtest/gtest.h>

#include "sim/sync/task_group.h"
#include "tests/sim/sync/sync_world.h"

namespace assize::sim {
namespace {

using ConditionTest = SyncWorld;

TEST_F(ConditionTest, NotifyingWakesWhoWaitedLongest) {
    begin([&](Fiber& fiber) {
        Condition condition;
        TaskGroup group(fiber);
        for (const char* name : {"a", "b", "c"}) {
            group.spawn([&, name](Fiber& waiter) {
                EXPECT_EQ(condition.wait(waiter), Wake::kSignalled);
                note(name);
            });
        }
        fiber.sleep(1_ms);
        condition.notify_one();
        fiber.yield();
        EXPECT_EQ(notes_, Notes{"a"});
        condition.notify_all();
        group.wait(fiber);
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"a", "b", "c"}));
}

TEST_F(ConditionTest, WaitingEndsAtTheDeadline) {
    begin([&](Fiber& fiber) {
        Condition condition;
        EXPECT_EQ(condition.wait(fiber, fiber.after(3_ms)), Wake::kTimedOut);
        EXPECT_EQ(fiber.now().since_origin(), 3_ms);
        // A deadline that has passed is no wait at all, but lets others run.
        EXPECT_EQ(condition.wait(fiber, Deadline::at(MonotonicInstant::origin())), Wake::kTimedOut);
        EXPECT_EQ(fiber.now().since_origin(), 3_ms);
    });
    simulation_.run_until_idle();
}

TEST_F(ConditionTest, WakingIsAHintAndThePredicateDecides) {
    begin([&](Fiber& fiber) {
        Condition condition;
        int value = 0;
        for (int ms = 1; ms <= 3; ++ms) {
            simulation_.at(simulation_.now() + Duration::milliseconds(ms), [&] {
                value += 1;
                condition.notify_all();
            });
        }
        EXPECT_TRUE(condition.wait_until(fiber, Deadline::never(), [&] { return value == 3; }));
        EXPECT_EQ(fiber.now().since_origin(), 3_ms);
        EXPECT_FALSE(condition.wait_until(fiber, fiber.after(1_ms), [&] { return value == 9; }));
    });
    simulation_.run_until_idle();
}

}  // namespace
}  // namespace assize::sim
