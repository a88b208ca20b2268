#include "model/controller/topic_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "model/controller/partition_change.h"
#include "model/controller/replica_placer.h"
#include "model/metadata/delta.h"

namespace assize::model::controller {

namespace {

constexpr std::size_t kTopicNameMax = 249;
constexpr std::int32_t kAsConfigured = -1;

bool is_topic_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

// Metrics once wrote '.' as '_', so names that differ in that alone are not told apart.
std::string collision_name(std::string_view name) {
    std::string without_dots(name);
    std::replace(without_dots.begin(), without_dots.end(), '.', '_');
    return without_dots;
}

Decision<void> check_is_new(const MetadataImage& image, std::string_view name,
                            const std::set<std::string>& created) {
    if (image.topics.find(name)) {
        return refuse(ErrorCode::kTopicAlreadyExists,
                      fmt::format("Topic '{}' already exists.", name));
    }
    const auto collides = [&](const std::string& other) {
        return collision_name(other) == collision_name(name);
    };
    const auto& known = image.topics.ids_by_name();
    const auto old = std::find_if(known.begin(), known.end(),
                                  [&](const auto& topic) { return collides(topic.first); });
    const auto fresh = std::find_if(created.begin(), created.end(), collides);
    if (old == known.end() && fresh == created.end()) return {};
    return refuse(ErrorCode::kInvalidTopicException,
                  fmt::format("Topic '{}' collides with existing topic: {}", name,
                              old != known.end() ? old->first : *fresh));
}

/// The partition as it begins: in sync are those who are up.
Decision<PartitionRegistration> new_partition(const MetadataImage& image,
                                              const BrokerIds& replicas) {
    PartitionRegistration partition;
    partition.replicas = replicas;
    for (BrokerId broker : replicas) {
        partition.directories.push_back(default_directory(image, broker));
        if (image.is_active(broker)) partition.isr.push_back(broker);
    }
    if (partition.isr.empty()) {
        return refuse(ErrorCode::kInvalidReplicaAssignment,
                      "All brokers specified in the manual partition assignment are fenced or in "
                      "controlled shutdown.");
    }
    partition.leader = partition.isr.front();
    return partition;
}

Decision<std::vector<BrokerIds>> manual_placement(const MetadataImage& image,
                                                  const wire::CreateTopicsRequest::Topic& topic) {
    if (topic.num_partitions != kAsConfigured || topic.replication_factor != kAsConfigured) {
        return refuse(ErrorCode::kInvalidRequest,
                      "A manual partition assignment was specified, but numPartitions or "
                      "replicationFactor was not set to -1.");
    }
    std::map<std::int32_t, BrokerIds> placed;
    for (const auto& assignment : topic.assignments) {
        const BrokerIds replicas = metadata::to_broker_ids(assignment.broker_ids);
        std::optional<std::size_t> factor;
        if (!placed.empty()) factor = placed.begin()->second.size();
        if (auto checked = check_assignment(image, replicas, factor); !checked) {
            return sim::Failure(checked.error());
        }
        if (!placed.emplace(assignment.partition_index, replicas).second) {
            return refuse(ErrorCode::kInvalidReplicaAssignment,
                          fmt::format("Found multiple manual partition assignments for partition "
                                      "{}",
                                      assignment.partition_index));
        }
    }
    if (placed.begin()->first != 0 || placed.rbegin()->first != std::ssize(placed) - 1) {
        return refuse(ErrorCode::kInvalidReplicaAssignment,
                      "partitions should be a consecutive 0-based integer sequence");
    }
    std::vector<BrokerIds> placement;
    for (auto& [index, replicas] : placed) placement.push_back(std::move(replicas));
    return placement;
}

Decision<std::vector<BrokerIds>> placement_of(const ClusterView& view,
                                              const wire::CreateTopicsRequest::Topic& topic,
                                              sim::Random& random) {
    if (!topic.assignments.empty()) return manual_placement(view.image, topic);
    if (topic.replication_factor < kAsConfigured || topic.replication_factor == 0) {
        return refuse(ErrorCode::kInvalidReplicationFactor,
                      "Replication factor must be larger than 0, or -1 to use the default value.");
    }
    if (topic.num_partitions < kAsConfigured || topic.num_partitions == 0) {
        return refuse(ErrorCode::kInvalidPartitions,
                      "Number of partitions was set to an invalid non-positive value.");
    }
    const std::int32_t partitions =
        topic.num_partitions == kAsConfigured ? view.config.num_partitions : topic.num_partitions;
    const std::int32_t factor = topic.replication_factor == kAsConfigured
                                    ? view.config.default_replication_factor
                                    : topic.replication_factor;
    return place_replicas(usable_brokers(view.image), partitions, factor, random);
}

Decision<config::TopicConfig> config_of(const ClusterView& view,
                                        const wire::CreateTopicsRequest::Topic& topic) {
    config::Settings settings;
    for (const auto& each : topic.configs) {
        if (!each.value) {
            return refuse(ErrorCode::kInvalidConfig,
                          fmt::format("Null value not supported for topic configs: {}", each.name));
        }
        settings.insert_or_assign(each.name, *each.value);
    }
    const auto defaults = metadata::broker_config(view.image, view.config);
    auto parsed = config::parse_onto(config::topic_defaults(defaults), settings);
    if (!parsed) return refuse(ErrorCode::kInvalidConfig, parsed.error().message);
    return std::move(*parsed);
}

using CreatedTopic = wire::CreateTopicsResponse::Topic;

void describe_configs(const config::TopicConfig& config,
                      const wire::CreateTopicsRequest::Topic& topic, CreatedTopic& answer) {
    constexpr std::int8_t kDynamicTopicConfig = 1;
    constexpr std::int8_t kDefaultConfig = 5;
    answer.configs.emplace();
    for (auto& [name, value] : config::to_settings(config)) {
        const bool is_set =
            std::any_of(topic.configs.begin(), topic.configs.end(),
                        [&, &key = name](const auto& each) { return each.name == key; });
        auto& described = answer.configs->emplace_back();
        described.name = name;
        described.value = value;
        described.config_source = is_set ? kDynamicTopicConfig : kDefaultConfig;
    }
}

Uuid random_id(const MetadataImage& image, sim::Random& random) {
    for (;;) {
        const std::uint64_t most = random.next();
        const Uuid id(most, random.next());
        if (id.most_significant() != 0 && !image.topics.find(id)) return id;  // None reserved.
    }
}

Decision<CreatedTopic> create_topic(const ClusterView& view,
                                    const wire::CreateTopicsRequest::Topic& topic,
                                    const std::set<std::string>& created, sim::Random& random,
                                    std::vector<MetadataRecord>& records) {
    if (auto checked = check_topic_name(topic.name); !checked) {
        return sim::Failure(checked.error());
    }
    if (auto checked = check_is_new(view.image, topic.name, created); !checked) {
        return sim::Failure(checked.error());
    }
    const auto config = config_of(view, topic);
    if (!config) return sim::Failure(config.error());
    const auto placement = placement_of(view, topic, random);
    if (!placement) return sim::Failure(placement.error());

    std::vector<MetadataRecord> own;
    wire::TopicRecord record;
    record.name = topic.name;
    record.topic_id = random_id(view.image, random);
    own.push_back(record);
    for (const auto& each : topic.configs) {
        wire::ConfigRecord config_record;
        config_record.resource_type =
            static_cast<std::int8_t>(metadata::ConfigResourceType::kTopic);
        config_record.resource_name = topic.name;
        config_record.name = each.name;
        config_record.value = each.value;
        own.push_back(config_record);
    }
    for (std::size_t index = 0; index < placement->size(); ++index) {
        const auto partition = new_partition(view.image, (*placement)[index]);
        if (!partition) return sim::Failure(partition.error());
        own.push_back(to_record(record.topic_id, static_cast<std::int32_t>(index), *partition));
    }
    CreatedTopic answer;
    answer.name = topic.name;
    answer.topic_id = record.topic_id;
    answer.error_message.reset();
    answer.num_partitions = static_cast<std::int32_t>(placement->size());
    answer.replication_factor = static_cast<std::int16_t>(placement->front().size());
    describe_configs(*config, topic, answer);
    std::move(own.begin(), own.end(), std::back_inserter(records));
    return answer;
}

/// The names that a request has more than once.
template <class Topics, class NameOf>
std::set<std::string> repeated_names(const Topics& topics, NameOf name_of) {
    std::set<std::string> seen;
    std::set<std::string> repeated;
    for (const auto& topic : topics) {
        if (!seen.insert(name_of(topic)).second) repeated.insert(name_of(topic));
    }
    return repeated;
}

}  // namespace

Decision<void> check_topic_name(std::string_view name) {
    const auto invalid = [](std::string why) {
        return refuse(ErrorCode::kInvalidTopicException, std::move(why));
    };
    if (name.empty()) return invalid("Topic name is invalid: the empty string is not allowed");
    if (name == "." || name == "..") {
        return invalid(fmt::format("Topic name is invalid: '{}' is not allowed", name));
    }
    if (name.size() > kTopicNameMax) {
        return invalid(
            fmt::format("Topic name is invalid: the length of '{}' is longer than the "
                        "max allowed length {}",
                        name, kTopicNameMax));
    }
    if (std::all_of(name.begin(), name.end(), is_topic_letter)) return {};
    return invalid(
        fmt::format("Topic name is invalid: '{}' contains one or more characters other "
                    "than ASCII alphanumerics, '.', '_' and '-'",
                    name));
}

Decision<void> check_assignment(const MetadataImage& image, const BrokerIds& replicas,
                                std::optional<std::size_t> replication_factor) {
    const auto invalid = [](std::string why) {
        return refuse(ErrorCode::kInvalidReplicaAssignment, std::move(why));
    };
    if (replicas.empty()) {
        return invalid("The manual partition assignment includes an empty replica list.");
    }
    if (metadata::has_duplicates(replicas)) {
        return invalid("The manual partition assignment includes a broker more than once.");
    }
    for (BrokerId broker : replicas) {
        if (image.broker(broker)) continue;
        return invalid(
            fmt::format("The manual partition assignment includes broker {}, but no "
                        "such broker is registered.",
                        broker.value()));
    }
    if (replication_factor && replicas.size() != *replication_factor) {
        return invalid(
            fmt::format("The manual partition assignment includes a partition with {} "
                        "replica(s), but this is not consistent with previous "
                        "partitions, which have {} replica(s).",
                        replicas.size(), *replication_factor));
    }
    return {};
}

ControllerResult<wire::CreateTopicsResponse> create_topics(const ClusterView& view,
                                                           const wire::CreateTopicsRequest& request,
                                                           sim::Random& random) {
    ControllerResult<wire::CreateTopicsResponse> result;
    const auto repeated =
        repeated_names(request.topics, [](const auto& topic) { return topic.name; });
    std::set<std::string> created;
    for (const auto& topic : request.topics) {
        Decision<CreatedTopic> answer =
            repeated.contains(topic.name)
                ? refuse(ErrorCode::kInvalidRequest, "Duplicate topic name.")
                : create_topic(view, topic, created, random, result.records);
        if (answer) {
            created.insert(topic.name);
            result.response.topics.push_back(std::move(*answer));
            continue;
        }
        auto& refused = result.response.topics.emplace_back();
        refused.name = topic.name;
        refused.error_code = answer.error().code;
        refused.error_message = answer.error().message;
    }
    if (request.validate_only) result.records.clear();
    return result;
}

namespace {

using DeleteTopic = wire::DeleteTopicsRequest::Topic;

// Versions before 6 name topics in a list of their own.
std::vector<DeleteTopic> topics_to_delete(const wire::DeleteTopicsRequest& request) {
    std::vector<DeleteTopic> topics = request.topics;
    for (const std::string& name : request.topic_names) {
        DeleteTopic topic;
        topic.name = name;
        topics.push_back(std::move(topic));
    }
    return topics;
}

Decision<const TopicImage*> find_to_delete(const ClusterView& view, const DeleteTopic& topic) {
    if (!view.config.delete_topic_enable) {
        return refuse(ErrorCode::kTopicDeletionDisabled, "Topic deletion is disabled.");
    }
    if (topic.name.has_value() == !topic.topic_id.is_zero()) {
        return refuse(ErrorCode::kInvalidRequest,
                      "You must specify either a topic name or a topic ID, and not both.");
    }
    if (topic.name) {
        const TopicImage* found = view.image.topics.find(std::string_view(*topic.name));
        if (found) return found;
        return refuse(ErrorCode::kUnknownTopicOrPartition,
                      "This server does not host this topic-partition.");
    }
    const TopicImage* found = view.image.topics.find(topic.topic_id);
    if (found) return found;
    return refuse(ErrorCode::kUnknownTopicId, "This server does not host this topic ID.");
}

}  // namespace

ControllerResult<wire::DeleteTopicsResponse> delete_topics(
    const ClusterView& view, const wire::DeleteTopicsRequest& request) {
    ControllerResult<wire::DeleteTopicsResponse> result;
    std::set<Uuid> deleted;
    for (const DeleteTopic& topic : topics_to_delete(request)) {
        auto found = find_to_delete(view, topic);
        if (found && !deleted.insert((*found)->id).second) {
            found = refuse(ErrorCode::kInvalidRequest, "Duplicate topic.");
        }
        auto& answer = result.response.responses.emplace_back();
        answer.name = topic.name;
        answer.topic_id = topic.topic_id;
        if (!found) {
            answer.error_code = found.error().code;
            answer.error_message = found.error().message;
            continue;
        }
        answer.name = (*found)->name;
        answer.topic_id = (*found)->id;
        wire::RemoveTopicRecord record;
        record.topic_id = (*found)->id;
        result.records.push_back(record);
    }
    return result;
}

namespace {

Decision<std::vector<BrokerIds>> more_partitions(const ClusterView& view, const TopicImage& topic,
                                                 const wire::CreatePartitionsRequest::Topic& wanted,
                                                 sim::Random& random) {
    const auto now = std::ssize(topic.partitions);
    if (wanted.count == now) {
        return refuse(ErrorCode::kInvalidPartitions,
                      fmt::format("Topic already has {} partition(s).", now));
    }
    if (wanted.count < now) {
        return refuse(ErrorCode::kInvalidPartitions,
                      fmt::format("The topic {} currently has {} partition(s); {} would not be an "
                                  "increase.",
                                  topic.name, now, wanted.count));
    }
    const auto more = wanted.count - now;
    const std::size_t factor = topic.partitions.front()->replicas.size();
    if (!wanted.assignments) {
        return place_replicas(usable_brokers(view.image), static_cast<std::int32_t>(more),
                              static_cast<std::int32_t>(factor), random);
    }
    if (std::ssize(*wanted.assignments) != more) {
        return refuse(ErrorCode::kInvalidReplicaAssignment,
                      fmt::format("Attempted to add {} additional partition(s), but only {} "
                                  "assignment(s) were specified.",
                                  more, wanted.assignments->size()));
    }
    std::vector<BrokerIds> placement;
    for (const auto& assignment : *wanted.assignments) {
        placement.push_back(metadata::to_broker_ids(assignment.broker_ids));
        if (auto checked = check_assignment(view.image, placement.back(), factor); !checked) {
            return sim::Failure(checked.error());
        }
    }
    return placement;
}

Decision<std::vector<MetadataRecord>> create_partitions_of(
    const ClusterView& view, const wire::CreatePartitionsRequest::Topic& wanted,
    sim::Random& random) {
    const TopicImage* topic = view.image.topics.find(std::string_view(wanted.name));
    if (!topic) {
        return refuse(ErrorCode::kUnknownTopicOrPartition,
                      "This server does not host this topic-partition.");
    }
    const auto placement = more_partitions(view, *topic, wanted, random);
    if (!placement) return sim::Failure(placement.error());
    std::vector<MetadataRecord> records;
    auto index = static_cast<std::int32_t>(topic->partitions.size());
    for (const BrokerIds& replicas : *placement) {
        const auto partition = new_partition(view.image, replicas);
        if (!partition) return sim::Failure(partition.error());
        records.push_back(to_record(topic->id, index++, *partition));
    }
    return records;
}

}  // namespace

ControllerResult<wire::CreatePartitionsResponse> create_partitions(
    const ClusterView& view, const wire::CreatePartitionsRequest& request, sim::Random& random) {
    ControllerResult<wire::CreatePartitionsResponse> result;
    const auto repeated =
        repeated_names(request.topics, [](const auto& topic) { return topic.name; });
    for (const auto& topic : request.topics) {
        Decision<std::vector<MetadataRecord>> records =
            repeated.contains(topic.name)
                ? refuse(ErrorCode::kInvalidRequest, "Duplicate topic name.")
                : create_partitions_of(view, topic, random);
        auto& answer = result.response.results.emplace_back();
        answer.name = topic.name;
        if (records) {
            std::move(records->begin(), records->end(), std::back_inserter(result.records));
            continue;
        }
        answer.error_code = records.error().code;
        answer.error_message = records.error().message;
    }
    if (request.validate_only) result.records.clear();
    return result;
}

}  // namespace assize::model::controller
