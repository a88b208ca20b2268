#include "model/cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "model/rpc/resolve.h"
#include "sim/host.h"
#include "sim/invariant.h"

namespace assize::model {

namespace {

using config::ProcessRoles;

constexpr std::int32_t kFirstController = 101;

ClusterError refusal(std::string key, std::string value, std::string_view allowed,
                     wire::ErrorCode code = wire::ErrorCode::kInvalidConfig) {
    std::string message =
        fmt::format("Invalid value {} for {}: allowed is {}", value, key, allowed);
    return {std::move(key), std::move(value), std::move(message), code};
}

// What no setting of a single node can be wrong about.
std::optional<ClusterError> check_topology(const ClusterConfig& config) {
    const auto brokers = std::ranges::count_if(config.nodes, &NodeConfig::is_broker);
    const auto controllers = std::ranges::count_if(config.nodes, &NodeConfig::is_controller);
    if (brokers == 0) return refusal("brokers", "0", "at least 1");
    if (controllers == 0) return refusal("controllers", "0", "at least 1");
    std::set<BrokerId> ids;
    for (const NodeConfig& node : config.nodes) {
        const std::string id = std::to_string(node.id.value());
        if (node.id.value() < 0) return refusal("node.id", id, "at least 0");
        if (!ids.insert(node.id).second) {
            return refusal("node.id", id, "an id that no other node has");
        }
        if (node.cpu.cores == 0) return refusal("cpu.cores", "0", "at least 1");
    }
    return std::nullopt;
}

// What a cluster as a whole decides, so that no setting may.
constexpr std::string_view kDecidedByTopology[] = {"node.id", "process.roles", "broker.rack",
                                                   "controller.quorum.voters"};

std::optional<ClusterError> check_settings(const config::Settings& settings) {
    for (const std::string_view key : kDecidedByTopology) {
        const auto found = settings.find(key);
        if (found == settings.end()) continue;
        return refusal(std::string(key), found->second, "nothing: the list of nodes decides it");
    }
    return std::nullopt;
}

std::string_view roles_text(ProcessRoles roles) {
    switch (roles) {
        case ProcessRoles::kBroker: return "broker";
        case ProcessRoles::kController: return "controller";
        case ProcessRoles::kBrokerAndController: return "broker,controller";
    }
    return "?";
}

std::string voters_text(const ClusterConfig& config) {
    std::string text;
    for (const NodeConfig& node : config.nodes) {
        if (!node.is_controller()) continue;
        if (!text.empty()) text += ",";
        text += fmt::format("{}@{}:{}", node.id.value(), node.name(), rpc::kControllerPort.value());
    }
    return text;
}

}  // namespace

std::string NodeConfig::name() const {
    return fmt::format("{}-{}", is_broker() ? "broker" : "controller", id.value());
}

sim::Result<config::BrokerConfig, ClusterError> config_of(const ClusterConfig& cluster,
                                                          const NodeConfig& node) {
    config::Settings settings = node.settings;
    settings.insert(cluster.settings.begin(), cluster.settings.end());
    if (auto error = check_settings(settings)) return sim::Failure(std::move(*error));
    settings["node.id"] = std::to_string(node.id.value());
    settings["process.roles"] = roles_text(node.roles);
    settings["controller.quorum.voters"] = voters_text(cluster);
    if (node.rack) settings["broker.rack"] = *node.rack;
    auto parsed = config::parse<config::BrokerConfig>(settings);
    if (!parsed) {
        const std::string& key = parsed.error().key;
        return sim::Failure(ClusterError{key, settings[key], parsed.error().message,
                                         wire::ErrorCode::kInvalidConfig});
    }
    const auto brokers = std::ranges::count_if(cluster.nodes, &NodeConfig::is_broker);
    if (parsed->default_replication_factor > brokers) {
        return sim::Failure(refusal("default.replication.factor",
                                    std::to_string(parsed->default_replication_factor),
                                    fmt::format("[1, {}], the number of brokers", brokers),
                                    wire::ErrorCode::kInvalidReplicationFactor));
    }
    parsed->variant = cluster.variant;
    return *parsed;
}

std::optional<ClusterError> check(const ClusterConfig& config) {
    if (auto error = check_topology(config)) return error;
    for (const NodeConfig& node : config.nodes) {
        if (auto parsed = config_of(config, node); !parsed) return parsed.error();
    }
    return std::nullopt;
}

ClusterConfig ClusterConfig::separate(std::int32_t brokers, std::int32_t controllers) {
    ClusterConfig config;
    for (std::int32_t i = 0; i < brokers; ++i) {
        config.nodes.push_back({.id = BrokerId(i + 1), .roles = ProcessRoles::kBroker});
    }
    for (std::int32_t i = 0; i < controllers; ++i) {
        config.nodes.push_back(
            {.id = BrokerId(kFirstController + i), .roles = ProcessRoles::kController});
    }
    return config;
}

ClusterConfig ClusterConfig::combined(std::int32_t nodes) {
    ClusterConfig config;
    for (std::int32_t i = 0; i < nodes; ++i) {
        config.nodes.push_back(
            {.id = BrokerId(i + 1), .roles = ProcessRoles::kBrokerAndController});
    }
    return config;
}

sim::Result<std::unique_ptr<Cluster>, ClusterError> Cluster::make(sim::Simulation& simulation,
                                                                  const ClusterConfig& config) {
    if (auto error = check_topology(config)) return sim::Failure(std::move(*error));
    std::vector<config::BrokerConfig> parsed;
    for (const NodeConfig& node : config.nodes) {
        auto one = model::config_of(config, node);
        if (!one) return sim::Failure(std::move(one.error()));
        parsed.push_back(std::move(*one));
    }
    std::unique_ptr<Cluster> cluster(new Cluster());
    broker::Voters voters;
    for (std::size_t i = 0; i < config.nodes.size(); ++i) {
        const NodeConfig& node = config.nodes[i];
        const std::string name = node.name();
        sim::Host& host =
            simulation.add_host({.name = name, .clock = node.clock, .disk = node.disk});
        if (node.is_controller())
            voters.emplace(node.id, sim::Address{host.id(), rpc::kControllerPort});
        cluster->names_.emplace(node.id, name);
        cluster->nodes_.emplace(name, Node{.setup = {.config = std::move(parsed[i]),
                                                     .cluster_id = config.cluster_id,
                                                     .host = name,
                                                     .voters = {},
                                                     .cpu = node.cpu},
                                           .controls = std::make_shared<broker::NodeControls>(),
                                           .host = &host});
    }
    for (auto& [name, node] : cluster->nodes_) node.setup.voters = voters;
    return cluster;
}

void Cluster::start() {
    for (auto& [name, node] : nodes_) {
        const bool alive = node.process && node.process->alive();
        if (!alive && node.host->has_power()) begin(node);
    }
}

void Cluster::begin(Node& node) {
    if (node.process) return node.process->start();
    node.process = &node.host->start(
        node.host->name(), [setup = node.setup, controls = node.controls](sim::Fiber& fiber) {
            broker::run_node(fiber, setup, *controls);
        });
}

void Cluster::restart(std::string_view name) {
    Node& node = nodes_.find(name)->second;
    node.host->restore_power();
    begin(node);
}

void Cluster::shut_down(std::string_view name) {
    node(name).controls->request_shutdown();
}

std::vector<std::string> Cluster::names() const {
    std::vector<std::string> names;
    for (const auto& [name, node] : nodes_) names.push_back(name);
    return names;
}

const std::string& Cluster::name_of(BrokerId id) const {
    return names_.at(id);
}

const Cluster::Node& Cluster::node(std::string_view name) const {
    const auto found = nodes_.find(name);
    INVARIANT(found != nodes_.end(), "there is a node of that name");
    return found->second;
}

sim::Process& Cluster::process(std::string_view name) const {
    INVARIANT(node(name).process, "the node was started");
    return *node(name).process;
}

const config::BrokerConfig& Cluster::config_of(std::string_view name) const {
    return node(name).setup.config;
}

std::vector<sim::Address> Cluster::bootstrap() const {
    std::vector<sim::Address> addresses;
    for (const auto& [id, name] : names_) {
        const Node& one = node(name);
        if (one.setup.is_broker()) addresses.push_back({one.host->id(), rpc::kBrokerPort});
    }
    return addresses;
}

const broker::NodeView* Cluster::view(std::string_view name) const {
    return node(name).controls->view();
}

std::optional<BrokerId> Cluster::active_controller() const {
    std::optional<BrokerId> active;
    LeaderEpoch epoch{-1};
    for (const auto& [name, node] : nodes_) {
        const broker::NodeView* view = node.controls->view();
        if (!view || !view->is_active_controller()) continue;
        const kraft::LeaderAndEpoch leader = view->quorum_leader();
        if (leader.epoch <= epoch) continue;
        active = node.setup.config.node_id;
        epoch = leader.epoch;
    }
    return active;
}

const metadata::MetadataImage* Cluster::image() const {
    const std::optional<BrokerId> active = active_controller();
    return active ? &view(name_of(*active))->image() : nullptr;
}

std::optional<BrokerId> Cluster::leader_of(const TopicPartition& partition) const {
    const metadata::MetadataImage* known = image();
    const auto* state = known ? known->topics.find(partition) : nullptr;
    return state ? state->leader : std::nullopt;
}

bool Cluster::is_up() const {
    const metadata::MetadataImage* known = image();
    if (!known) return false;
    return std::ranges::all_of(nodes_, [&](const auto& entry) {
        const auto& [name, node] = entry;
        if (!node.setup.is_broker()) return true;
        return known->is_active(node.setup.config.node_id) && node.controls->view() &&
               node.controls->view()->broker_state() == BrokerState::kRunning;
    });
}

}  // namespace assize::model
