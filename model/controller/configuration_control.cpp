#include "model/controller/configuration_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "model/controller/leadership_updates.h"
#include "model/controller/partition_change.h"
#include "model/controller/topic_control.h"
#include "model/metadata/delta.h"
#include "sim/invariant.h"

namespace assize::model::controller {

namespace {

using metadata::ConfigResource;
using metadata::ConfigResourceType;
using Resource = wire::IncrementalAlterConfigsRequest::Resource;
using Config = Resource::Config;

enum class Operation : std::int8_t { kSet = 0, kDelete = 1, kAppend = 2, kSubtract = 3 };

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const auto comma = list.find(',');
        parts.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? "" : list.substr(comma + 1);
    }
    return parts;
}

template <class C>
std::string list_value(const C& defaults, const config::Settings& settings,
                       const std::string& key) {
    const auto set = settings.find(key);
    if (set != settings.end()) return set->second;
    return config::to_settings(defaults)[key];
}

// Appends to a list what it has not, or takes out of it what it has.
std::string changed_list(Operation operation, const std::string& now, const std::string& value) {
    std::vector<std::string> parts = split(now);
    for (std::string& each : split(value)) {
        const auto found = std::find(parts.begin(), parts.end(), each);
        if (operation == Operation::kSubtract) {
            if (found != parts.end()) parts.erase(found);
        } else if (found == parts.end()) {
            parts.push_back(std::move(each));
        }
    }
    return fmt::format("{}", fmt::join(parts, ","));
}

template <class C>
Decision<void> apply(const C& defaults, const Config& change, config::Settings& settings) {
    const auto operation = Operation(change.config_operation);
    if (operation == Operation::kDelete) {
        settings.erase(change.name);
        return {};
    }
    if (change.config_operation < 0 || operation > Operation::kSubtract) {
        return refuse(
            ErrorCode::kInvalidRequest,
            fmt::format("Unknown operation {} on {}", change.config_operation, change.name));
    }
    if (!change.value) {
        return refuse(ErrorCode::kInvalidRequest,
                      fmt::format("Null value not supported for : {}", change.name));
    }
    if (operation == Operation::kSet) {
        settings.insert_or_assign(change.name, *change.value);
        return {};
    }
    if (!config::is_list_key<C>(change.name)) {
        return refuse(
            ErrorCode::kInvalidConfig,
            fmt::format("Can't {} to key {} because its type is not LIST.",
                        operation == Operation::kAppend ? "APPEND" : "SUBTRACT", change.name));
    }
    settings.insert_or_assign(
        change.name,
        changed_list(operation, list_value(defaults, settings, change.name), *change.value));
    return {};
}

/// What a resource has set once all of its changes are made.
template <class C>
Decision<config::Settings> changed_settings(const C& defaults, config::Settings settings,
                                            const Resource& resource) {
    std::set<std::string> names;
    for (const Config& change : resource.configs) {
        if (!names.insert(change.name).second) {
            return refuse(ErrorCode::kInvalidRequest,
                          fmt::format("Error due to duplicate config keys: {}", change.name));
        }
        if (auto applied = apply(defaults, change, settings); !applied) {
            return sim::Failure(applied.error());
        }
    }
    const auto parsed = config::parse_onto(defaults, settings);
    if (!parsed) return refuse(ErrorCode::kInvalidConfig, parsed.error().message);
    return settings;
}

Decision<config::Settings> changed_topic(const ClusterView& view, const Resource& resource) {
    if (auto named = check_topic_name(resource.resource_name); !named) {
        return sim::Failure(named.error());
    }
    if (!view.image.topics.find(std::string_view(resource.resource_name))) {
        return refuse(ErrorCode::kUnknownTopicOrPartition,
                      fmt::format("The topic '{}' does not exist.", resource.resource_name));
    }
    const ConfigResource topic{ConfigResourceType::kTopic, resource.resource_name};
    const auto defaults = config::topic_defaults(metadata::broker_config(view.image, view.config));
    return changed_settings(defaults, view.image.configs_of(topic), resource);
}

