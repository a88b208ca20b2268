#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/broker/cpu.h"
#include "model/broker/node.h"
#include "model/config/parse.h"
#include "model/metadata/image.h"
#include "model/types.h"
#include "model/variant.h"
#include "model/wire/error_code.h"
#include "sim/clock.h"
#include "sim/disk/profile.h"
#include "sim/network/address.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/simulation.h"

namespace assize::model {

/// One node of a cluster: a host with one process.
struct NodeConfig {
    BrokerId id;
    config::ProcessRoles roles = config::ProcessRoles::kBroker;
    std::optional<std::string> rack = std::nullopt;
    config::Settings settings = {};  // Of this node; they outweigh those of the cluster.
    sim::ClockOptions clock = {};
    sim::DiskProfile disk = {};
    broker::CpuProfile cpu = {};

    /// Of its host and process: "broker-1", "controller-101".
    std::string name() const;
    bool is_broker() const { return roles != config::ProcessRoles::kController; }
    bool is_controller() const { return roles != config::ProcessRoles::kBroker; }
    bool operator==(const NodeConfig&) const = default;
};

/// A cluster as a value.
struct ClusterConfig {
    std::string cluster_id = "assize-cluster-0000001";
    std::vector<NodeConfig> nodes;
    config::Settings settings = {};                 // Kafka's keys, for all nodes.
    std::optional<Variant> variant = std::nullopt;  // Wrong on purpose, for tests of checkers.

    /// Brokers 1, 2, ... and controllers 101, 102, ..., each on a host of its own.
    static ClusterConfig separate(std::int32_t brokers, std::int32_t controllers);
    /// Nodes 1, 2, ..., each a broker and a controller.
    static ClusterConfig combined(std::int32_t nodes);

    bool operator==(const ClusterConfig&) const = default;
};

/// Why there is no such cluster: which key has which value, and what is allowed.
struct ClusterError {
    std::string key;
    std::string value;
    std::string message;  // A sentence that names both, and what is allowed.
    wire::ErrorCode code;
};

/// Why there is no such cluster, or nothing: then Cluster::make() succeeds.
std::optional<ClusterError> check(const ClusterConfig& config);
/// What a node is told of itself: its own settings on top of the cluster's, and who is who.
/// Fails: as Cluster::make(), as far as it is about this node. Requires: `node` is one of them.
sim::Result<config::BrokerConfig, ClusterError> config_of(const ClusterConfig& cluster,
                                                          const NodeConfig& node);

/// A Kafka cluster in a simulation. Nodes go by their names, which are those of their hosts and
/// processes, too: "broker-1", "controller-101"; a node that is both is a "broker-".
///
/// Nothing in it waits: the world goes on when the simulation runs.
/// Requires: the simulation outlives it.
class Cluster {
public:
    /// Adds the hosts. Fails: a key that Kafka does not have, a value out of its range, a topology
    /// that cannot be.
    static sim::Result<std::unique_ptr<Cluster>, ClusterError> make(sim::Simulation& simulation,
                                                                    const ClusterConfig& config);

    // --- Life and death.

    /// Starts all nodes that do not run, and have power.
    void start();
    /// Kills the process: what it wrote is in the host's page cache.
    void crash(std::string_view node) { process(node).crash(); }
    /// The host goes dark.
    void lose_power(std::string_view node) { process(node).host().lose_power(); }
    /// Begins a new life, after giving the host power if it has none. Requires: it is dead.
    void restart(std::string_view node);
    /// Freezes it while time goes on.
    void pause(std::string_view node) { process(node).pause(); }
    void resume(std::string_view node) { process(node).resume(); }
    /// Asks it to shut down in order: a broker hands on its leaderships first.
    void shut_down(std::string_view node);

    // --- Who is who.

    std::vector<std::string> names() const;
    const std::string& name_of(BrokerId id) const;
    /// Requires, these three: there is such a node.
    sim::Process& process(std::string_view node) const;
    sim::Host& host(std::string_view node) const { return process(node).host(); }
    const config::BrokerConfig& config_of(std::string_view node) const;
    /// Where clients begin: the addresses of all brokers.
    std::vector<sim::Address> bootstrap() const;

    // --- What is so at this moment, as far as nodes that live know. For tests.

    /// Null while the node does not run.
    const broker::NodeView* view(std::string_view node) const;
    /// The controller that leads the quorum in the greatest epoch, and knows it.
    std::optional<BrokerId> active_controller() const;
    /// What the active controller has taken up; null when there is none.
    const metadata::MetadataImage* image() const;
    std::optional<BrokerId> leader_of(const TopicPartition& partition) const;
    /// Whether there is a controller and all brokers are unfenced, as it knows.
    bool is_up() const;

private:
    struct Node {
        broker::NodeSetup setup;
        std::shared_ptr<broker::NodeControls> controls;
        sim::Host* host;
        sim::Process* process = nullptr;  // None before its first life.
    };

    Cluster() = default;
    const Node& node(std::string_view name) const;
    void begin(Node& node);

    std::map<std::string, Node, std::less<>> nodes_;
    std::map<BrokerId, std::string> names_;
};

}  // namespace assize::model
