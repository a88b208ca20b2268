#include "sim/sync/channel.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/sync/task_group.h"
#include "tests/sim/sync/sync_world.h"

namespace assize::sim {
namespace {

using ChannelTest = SyncWorld;

TEST_F(ChannelTest, ValuesComeOutInTheOrderInWhichTheyWentIn) {
    std::vector<int> received;
    begin([&](Fiber& fiber) {
        Channel<int> channel(3);
        TaskGroup group(fiber);
        group.spawn([&](Fiber& sender) {
            for (int i = 0; i < 20; ++i) EXPECT_TRUE(channel.send(sender, i));
            channel.close();
        });
        while (const auto value = channel.receive(fiber)) received.push_back(*value);
    });
    simulation_.run_until_idle();
    ASSERT_EQ(received.size(), 20u);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(received[static_cast<std::size_t>(i)], i);
}

TEST_F(ChannelTest, AFullChannelMakesTheSenderWait) {
    begin([&](Fiber& fiber) {
        Channel<int> channel(2);
        EXPECT_TRUE(channel.try_send(1));
        EXPECT_TRUE(channel.try_send(2));
        EXPECT_FALSE(channel.try_send(3));
        EXPECT_EQ(channel.send(fiber, 3, fiber.after(5_ms)).error(), ChannelError::kTimedOut);
        EXPECT_EQ(fiber.now().since_origin(), 5_ms);
        EXPECT_EQ(channel.try_receive(), 1);
        EXPECT_TRUE(channel.send(fiber, 3));
        EXPECT_EQ(channel.size(), 2u);
    });
    simulation_.run_until_idle();
}

TEST_F(ChannelTest, AnEmptyChannelMakesTheReceiverWait) {
    begin([&](Fiber& fiber) {
        Channel<int> channel(2);
        EXPECT_EQ(channel.try_receive(), std::nullopt);
        EXPECT_EQ(channel.receive(fiber, fiber.after(5_ms)).error(), ChannelError::kTimedOut);
        fiber.host().simulation().at(simulation_.now() + 3_ms, [&] { channel.try_send(7); });
        EXPECT_EQ(channel.receive(fiber, fiber.after(5_ms)).value(), 7);
        EXPECT_EQ(fiber.now().since_origin(), 8_ms);
    });
    simulation_.run_until_idle();
}

TEST_F(ChannelTest, ClosingLetsTheRestOutAndNothingIn) {
    begin([&](Fiber& fiber) {
        Channel<std::unique_ptr<int>> channel(2);
        EXPECT_TRUE(channel.try_send(std::make_unique<int>(1)));
        channel.close();
        EXPECT_FALSE(channel.try_send(std::make_unique<int>(2)));
        EXPECT_EQ(channel.send(fiber, nullptr).error(), ChannelError::kClosed);
        EXPECT_EQ(*channel.receive(fiber).value(), 1);
        EXPECT_EQ(channel.receive(fiber).error(), ChannelError::kClosed);
    });
    simulation_.run_until_idle();
}

TEST_F(ChannelTest, ClosingWakesThoseWhoWait) {
    begin([&](Fiber& fiber) {
        Channel<int> channel(1);
        TaskGroup group(fiber);
        for (int i = 0; i < 2; ++i) {
            group.spawn([&](Fiber& receiver) {
                EXPECT_EQ(channel.receive(receiver).error(), ChannelError::kClosed);
                note("closed");
            });
        }
        fiber.sleep(1_ms);
        channel.close();
        group.wait(fiber);
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"closed", "closed"}));
}

// Woken for a value and killed before it ran: another receiver must get that value.
TEST_F(ChannelTest, AKilledReceiverDoesNotTakeItsValueWithIt) {
    begin([&](Fiber& fiber) {
        Channel<int> channel(4);
        TaskGroup survivors(fiber);
        std::optional<TaskGroup> victims(fiber);
        victims->spawn([&](Fiber& receiver) { (void)channel.receive(receiver); });
        fiber.yield();
        survivors.spawn([&](Fiber& receiver) {
            note("got " + std::to_string(channel.receive(receiver).value()));
        });
        fiber.sleep(1_ms);
        channel.try_send(5);
        victims.reset();
        fiber.sleep(1_ms);
        EXPECT_EQ(notes_, Notes{"got 5"});
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, Notes{"got 5"});
}

}  // namespace
}  // namespace assize::sim