bool is_broker_id(std::string_view name) {
    return !name.empty() && name.size() < 10 &&
           std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Decision<config::Settings> changed_broker(const ClusterView& view, const Resource& resource) {
    if (!resource.resource_name.empty() && !is_broker_id(resource.resource_name)) {
        return refuse(
            ErrorCode::kInvalidRequest,
            fmt::format("Node id must be an integer, but it is: {}", resource.resource_name));
    }
    for (const auto& key : config::describe_keys<config::BrokerConfig>()) {
        const bool changes =
            std::any_of(resource.configs.begin(), resource.configs.end(),
                        [&](const Config& change) { return change.name == key.name; });
        if (!changes || key.dynamic) continue;
        return refuse(ErrorCode::kInvalidRequest,
                      fmt::format("Cannot update these configs dynamically: {}", key.name));
    }
    const ConfigResource broker{ConfigResourceType::kBroker, resource.resource_name};
    return changed_settings(view.config, view.image.configs_of(broker), resource);
}

Decision<config::Settings> changed_resource(const ClusterView& view, const Resource& resource) {
    switch (ConfigResourceType(resource.resource_type)) {
        case ConfigResourceType::kTopic: return changed_topic(view, resource);
        case ConfigResourceType::kBroker: return changed_broker(view, resource);
    }
    return refuse(ErrorCode::kInvalidRequest,
                  fmt::format("Resources of type {} have no configs", resource.resource_type));
}

void add_differences(const ConfigResource& resource, const config::Settings& before,
                     const config::Settings& after, std::vector<MetadataRecord>& records) {
    const auto add = [&](const std::string& key, std::optional<std::string> value) {
        wire::ConfigRecord record;
        record.resource_type = static_cast<std::int8_t>(resource.type);
        record.resource_name = resource.name;
        record.name = key;
        record.value = std::move(value);
        records.push_back(record);
    };
    for (const auto& [key, value] : before) {
        if (!after.contains(key)) add(key, std::nullopt);
    }
    for (const auto& [key, value] : after) {
        const auto old = before.find(key);
        if (old == before.end() || old->second != value) add(key, value);
    }
}

// What partitions owe to the new settings.
void add_consequences(const ClusterView& view, std::vector<MetadataRecord>& records) {
    metadata::MetadataDelta delta(view.image);
    for (const MetadataRecord& record : records) {
        const auto applied = delta.apply(record);
        INVARIANT(applied.has_value(), "what the controller decides fits to its image");
    }
    const ClusterView after{.image = delta.image(), .config = view.config};
    std::optional<Uuid> topic;
    ElectionRules rules{};
    for_each_partition(after.image, [&](const PartitionRef& partition) {
        const bool leaderless = !partition.registration.leader;
        if (!leaderless && partition.registration.elr.empty()) return;
        if (topic != partition.topic.id) rules = election_rules(after, partition.topic);
        topic = partition.topic.id;
        PartitionChangeBuilder builder(after, partition, Liveness{.image = after.image},
                                       rules.min_isr);
        if (rules.unclean) builder.election = Election::kUnclean;
        if (auto record = builder.build()) records.push_back(std::move(*record));
    });
}

}  // namespace

ControllerResult<wire::IncrementalAlterConfigsResponse> incremental_alter_configs(
    const ClusterView& view, const wire::IncrementalAlterConfigsRequest& request) {
    ControllerResult<wire::IncrementalAlterConfigsResponse> result;
    std::set<ConfigResource> seen;
    for (const Resource& resource : request.resources) {
        auto& answer = result.response.responses.emplace_back();
        answer.resource_type = resource.resource_type;
        answer.resource_name = resource.resource_name;
        answer.error_message.reset();
        const ConfigResource name{ConfigResourceType(resource.resource_type),
                                  resource.resource_name};
        const Decision<config::Settings> after =
            seen.insert(name).second ? changed_resource(view, resource)
                                     : refuse(ErrorCode::kInvalidRequest,
                                              "The resource is in the request more than once");
        if (!after) {
            answer.error_code = after.error().code;
            answer.error_message = after.error().message;
            continue;
        }
        add_differences(name, view.image.configs_of(name), *after, result.records);
    }
    if (request.validate_only) result.records.clear();
    if (!result.records.empty()) add_consequences(view, result.records);
    return result;
}

}  // namespace assize::model::controller
