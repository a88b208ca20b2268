#include <gtest/gtest.h>

#include <set>

#include "sim/disk/disk.h"
#include "tests/model/cluster/world.h"

namespace assize::model {
namespace {

using wire::ErrorCode;

/// Brokers with two log directories each, and a topic with replicas in both.
struct DiskWorld : ClusterWorld {
    explicit DiskWorld(std::uint64_t seed) : ClusterWorld(with_directories(), seed) {
        EXPECT_TRUE(start());
        EXPECT_EQ(create_topic("orders", 6, 3), ErrorCode::kNone);
        sim().run_for(3_s);
    }
    static ClusterConfig with_directories() {
        ClusterConfig config = ClusterConfig::separate(3, 1);
        for (NodeConfig& node : config.nodes) {
            if (node.roles == config::ProcessRoles::kBroker) {
                node.settings["log.dirs"] = "/data-1,/data-2";
                node.settings["metadata.log.dir"] = "/metadata";
            }
        }
        return config;
    }
    const metadata::TopicImage& topic() { return *cluster().image()->topics.find("orders"); }
    /// Partitions that a broker leads.
    std::set<std::int32_t> led_by(BrokerId broker) {
        std::set<std::int32_t> led;
        for (std::int32_t i = 0; i < 6; ++i) {
            if (cluster().leader_of({"orders", i}) == broker) led.insert(i);
        }
        return led;
    }
    /// From now on all writes below that path fail.
    sim::DiskFaultGuard break_directory(std::string_view node, std::string_view path) {
        return cluster().host(node).disk().install(
            {.path = std::string(path) + "*", .operation = sim::DiskOperation::kWrite});
    }
    void produce_everywhere() {
        for (std::int32_t i = 0; i < 6; ++i) {
            const auto leader = cluster().leader_of({"orders", i});
            if (!leader) continue;
            wire::ProduceRequest request = production("orders", {"v"}, -1);
            request.topic_data[0].partition_data[0].index = i;
            (void)ask(cluster().name_of(*leader), request, 9);
        }
    }
};

TEST(ClusterDisk, the_controller_learns_in_which_directory_each_replica_is) {
    DiskWorld world(1);
    std::set<Uuid> directories;
    for (const auto& partition : world.topic().partitions) {
        for (const Uuid& directory : partition->directories) {
            EXPECT_FALSE(directory.is_zero());
            directories.insert(directory);
        }
    }
    EXPECT_EQ(directories.size(), 6u);
}

TEST(ClusterDisk, when_a_directory_fails_others_lead_what_is_in_it_and_the_rest_stays) {
    DiskWorld world(1);
    const std::set<std::int32_t> before = world.led_by(BrokerId(1));
    ASSERT_EQ(before.size(), 2u);
    const auto fault = world.break_directory("broker-1", "/data-1");
    world.produce_everywhere();
    world.sim().run_for(5_s);
    EXPECT_TRUE(world.cluster().process("broker-1").alive());
    EXPECT_LT(world.led_by(BrokerId(1)).size(), before.size());
    for (std::int32_t i = 0; i < 6; ++i) EXPECT_TRUE(world.cluster().leader_of({"orders", i})) << i;
    EXPECT_EQ(world.facts().of("node_failed"), 0u);
    for (const auto& partition : world.topic().partitions) EXPECT_GE(partition->isr.size(), 2u);
}

TEST(ClusterDisk, a_broker_without_any_directory_left_ends) {
    DiskWorld world(1);
    const auto one = world.break_directory("broker-1", "/data-1");
    const auto two = world.break_directory("broker-1", "/data-2");
    world.produce_everywhere();
    EXPECT_TRUE(world.until(30_s, [&] { return !world.cluster().process("broker-1").alive(); }));
    EXPECT_TRUE(world.until(20_s, [&] { return world.led_by(BrokerId(1)).empty(); }));
    for (std::int32_t i = 0; i < 6; ++i) EXPECT_TRUE(world.cluster().leader_of({"orders", i})) << i;
}

TEST(ClusterDisk, a_node_whose_metadata_log_fails_ends_and_says_so) {
    DiskWorld world(1);
    const auto fault = world.break_directory("broker-2", "/metadata");
    EXPECT_TRUE(world.until(30_s, [&] { return !world.cluster().process("broker-2").alive(); }));
    EXPECT_EQ(world.facts().of("node_failed"), 1u);
}

}  // namespace
}  // namespace assize::model
