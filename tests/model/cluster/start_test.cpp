#include <gtest/gtest.h>

#include "tests/model/cluster/world.h"

namespace assize::model {
namespace {

using wire::ErrorCode;

TEST(ClusterStart, brokers_and_controllers_on_hosts_of_their_own_come_up) {
    ClusterWorld world(ClusterConfig::separate(3, 3));
    EXPECT_TRUE(world.start());
    EXPECT_EQ(world.facts().of("broker_registered"), 3u);
    EXPECT_EQ(world.facts().of("node_failed"), 0u);
}

TEST(ClusterStart, nodes_that_are_both_come_up) {
    ClusterWorld world(ClusterConfig::combined(3));
    EXPECT_TRUE(world.start());
}

TEST(ClusterStart, clusters_of_all_sizes_come_up) {
    for (const auto& [brokers, controllers] :
         {std::pair{1, 1}, std::pair{2, 1}, std::pair{5, 3}, std::pair{7, 5}}) {
        ClusterWorld world(ClusterConfig::separate(brokers, controllers));
        EXPECT_TRUE(world.start()) << brokers << " brokers, " << controllers << " controllers";
    }
}

TEST(ClusterStart, what_is_produced_can_be_consumed) {
    ClusterWorld world(ClusterConfig::separate(3, 3));
    ASSERT_TRUE(world.start());
    ASSERT_EQ(world.create_topic("orders", 2, 3), ErrorCode::kNone);
    ASSERT_TRUE(world.until(10_s, [&] { return world.leader_name("orders") != "none"; }));
    EXPECT_EQ(world.produce("orders", {"a", "b"}), ErrorCode::kNone);
    EXPECT_EQ(world.produce("orders", {"c"}, 1), ErrorCode::kNone);
    world.sim().run_for(1_s);
    EXPECT_EQ(world.consume(world.leader_name("orders"), "orders"),
              (std::vector<std::string>{"a", "b", "c"}));
}

TEST(ClusterStart, the_same_seed_gives_the_same_trace) {
    std::uint64_t hashes[2];
    for (std::uint64_t& hash : hashes) {
        ClusterWorld world(ClusterConfig::combined(3), 7);
        EXPECT_TRUE(world.start());
        EXPECT_EQ(world.create_topic("orders", 3, 3), ErrorCode::kNone);
        world.sim().run_for(1_s);
        EXPECT_EQ(world.produce("orders", {"a"}), ErrorCode::kNone);
        hash = world.sim().trace().hash();
    }
    EXPECT_EQ(hashes[0], hashes[1]);
}

}  // namespace
}  // namespace assize::model
