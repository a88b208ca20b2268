#include <gtest/gtest.h>

#include "tests/model/cluster/world.h"

namespace assize::model {
namespace {

using wire::ErrorCode;
using Texts = std::vector<std::string>;

/// Three brokers with a topic of one partition, on which all have a replica.
struct DeathWorld : ClusterWorld {
    explicit DeathWorld(std::uint64_t seed = 1)
        : ClusterWorld(ClusterConfig::separate(3, 3), seed) {
        EXPECT_TRUE(start());
        EXPECT_EQ(create_topic("orders", 1, 3, {{"min.insync.replicas", "2"}}), ErrorCode::kNone);
        sim().run_for(1_s);
        EXPECT_EQ(produce("orders", {"a"}), ErrorCode::kNone);
    }
    bool active(BrokerId broker) {
        return cluster().image() && cluster().image()->is_active(broker);
    }
    std::size_t isr_size() {
        const auto* image = cluster().image();
        const auto* state = image ? image->topics.find(TopicPartition{"orders", 0}) : nullptr;
        return state ? state->isr.size() : 0;
    }
};

/// The same story in worlds that differ in all that is left to chance.
template <class Story>
void in_50_worlds(Story story) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        DeathWorld world(seed);
        story(world);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(ClusterDeath, a_crashed_broker_is_fenced_and_its_partitions_led_by_another) {
    in_50_worlds([](DeathWorld& world) {
        const BrokerId leader = *world.cluster().leader_of({"orders", 0});
        world.cluster().crash(world.cluster().name_of(leader));
        EXPECT_TRUE(world.until(20_s, [&] { return !world.active(leader); }));
        EXPECT_TRUE(world.until(5_s, [&] {
            const auto now = world.cluster().leader_of({"orders", 0});
            return now && *now != leader;
        }));
        world.sim().run_for(1_s);
        EXPECT_EQ(world.produce("orders", {"b"}), ErrorCode::kNone);
        world.sim().run_for(1_s);
        EXPECT_EQ(world.consume(world.leader_name("orders"), "orders"), (Texts{"a", "b"}));
    });
}

TEST(ClusterDeath, a_crashed_broker_comes_back_and_joins_the_isr_again) {
    in_50_worlds([](DeathWorld& world) {
        world.cluster().crash("broker-1");
        EXPECT_TRUE(world.until(20_s, [&] { return world.isr_size() == 2; }));
        EXPECT_EQ(world.produce("orders", {"b"}), ErrorCode::kNone);
        world.cluster().restart("broker-1");
        EXPECT_TRUE(world.until(60_s, [&] { return world.cluster().is_up(); }));
        EXPECT_TRUE(world.until(60_s, [&] { return world.isr_size() == 3; }));
        world.sim().run_for(2_s);
        EXPECT_EQ(world.consume(world.leader_name("orders"), "orders"), (Texts{"a", "b"}));
    });
}

TEST(ClusterDeath, a_broker_that_loses_power_comes_back) {
    in_50_worlds([](DeathWorld& world) {
        world.cluster().lose_power("broker-2");
        world.sim().run_for(20_s);
        EXPECT_EQ(world.produce("orders", {"b"}), ErrorCode::kNone);
        world.cluster().restart("broker-2");
        EXPECT_TRUE(world.until(60_s, [&] { return world.cluster().is_up(); }));
        EXPECT_TRUE(world.until(60_s, [&] { return world.isr_size() == 3; }));
    });
}

TEST(ClusterDeath, a_controlled_shutdown_hands_on_leaderships_before_the_end) {
    in_50_worlds([](DeathWorld& world) {
        const BrokerId leader = *world.cluster().leader_of({"orders", 0});
        const std::string name = world.cluster().name_of(leader);
        world.cluster().shut_down(name);
        EXPECT_TRUE(world.until(20_s, [&] { return !world.cluster().process(name).alive(); }));
        const auto now = world.cluster().leader_of({"orders", 0});
        ASSERT_TRUE(now);
        EXPECT_NE(*now, leader);
        EXPECT_EQ(world.produce("orders", {"b"}), ErrorCode::kNone);
        // Its session ended with it, so that it need not expire before it may come back.
        world.cluster().restart(name);
        EXPECT_TRUE(world.until(8_s, [&] { return world.cluster().is_up(); }));
    });
}

TEST(ClusterDeath, a_controller_that_dies_is_replaced) {
    in_50_worlds([](DeathWorld& world) {
        const BrokerId first = *world.cluster().active_controller();
        world.cluster().crash(world.cluster().name_of(first));
        EXPECT_TRUE(world.until(20_s, [&] {
            const auto now = world.cluster().active_controller();
            return now && *now != first;
        }));
        EXPECT_EQ(world.create_topic("payments", 1, 3), ErrorCode::kNone);
        world.cluster().restart(world.cluster().name_of(first));
        world.sim().run_for(10_s);
        EXPECT_TRUE(world.cluster().is_up());
    });
}

TEST(ClusterDeath, a_controller_shuts_down_in_order) {
    in_50_worlds([](DeathWorld& world) {
        const std::string name = world.cluster().name_of(*world.cluster().active_controller());
        world.cluster().shut_down(name);
        EXPECT_TRUE(world.until(20_s, [&] { return !world.cluster().process(name).alive(); }));
        EXPECT_TRUE(
            world.until(5_s, [&] { return world.cluster().active_controller().has_value(); }));
    });
}

TEST(ClusterDeath, a_paused_leader_wakes_as_a_zombie_and_follows) {
    in_50_worlds([](DeathWorld& world) {
        const BrokerId leader = *world.cluster().leader_of({"orders", 0});
        const std::string name = world.cluster().name_of(leader);
        world.cluster().pause(name);
        EXPECT_TRUE(world.until(30_s, [&] {
            const auto now = world.cluster().leader_of({"orders", 0});
            return now && *now != leader;
        }));
        world.sim().run_for(1_s);
        EXPECT_EQ(world.produce("orders", {"b"}), ErrorCode::kNone);
        world.cluster().resume(name);
        EXPECT_TRUE(world.until(60_s, [&] { return world.isr_size() == 3; }));
        EXPECT_TRUE(world.cluster().is_up());
    });
}

TEST(ClusterDeath, the_whole_cluster_comes_back_with_what_it_had) {
    in_50_worlds([](DeathWorld& world) {
        world.sim().run_for(2_s);
        for (const std::string& name : world.cluster().names()) world.cluster().crash(name);
        world.sim().run_for(1_s);
        world.cluster().start();
        ASSERT_TRUE(world.until(60_s, [&] { return world.cluster().is_up(); }));
        ASSERT_TRUE(world.until(20_s, [&] { return world.leader_name("orders") != "none"; }));
        world.sim().run_for(5_s);
        EXPECT_EQ(world.consume(world.leader_name("orders"), "orders"), (Texts{"a"}));
    });
}

}  // namespace
}  // namespace assize::model
