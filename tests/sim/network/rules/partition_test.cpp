#include "sim/network/rules/partition.h"

#include <gtest/gtest.h>

#include "tests/sim/network/rule_world.h"

namespace assize::sim {
namespace {

/// Whom each of `count` hosts can reach, a line each, as in "110".
Texts reach(const Rule& rule, std::uint32_t count) {
    Texts lines;
    for (std::uint32_t from = 0; from < count; ++from) {
        std::string line;
        for (std::uint32_t to = 0; to < count; ++to) {
            const bool open = rule.passage(HostId(from), HostId(to)) == Passage::kOpen;
            line.push_back(open ? '1' : '0');
        }
        lines.push_back(line);
    }
    return lines;
}

TEST(Partition, groups_do_not_see_each_other) {
    const Partition partition({{HostId(0), HostId(1)}, {HostId(2)}});
    EXPECT_EQ(reach(partition, 3), (Texts{"110", "110", "001"}));
    EXPECT_EQ(partition.describe(), "partition {0, 1} | {2}");
}

TEST(Partition, a_host_in_no_group_is_a_bridge) {
    const Partition bridge({{HostId(0)}, {HostId(2)}});
    EXPECT_EQ(reach(bridge, 3), (Texts{"110", "111", "011"}));
}

TEST(Ring, each_host_sees_its_neighbours_only) {
    const Ring ring({HostId(0), HostId(1), HostId(2), HostId(3)});
    EXPECT_EQ(reach(ring, 5), (Texts{"11011", "11101", "01111", "10111", "11111"}));
    EXPECT_EQ(ring.describe(), "ring 0 1 2 3");
}

TEST(Partition, cuts_what_was_connected_and_heals) {
    RuleWorld world;
    auto partition = world.install<Partition>(
        std::vector<HostSet>{{world.a.id()}, {world.b.id(), world.c.id()}});
    world.client_sends(100_ms, "hello");
    world.sim.run_until(world.at(1_s));
    EXPECT_EQ(world.by_server.texts, (Texts{}));
    partition.remove();
    world.sim.run_for(1_s);
    EXPECT_EQ(world.by_server.texts, (Texts{"hello"}));
}

}  // namespace
}  // namespace assize::sim
