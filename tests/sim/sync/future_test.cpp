#include "sim/sync/future.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "sim/sync/task_group.h"
#include "tests/sim/sync/sync_world.h"

namespace assize::sim {
namespace {

using FutureTest = SyncWorld;

TEST_F(FutureTest, EverybodyWhoWaitsGetsTheValue) {
    begin([&](Fiber& fiber) {
        Promise<std::string> promise;
        TaskGroup group(fiber);
        for (int i = 0; i < 3; ++i) {
            group.spawn([&, future = promise.future()](Fiber& waiter) {
                note(*future.get(waiter).value());
            });
        }
        fiber.sleep(1_ms);
        EXPECT_FALSE(promise.future().ready());
        promise.set("here");
        EXPECT_EQ(*promise.future().get(fiber).value(), "here");
        group.wait(fiber);
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"here", "here", "here"}));
}

TEST_F(FutureTest, WaitingEndsAtTheDeadline) {
    begin([&](Fiber& fiber) {
        const Promise<int> promise;
        EXPECT_EQ(promise.future().get(fiber, fiber.after(2_ms)).error(), FutureError::kTimedOut);
        EXPECT_EQ(fiber.now().since_origin(), 2_ms);
    });
    simulation_.run_until_idle();
}

TEST_F(FutureTest, APromiseThatGoesUnkeptBreaksItsFuture) {
    begin([&](Fiber& fiber) {
        std::optional<Promise<int>> promise(std::in_place);
        const Future<int> future = promise->future();
        simulation_.at(simulation_.now() + 1_ms, [&] { promise.reset(); });
        EXPECT_EQ(future.get(fiber).error(), FutureError::kBroken);
    });
    simulation_.run_until_idle();
}

TEST(FutureDeathTest, APromiseIsKeptOnce) {
    const auto misuse = [] {
        Promise<int> promise;
        promise.set(1);
        promise.set(2);
    };
    EXPECT_DEATH(misuse(), "invariant violated: a promise is kept twice");
}

}  // namespace
}  // namespace assize::sim
