// The rules that are too simple for a file of tests each.

#include <gtest/gtest.h>

#include "sim/network/rules/corruption.h"
#include "sim/network/rules/refusal.h"
#include "sim/network/rules/slow_link.h"
#include "sim/network/rules/stall.h"
#include "tests/sim/network/rule_world.h"

namespace assize::sim {
namespace {

const HostSet kA{HostId(0)};
const HostSet kB{HostId(1)};

TEST(SlowLink, adds_latency_in_one_direction) {
    RuleWorld world;
    const auto slow = world.install<SlowLink>(kA, kB, Slowdown{.extra_latency = 40_ms});
    const auto more = world.install<SlowLink>(kA, kB, Slowdown{.extra_latency = 5_ms});
    world.client_sends(100_ms, "slow");
    world.server_sends(100_ms, "quick");
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.when, (std::vector{146_ms}));
    EXPECT_EQ(world.by_client.when, (std::vector{101_ms}));
}

TEST(SlowLink, divides_the_bandwidth) {
    LinkProfile link = millisecond_link();
    link.bytes_per_second = 1000;
    RuleWorld world(link);
    const auto slow = world.install<SlowLink>(kA, kB, Slowdown{.bandwidth_divisor = 10});
    world.client_sends(100_ms, std::string(100, 'x'));
    world.sim.run_for(10_s);
    EXPECT_EQ(world.by_server.when, (std::vector{1101_ms}));
}

TEST(Stall, holds_everything_until_it_is_removed) {
    RuleWorld world;
    auto stall = world.install<Stall>(kA, kB);
    auto longer = world.install<Stall>(kA, kB);
    world.client_sends(100_ms, "one");
    world.client_sends(200_ms, "two");
    world.server_sends(200_ms, "unharmed");
    world.sim.run_until(world.at(5000_s));
    stall.remove();
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.texts, (Texts{}));
    EXPECT_EQ(world.by_client.when, (std::vector{201_ms}));
    longer.remove();
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.texts, (Texts{"one", "two"}));
    EXPECT_EQ(world.by_server.when, (std::vector{5001_s, 5001_s}));
}

TEST(Refusal, refuses_to_connect_to_a_port_and_lets_live_what_is_connected) {
    RuleWorld world;
    const auto refusal = world.install<Refusal>(world.on(world.b));
    Texts results;
    world.client_sends(100_ms, "still connected");
    world.b.start("other", [&](Fiber& fiber) {
        const auto listener = world.network.listen(fiber, Port(1));
        fiber.sleep(10_s);
    });
    world.c.start("client", [&](Fiber& fiber) {
        results.push_back(error_of(world.network.connect(fiber, world.on(world.b))));
        results.push_back(error_of(world.network.connect(fiber, {world.b.id(), Port(1)})));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(results, (Texts{"refused", "none"}));
    EXPECT_EQ(world.by_server.texts, (Texts{"still connected"}));
}

TEST(Refusal, is_of_a_whole_host_or_of_one_port) {
    const Refusal host(HostId(1));
    EXPECT_TRUE(host.refuses(HostId(0), {HostId(1), Port(7)}));
    EXPECT_FALSE(host.refuses(HostId(0), {HostId(0), Port(7)}));
    EXPECT_EQ(host.describe(), "refuse 1");
    const Refusal port(Address{HostId(1), Port(7)});
    EXPECT_FALSE(port.refuses(HostId(0), {HostId(1), Port(8)}));
    EXPECT_EQ(port.describe(), "refuse 1:7");
}

TEST(Corruption, flips_one_bit_of_a_frame_and_keeps_its_length) {
    RuleWorld world;
    auto corruption = world.install<Corruption>(kA, kB, Chance::always());
    world.client_sends(100_ms, std::string(50, '\0'));
    world.server_sends(100_ms, "sane");
    world.sim.run_for(1_s);
    corruption.remove();
    world.client_sends(2_s, "sane, too");
    world.sim.run_for(2_s);
    ASSERT_EQ(world.by_server.texts.size(), 2u);
    int bits = 0;
    for (const char c : world.by_server.texts[0]) {
        bits += __builtin_popcount(static_cast<unsigned char>(c));
    }
    EXPECT_EQ(bits, 1);
    EXPECT_EQ(world.by_server.texts[0].size(), 50u);
    EXPECT_EQ(world.by_server.texts[1], "sane, too");
    EXPECT_EQ(world.by_client.texts, (Texts{"sane"}));
    EXPECT_EQ(world.facts.count("frame_corrupted"), 1u);
}

TEST(RuleDeathTest, a_slowdown_of_less_than_nothing_stops_the_program) {
    EXPECT_DEATH(SlowLink(kA, kB, Slowdown{.bandwidth_divisor = 0}), "by less than 1");
    EXPECT_DEATH(SlowLink(kA, kB, Slowdown{.extra_latency = Duration::zero() - 1_ms}), "less than");
}

}  // namespace
}  // namespace assize::sim
