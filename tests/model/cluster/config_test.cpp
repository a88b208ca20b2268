#include <gtest/gtest.h>

#include "model/cluster.h"
#include "sim/simulation.h"

namespace assize::model {
namespace {

ClusterError error_of(const ClusterConfig& config) {
    sim::Simulation sim({.seed = 1});
    auto made = Cluster::make(sim, config);
    EXPECT_FALSE(made);
    EXPECT_EQ(sim.hosts(), 0u) << "what is refused leaves nothing behind";
    return made ? ClusterError{} : made.error();
}

ClusterConfig with(ClusterConfig config, const std::string& key, const std::string& value) {
    config.settings[key] = value;
    return config;
}

TEST(ClusterConfig, a_topology_that_cannot_be_is_refused_with_key_value_and_what_is_allowed) {
    struct Case {
        ClusterConfig config;
        std::string key;
        std::string value;
    };
    ClusterConfig twice = ClusterConfig::combined(2);
    twice.nodes[1].id = twice.nodes[0].id;
    ClusterConfig negative = ClusterConfig::combined(1);
    negative.nodes[0].id = BrokerId(-2);
    ClusterConfig no_cores = ClusterConfig::combined(1);
    no_cores.nodes[0].cpu.cores = 0;
    const Case cases[] = {
        {ClusterConfig::separate(0, 1), "brokers", "0"},
        {ClusterConfig::separate(3, 0), "controllers", "0"},
        {twice, "node.id", "1"},
        {negative, "node.id", "-2"},
        {no_cores, "cpu.cores", "0"},
        {with(ClusterConfig::combined(3), "default.replication.factor", "4"),
         "default.replication.factor", "4"},
        {with(ClusterConfig::combined(3), "node.id", "7"), "node.id", "7"},
        {with(ClusterConfig::combined(3), "num.partitions", "0"), "num.partitions", "0"},
        {with(ClusterConfig::combined(3), "num.partition", "3"), "num.partition", "3"},
    };
    for (const Case& one : cases) {
        const ClusterError error = error_of(one.config);
        EXPECT_EQ(error.key, one.key) << error.message;
        EXPECT_EQ(error.value, one.value) << error.message;
        EXPECT_NE(error.message.find(one.key), std::string::npos) << error.message;
        EXPECT_NE(error.code, wire::ErrorCode::kNone);
    }
}

TEST(ClusterConfig, settings_of_a_node_outweigh_those_of_the_cluster) {
    ClusterConfig config = ClusterConfig::combined(2);
    config.settings["num.partitions"] = "3";
    config.nodes[1].settings["num.partitions"] = "5";
    config.nodes[1].rack = "r2";
    sim::Simulation sim({.seed = 1});
    const auto cluster = Cluster::make(sim, config);
    ASSERT_TRUE(cluster);
    EXPECT_EQ((*cluster)->config_of("broker-1").num_partitions, 3);
    EXPECT_EQ((*cluster)->config_of("broker-2").num_partitions, 5);
    EXPECT_EQ((*cluster)->config_of("broker-2").broker_rack, "r2");
    EXPECT_EQ((*cluster)->names(), (std::vector<std::string>{"broker-1", "broker-2"}));
}

}  // namespace
}  // namespace assize::model
