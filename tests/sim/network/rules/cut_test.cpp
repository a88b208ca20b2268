#include "sim/network/rules/cut.h"

#include <gtest/gtest.h>

#include "tests/sim/network/rule_world.h"

namespace assize::sim {
namespace {

const HostSet kOneSide{HostId(0)};
const HostSet kOtherSide{HostId(1)};

TEST(Cut, what_is_cut_off_arrives_when_it_is_next_tried_after_healing) {
    RuleWorld world;
    auto cut = world.install<Cut>(kOneSide, kOtherSide, Ways::kBoth);
    world.client_sends(100_ms, "one");
    world.client_sends(150_ms, "two");
    world.server_sends(100_ms, "three");
    world.sim.run_until(world.at(900_ms));
    EXPECT_EQ(world.by_server.texts, (Texts{}));
    cut.remove();
    world.sim.run_for(10_s);
    // Lost at 101 ms, at 302 ms, at 703 ms; then it is healed.
    EXPECT_EQ(world.by_server.texts, (Texts{"one", "two"}));
    EXPECT_EQ(world.by_server.when, (std::vector{1504_ms, 1504_ms}));
    EXPECT_EQ(world.by_client.texts, (Texts{"three"}));
}

TEST(Cut, a_frame_that_would_arrive_after_healing_never_noticed) {
    RuleWorld world;
    auto cut = world.install<Cut>(kOneSide, kOtherSide, Ways::kBoth);
    world.client_sends(100_ms, "lucky");
    world.sim.run_until(world.at(100_ms + 500_us));
    cut.remove();
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.when, (std::vector{101_ms}));
}

TEST(Cut, one_way_the_other_direction_flows) {
    RuleWorld world;
    const auto cut = world.install<Cut>(kOneSide, kOtherSide, Ways::kOne);
    world.client_sends(100_ms, "lost");
    world.server_sends(100_ms, "heard");
    world.sim.run_for(5_s);
    EXPECT_EQ(world.by_server.texts, (Texts{}));
    EXPECT_EQ(world.by_client.texts, (Texts{"heard"}));
    EXPECT_EQ(world.by_client.when, (std::vector{101_ms}));
}

TEST(Cut, the_sender_gives_up_after_a_long_one_and_the_receiver_never_knows) {
    LinkProfile link = millisecond_link();
    link.give_up_after = 10_s;
    RuleWorld world(link);
    auto cut = world.install<Cut>(kOneSide, kOtherSide, Ways::kBoth);
    world.client_sends(100_ms, "lost");
    world.sim.run_for(60_s);
    EXPECT_EQ(world.by_client.texts, (Texts{"<timed_out>"}));
    EXPECT_EQ(world.by_client.when, (std::vector{10'101_ms}));
    cut.remove();
    world.sim.run_for(60_s);
    EXPECT_EQ(world.by_server.texts, (Texts{}));
}

TEST(Cut, the_time_between_two_tries_is_bounded) {
    LinkProfile link = millisecond_link();
    link.retransmit_most = 1_s;
    RuleWorld world(link);
    auto cut = world.install<Cut>(kOneSide, kOtherSide, Ways::kBoth);
    world.client_sends(100_ms, "late");
    world.sim.run_until(world.at(100_s));
    cut.remove();
    world.sim.run_for(2_s);
    ASSERT_EQ(world.by_server.when.size(), 1u);
    EXPECT_LE(world.by_server.when[0], 101_s + 2_ms);
}

TEST(Cut, an_end_that_is_cut_off_is_not_seen) {
    RuleWorld world;
    const auto cut = world.install<Cut>(kOtherSide, kOneSide, Ways::kOne);
    world.sim.process(ProcessId(0)).crash();
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_client.texts, (Texts{}));
}

TEST(Cut, what_was_lost_is_not_sent_again_by_who_has_aborted) {
    RuleWorld world;
    auto cut = world.install<Cut>(kOtherSide, kOneSide, Ways::kOne);
    world.server_sends(100_ms, "lost");
    world.client_sends(120_ms, "never read by one that is paused");
    world.sim.run_until(world.at(110_ms));
    world.sim.process(ProcessId(0)).pause();
    world.sim.run_until(world.at(150_ms));
    world.sim.process(ProcessId(0)).crash();
    cut.remove();
    world.sim.run_for(100_s);
    EXPECT_EQ(world.by_client.texts, (Texts{"<reset>"}));
}

TEST(Cut, says_what_it_does) {
    EXPECT_EQ(Cut(kOneSide, kOtherSide, Ways::kOne).describe(), "cut {0} -> {1}");
    EXPECT_EQ(Cut(kOneSide, kOtherSide, Ways::kBoth).describe(), "cut {0} <-> {1}");
}

}  // namespace
}  // namespace assize::sim
