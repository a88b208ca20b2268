#include "sim/network/rules/frame_rule.h"

#include <gtest/gtest.h>

#include "sim/network/rules/cut.h"
#include "tests/sim/network/rule_world.h"

namespace assize::sim {
namespace {

bool begins_with_x(const FrameInTransit& frame) {
    return frame.bytes[0] == std::byte{'x'};
}

RuleGuard install(RuleWorld& world, Occurrence occurrence, Verdict verdict) {
    return world.install<FrameRule>("frames that begin with x", begins_with_x, occurrence, verdict);
}

TEST(FrameRule, singles_out_the_nth_match) {
    RuleWorld world;
    const auto rule = install(world, Occurrence::nth(2), Verdict::delayed(1_s));
    world.client_sends(100_ms, "x1");
    world.client_sends(101_ms, "y");
    world.client_sends(102_ms, "x2");
    world.client_sends(2_s, "x3");
    world.sim.run_for(10_s);
    EXPECT_EQ(world.by_server.texts, (Texts{"x1", "y", "x2", "x3"}));
    EXPECT_EQ(world.by_server.when, (std::vector{101_ms, 102_ms, 1103_ms, 2001_ms}));
    EXPECT_EQ(world.facts.count("frame_delayed"), 1u);
}

TEST(FrameRule, sees_where_a_frame_goes_and_which_it_is) {
    RuleWorld world;
    std::vector<std::pair<std::string, std::uint64_t>> seen;
    const auto rule = world.install<FrameRule>(
        "nothing",
        [&](const FrameInTransit& frame) {
            seen.emplace_back(to_string(frame.from) + ">" + to_string(frame.to),
                              frame.message.value());
            return false;
        },
        Occurrence::every(), Verdict::drop());
    world.client_sends(100_ms, "there");
    world.server_sends(200_ms, "back");
    world.sim.run_for(1_s);
    const std::vector<std::pair<std::string, std::uint64_t>> expected{{"0:49152>1:9092", 1},
                                                                      {"1:9092>0:49152", 2}};
    EXPECT_EQ(seen, expected);
}

TEST(FrameRule, those_behind_a_delayed_frame_wait_for_it) {
    RuleWorld world;
    const auto rule = install(world, Occurrence::every(), Verdict::delayed(50_ms));
    const auto more = install(world, Occurrence::every(), Verdict::delayed(20_ms));
    world.client_sends(100_ms, "x");
    world.client_sends(101_ms, "y");
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.texts, (Texts{"x", "y"}));
    EXPECT_EQ(world.by_server.when, (std::vector{171_ms, 171_ms}));
}

TEST(FrameRule, a_held_frame_arrives_when_the_last_that_holds_it_is_removed) {
    RuleWorld world;
    auto rule = install(world, Occurrence::nth(1), Verdict::hold());
    const RuleId other = install(world, Occurrence::every(), Verdict::hold()).keep();
    world.client_sends(100_ms, "x");
    world.client_sends(101_ms, "y");
    world.sim.run_until(world.at(1_s));
    rule.remove();
    world.sim.run_until(world.at(2_s));
    EXPECT_EQ(world.by_server.texts, (Texts{}));
    EXPECT_TRUE(world.network.remove(other));
    EXPECT_FALSE(world.network.remove(other));
    world.sim.run_until(world.at(3_s));
    EXPECT_EQ(world.by_server.texts, (Texts{"x", "y"}));
    EXPECT_EQ(world.by_server.when, (std::vector{2_s, 2_s}));
    EXPECT_EQ(world.facts.count("frame_held"), 2u);
    EXPECT_EQ(world.facts.count("frame_released"), 1u);
}

TEST(FrameRule, a_held_frame_of_a_connection_that_is_gone_is_not_released) {
    RuleWorld world;
    auto rule = install(world, Occurrence::every(), Verdict::hold());
    world.client_sends(100_ms, "x");
    world.sim.run_until(world.at(1_s));
    world.network.reset_connections({world.a.id()}, {world.b.id()});
    rule.remove();
    EXPECT_EQ(world.facts.count("frame_released"), 0u);
}

TEST(FrameRule, a_dropped_frame_takes_the_connection_with_it) {
    RuleWorld world;
    const auto rule = install(world, Occurrence::every(), Verdict::drop());
    world.client_sends(100_ms, "before");
    world.client_sends(101_ms, "x");
    world.client_sends(101_ms, "behind");
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.texts, (Texts{"before", "<reset>"}));
    EXPECT_EQ(world.by_client.texts, (Texts{"<reset>"}));
    EXPECT_EQ(world.by_client.when, (std::vector{102_ms}));
    EXPECT_EQ(world.facts.count("frame_dropped"), 1u);
}

TEST(FrameRule, of_a_frame_whose_remainder_is_dropped_a_prefix_may_arrive) {
    std::size_t parts = 0;
    const std::string frame = "x23456789";
    for (int i = 0; i < 20; ++i) {
        RuleWorld world;
        // As many rules as rounds have been, so that each round draws something else.
        std::vector<RuleGuard> rules;
        for (int j = 0; j < i; ++j) {
            rules.push_back(install(world, Occurrence::nth(9), Verdict::pass()));
        }
        const auto rule = install(world, Occurrence::every(), Verdict::drop_remainder());
        world.client_sends(100_ms, frame);
        world.sim.run_for(1_s);
        EXPECT_EQ(world.by_server.texts.back(), "<reset>");
        if (world.by_server.texts.size() == 1) continue;
        parts += 1;
        EXPECT_EQ(frame.rfind(world.by_server.texts[0], 0), 0u);
        EXPECT_LT(world.by_server.texts[0].size(), frame.size());
    }
    EXPECT_GT(parts, 5u);
}

TEST(FrameRule, a_dropped_frame_is_dropped_even_behind_a_cut) {
    RuleWorld world;
    auto cut = world.install<Cut>(HostSet{world.a.id()}, HostSet{world.b.id()}, Ways::kBoth);
    const auto rule = install(world, Occurrence::every(), Verdict::drop());
    world.client_sends(100_ms, "x");
    world.client_sends(101_ms, "behind");
    world.sim.run_until(world.at(1_s));
    cut.remove();
    world.sim.run_for(10_s);
    EXPECT_EQ(world.by_server.texts, (Texts{"<reset>"}));
    EXPECT_EQ(world.by_client.texts, (Texts{"<reset>"}));
}

TEST(FrameRule, says_what_it_does) {
    const FrameRule rule("answers to p1", begins_with_x, Occurrence::nth(2), Verdict::hold());
    EXPECT_EQ(rule.describe(), "hold match 2 of answers to p1");
    const FrameRule other("frames", begins_with_x, Occurrence::every(), Verdict::delayed(3_ns));
    EXPECT_EQ(other.describe(), "delay by 3 ns: every frames");
}

}  // namespace
}  // namespace assize::sim
