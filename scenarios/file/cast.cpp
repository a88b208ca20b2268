#include "scenarios/file/cast.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

namespace assize::scenarios::file {

namespace {

using model::config::ProcessRoles;

// Digits without a sign or leading zeros.
std::optional<std::int32_t> parse_count(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

model::NodeConfig node_of(std::string_view name, const NodeScenario& from) {
    const auto parsed = parse_node_name(name);
    const ProcessRoles by_name =
        parsed && parsed->is_broker ? ProcessRoles::kBroker : ProcessRoles::kController;
    return {.id = model::BrokerId(parsed ? parsed->id : -1),
            .roles = from.roles.value_or(by_name),
            .rack = from.rack,
            .settings = from.config,
            .clock = from.clock,
            .disk = from.disk,
            .cpu = from.cpu};
}

std::vector<model::NodeConfig> counted_nodes(const ClusterScenario& cluster) {
    const bool combined = cluster.roles == Layout::kCombined;
    auto nodes =
        combined ? model::ClusterConfig::combined(cluster.brokers).nodes
                 : model::ClusterConfig::separate(cluster.brokers, cluster.controllers.value_or(3))
                       .nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        model::NodeConfig& node = nodes[i];
        if (node.is_broker() && !cluster.racks.empty()) {
            node.rack = cluster.racks[i % cluster.racks.size()];
        }
        node.disk = cluster.disk;
        node.cpu = cluster.cpu;
        const auto own = cluster.nodes.find(node.name());
        if (own == cluster.nodes.end()) continue;
        if (own->second.rack) node.rack = own->second.rack;
        node.settings = own->second.config;
        node.clock = own->second.clock;
        node.disk = own->second.disk;
        node.cpu = own->second.cpu;
    }
    return nodes;
}

template <class Clients>
std::vector<std::string> names_of_clients(const Clients& clients, std::string_view kind) {
    std::vector<std::string> names;
    for (const auto& each : clients) {
        for (int i = 0; i < each.count; ++i) {
            names.push_back(each.name.value_or(fmt::format("{}-{}", kind, names.size() + 1)));
        }
    }
    return names;
}

}  // namespace

model::ClusterConfig cluster_of(const ClusterScenario& cluster) {
    model::ClusterConfig config;
    config.cluster_id = cluster.cluster_id;
    config.settings = cluster.config;
    const bool listed = std::ranges::any_of(
        cluster.nodes, [](const auto& node) { return node.second.roles.has_value(); });
    if (listed) {
        for (const auto& [name, node] : cluster.nodes) config.nodes.push_back(node_of(name, node));
        std::ranges::sort(config.nodes, {}, [](const model::NodeConfig& node) {
            return std::tuple(!node.is_broker(), node.id);
        });
    } else {
        config.nodes = counted_nodes(cluster);
    }
    return config;
}

std::optional<NodeName> parse_node_name(std::string_view name) {
    const auto dash = name.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const std::string_view kind = name.substr(0, dash);
    if (kind != "broker" && kind != "controller") return std::nullopt;
    const auto id = parse_count(name.substr(dash + 1));
    if (!id) return std::nullopt;
    return NodeName{.is_broker = kind == "broker", .id = *id};
}

std::vector<std::string> names_of_brokers(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const model::NodeConfig& node : cluster_of(scenario.cluster).nodes) {
        if (node.is_broker()) names.push_back(node.name());
    }
    return names;
}

std::vector<std::string> names_of_controllers(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const model::NodeConfig& node : cluster_of(scenario.cluster).nodes) {
        if (node.is_controller()) names.push_back(node.name());
    }
    return names;
}

std::vector<std::string> names_of_nodes(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const model::NodeConfig& node : cluster_of(scenario.cluster).nodes) {
        names.push_back(node.name());
    }
    return names;
}

std::vector<std::string> names_of_producers(const Scenario& scenario) {
    return names_of_clients(scenario.producers, "producer");
}

std::vector<std::string> names_of_consumers(const Scenario& scenario) {
    return names_of_clients(scenario.consumers, "consumer");
}

std::vector<std::string> names_of_topics(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const TopicPlan& topic : scenario.topics) names.push_back(topic.name);
    return names;
}

const TopicPlan* find_topic(const Scenario& scenario, std::string_view name) {
    const auto found = std::ranges::find(scenario.topics, name, &TopicPlan::name);
    return found == scenario.topics.end() ? nullptr : &*found;
}

std::optional<model::TopicPartition> parse_partition(std::string_view text) {
    const auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    const auto number = parse_count(text.substr(dash + 1));
    if (!number) return std::nullopt;
    return model::TopicPartition{std::string(text.substr(0, dash)), *number};
}

}  // namespace assize::scenarios::file
