// What users may get wrong, and what strangers may send.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "model/client/admin.h"
#include "model/rpc/resolve.h"
#include "sim/network/network.h"
#include "trial.h"

namespace assize::model {
namespace {

/// What an admin is told when it does something, in a cluster of three brokers.
template <class Act>
client::AdminError answer_to(const Act& act) {
    std::optional<client::AdminError> told;
    Trial trial({.cluster = ClusterConfig::separate(3, 1)});
    trial.start();
    sim::Process& process = trial.run_client("user", [&](sim::Fiber& fiber) {
        client::Admin admin(fiber, trial.cluster().bootstrap(), trial.admin_config());
        const auto answer = act(fiber, admin);
        if (!answer) told = answer.error();
    });
    trial.await(60_s, "an answer", [&] { return !process.alive(); });
    EXPECT_TRUE(trial.wrong().empty());
    return told.value_or(client::AdminError{wire::ErrorCode::kNone, ""});
}

void expect_names(const std::string& message, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        EXPECT_NE(message.find(word), std::string::npos) << word << " is not in: " << message;
    }
}

TEST(BadInput, AClusterWithAnUnknownKeyIsRefusedAndTheKeyThatWasMeantNamed) {
    ClusterConfig config = ClusterConfig::separate(3, 3);
    config.settings["replica.lag.time.max"] = "10";
    sim::Simulation simulation({.seed = 1});
    const auto cluster = Cluster::make(simulation, config);
    ASSERT_FALSE(cluster);
    EXPECT_EQ(cluster.error().code, wire::ErrorCode::kInvalidConfig);
    expect_names(cluster.error().message, {"replica.lag.time.max", "replica.lag.time.max.ms"});
}

TEST(BadInput, AClusterWithAValueOutOfRangeIsRefusedAndTheRangeNamed) {
    ClusterConfig config = ClusterConfig::separate(3, 3);
    config.settings["leader.imbalance.per.broker.percentage"] = "101";
    sim::Simulation simulation({.seed = 1});
    const auto cluster = Cluster::make(simulation, config);
    ASSERT_FALSE(cluster);
    EXPECT_EQ(cluster.error().code, wire::ErrorCode::kInvalidConfig);
    expect_names(cluster.error().message,
                 {"leader.imbalance.per.broker.percentage", "101", "from 0 to 100"});
}

TEST(BadInput, ATopicWithMoreReplicasThanBrokersIsRefused) {
    const auto error = answer_to([](sim::Fiber& fiber, client::Admin& admin) {
        return admin.create_topic(fiber,
                                  {.name = "many", .partitions = 1, .replication_factor = 4});
    });
    EXPECT_EQ(error.code, wire::ErrorCode::kInvalidReplicationFactor);
    expect_names(error.message, {"replication factor", "4", "3"});
}

TEST(BadInput, ATopicWithAnUnknownKeyIsRefused) {
    const auto error = answer_to([](sim::Fiber& fiber, client::Admin& admin) {
        return admin.create_topic(fiber, {.name = "odd",
                                          .partitions = 1,
                                          .replication_factor = 3,
                                          .configs = {{"min.insync.replica", "2"}}});
    });
    EXPECT_EQ(error.code, wire::ErrorCode::kInvalidConfig);
    expect_names(error.message, {"min.insync.replica", "min.insync.replicas"});
}

TEST(BadInput, ATopicWithAValueOutOfRangeIsRefused) {
    const auto error = answer_to([](sim::Fiber& fiber, client::Admin& admin) {
        return admin.alter_config(fiber, client::ConfigResource::kTopic, "orders",
                                  "min.insync.replicas", "0");
    });
    EXPECT_EQ(error.code, wire::ErrorCode::kInvalidConfig);
    expect_names(error.message, {"min.insync.replicas", "0", "at least 1"});
}

/// A stranger sends any bytes to all ports of all nodes, while clients are at work: to finish,
/// each of their records must be where it was acknowledged.
TEST(BadInput, GarbageHarmsNobodyButItsOwnConnection) {
    ClusterConfig cluster = ClusterConfig::separate(3, 3);
    cluster.settings = hasty_settings();
    try_seeds({.cluster = cluster}, [](Trial& trial) {
        sim::Process& stranger = trial.run_client("stranger", [&](sim::Fiber& fiber) {
            sim::Random random = trial.simulation().random("garbage");
            for (int i = 0; i < 50; ++i) {
                const std::string node = trial.some_of(trial.cluster().names());
                const bool decides = node.starts_with("controller");
                auto connection = fiber.host().simulation().network().connect(
                    fiber, {trial.host(node), decides ? rpc::kControllerPort : rpc::kBrokerPort});
                if (!connection) continue;
                std::vector<std::byte> garbage(random.below(200) + 1);
                for (std::byte& byte : garbage) byte = static_cast<std::byte>(random.below(256));
                // In half of the cases with a size that is not absurd.
                if (garbage.size() > 8 && random.below(2)) {
                    garbage[0] = garbage[1] = garbage[2] = std::byte{0};
                    garbage[3] = static_cast<std::byte>(garbage.size() - 4);
                    if (random.below(2)) garbage[4] = garbage[6] = std::byte{0};
                }
                static_cast<void>(connection->send(fiber, garbage));
                static_cast<void>(connection->receive(fiber, 1000, fiber.after(100_ms)));
            }
        });
        trial.await(60_s, "the end of the garbage", [&] { return !stranger.alive(); });
    });
}

}  // namespace
}  // namespace assize::model
