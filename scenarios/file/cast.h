#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/cluster.h"
#include "model/types.h"
#include "scenarios/scenario.h"

namespace assize::scenarios::file {

// Who there is in a scenario.

/// The nodes in the order that plans have them: brokers by id, then controllers by id.
model::ClusterConfig cluster_of(const ClusterScenario& cluster);

/// What a name such as "broker-1" or "controller-101" says; none when it is no such name.
struct NodeName {
    bool is_broker;
    std::int32_t id;
};
std::optional<NodeName> parse_node_name(std::string_view name);

std::vector<std::string> names_of_brokers(const Scenario& scenario);
std::vector<std::string> names_of_controllers(const Scenario& scenario);
std::vector<std::string> names_of_nodes(const Scenario& scenario);
std::vector<std::string> names_of_producers(const Scenario& scenario);
std::vector<std::string> names_of_consumers(const Scenario& scenario);

std::vector<std::string> names_of_topics(const Scenario& scenario);
/// Null when there is none.
const TopicPlan* find_topic(const Scenario& scenario, std::string_view name);

/// "orders-0", as Kafka writes a partition. None when it is no such text.
std::optional<model::TopicPartition> parse_partition(std::string_view text);

}  // namespace assize::scenarios::file
