#include "model/client/admin.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "model/client/versions.h"
#include "model/wire/messages/alter_partition_reassignments.h"
#include "model/wire/messages/create_partitions.h"
#include "model/wire/messages/create_topics.h"
#include "model/wire/messages/delete_records.h"
#include "model/wire/messages/delete_topics.h"
#include "model/wire/messages/describe_configs.h"
#include "model/wire/messages/elect_leaders.h"
#include "model/wire/messages/incremental_alter_configs.h"
#include "model/wire/messages/list_offsets.h"
#include "model/wire/messages/list_partition_reassignments.h"
#include "model/wire/messages/unregister_broker.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::model::client {
namespace {

using wire::ErrorCode;

auto failure(ErrorCode code, const std::optional<std::string>& message = std::nullopt) {
    return sim::Failure(AdminError{code, message.value_or("")});
}

auto nothing_said() {
    return failure(ErrorCode::kUnknownServerError, "the answer does not speak of what was asked");
}

/// What an answer says about the one thing that was asked.
AdminResult<void> verdict(ErrorCode code, const std::optional<std::string>& message) {
    if (code != ErrorCode::kNone) return failure(code, message);
    return {};
}

std::vector<std::int32_t> on_the_wire(const std::vector<BrokerId>& brokers) {
    std::vector<std::int32_t> ids;
    for (const BrokerId broker : brokers) ids.push_back(broker.value());
    return ids;
}

std::vector<BrokerId> from_the_wire(const std::vector<std::int32_t>& ids) {
    std::vector<BrokerId> brokers;
    for (const std::int32_t id : ids) brokers.push_back(BrokerId(id));
    return brokers;
}

wire::CreateTopicsRequest::Topic wire_topic(const NewTopic& topic) {
    wire::CreateTopicsRequest::Topic wire{.name = topic.name,
                                          .num_partitions = topic.partitions,
                                          .replication_factor = topic.replication_factor};
    for (const auto& replicas : topic.assignments) {
        const auto index = static_cast<std::int32_t>(wire.assignments.size());
        wire.assignments.push_back({.partition_index = index, .broker_ids = on_the_wire(replicas)});
    }
    for (const auto& [name, value] : topic.configs) {
        wire.configs.push_back({.name = name, .value = value});
    }
    return wire;
}

}  // namespace

Admin::Admin(sim::Fiber& owner, std::vector<sim::Address> bootstrap, config::AdminConfig config)
    : config_(std::move(config)),
      random_(owner.process().simulation().random("client").split(owner.process().name())),
      connections_(std::move(bootstrap), connection_options(config_), random_.split("connections")),
      backoff_(config_.retry_backoff, config_.retry_backoff_max) {}

// Attempts until one succeeds, fails for good, or there is no time left.
template <class Attempt>
auto Admin::retry(sim::Fiber& fiber, Attempt attempt) {
    const auto end = fiber.now() + config_.default_api_timeout;
    for (std::uint32_t failures = 1;; ++failures) {
        auto result = attempt();
        if (result || !wire::is_retriable(result.error().code)) return result;
        const sim::Duration wait = backoff_.before_attempt(failures, random_);
        const bool last = failures > static_cast<std::uint32_t>(config_.retries);
        if (last || end < fiber.now() + wait) return result;
        fiber.sleep(wait);
    }
}

template <class Request>
AdminResult<typename Request::Response> Admin::ask_any(sim::Fiber& fiber, const Request& request,
                                                       std::int16_t version) {
    auto answer = connections_.any()->call(fiber, request, version);
    if (!answer) {
        return failure(ErrorCode::kRequestTimedOut, std::string(to_string(answer.error())));
    }
    return std::move(*answer);
}

template <class Request>
AdminResult<typename Request::Response> Admin::ask_leader(sim::Fiber& fiber,
                                                          const TopicPartition& partition,
                                                          const Request& request,
                                                          std::int16_t version) {
    const auto known = metadata(fiber, partition.topic);
    if (!known) return sim::Failure(known.error());
    for (const auto& told : known->topics.front().partitions) {
        if (told.partition_index != partition.partition) continue;
        const auto connection = connections_.to(BrokerId(told.leader_id));
        if (!connection) return failure(ErrorCode::kLeaderNotAvailable);
        auto answer = connection->call(fiber, request, version);
        if (answer) return std::move(*answer);
        return failure(ErrorCode::kRequestTimedOut, std::string(to_string(answer.error())));
    }
    return failure(ErrorCode::kUnknownTopicOrPartition);
}

AdminResult<wire::MetadataResponse> Admin::metadata(sim::Fiber& fiber, std::string_view topic) {
    wire::MetadataRequest request{.allow_auto_topic_creation = false};
    request.topics->push_back({.name = std::string(topic)});
    auto answer = ask_any(fiber, request, versions::kMetadata);
    if (!answer) return answer;
    connections_.learn(fiber.process().simulation(), *answer);
    if (answer->topics.empty()) return nothing_said();
    const ErrorCode error = answer->topics.front().error_code;
    if (error != ErrorCode::kNone) return failure(error);
    return answer;
}

AdminResult<Uuid> Admin::create_topic(sim::Fiber& fiber, const NewTopic& topic) {
    const wire::CreateTopicsRequest request{.topics = {wire_topic(topic)},
                                            .timeout_ms = timeout_ms()};
    return retry(fiber, [&]() -> AdminResult<Uuid> {
        const auto answer = ask_any(fiber, request, versions::kCreateTopics);
        if (!answer) return sim::Failure(answer.error());
        if (answer->topics.empty()) return nothing_said();
        const auto& told = answer->topics.front();
        if (told.error_code != ErrorCode::kNone)
            return failure(told.error_code, told.error_message);
        return told.topic_id;
    });
}

AdminResult<void> Admin::delete_topic(sim::Fiber& fiber, std::string_view topic) {
    const wire::DeleteTopicsRequest request{.topic_names = {std::string(topic)},
                                            .timeout_ms = timeout_ms()};
    return retry(fiber, [&]() -> AdminResult<void> {
        const auto answer = ask_any(fiber, request, versions::kDeleteTopics);
        if (!answer) return sim::Failure(answer.error());
        if (answer->responses.empty()) return nothing_said();
        return verdict(answer->responses.front().error_code,
                       answer->responses.front().error_message);
    });
}

AdminResult<void> Admin::create_partitions(sim::Fiber& fiber, std::string_view topic,
                                           std::int32_t count) {
    wire::CreatePartitionsRequest request{.timeout_ms = timeout_ms()};
    request.topics.push_back(
        {.name = std::string(topic), .count = count, .assignments = std::nullopt});
    return retry(fiber, [&]() -> AdminResult<void> {
        const auto answer = ask_any(fiber, request, versions::kCreatePartitions);
        if (!answer) return sim::Failure(answer.error());
        if (answer->results.empty()) return nothing_said();
        return verdict(answer->results.front().error_code, answer->results.front().error_message);
    });
}

AdminResult<std::vector<DescribedPartition>> Admin::describe_topic(sim::Fiber& fiber,
                                                                   std::string_view topic) {
    const auto known = retry(fiber, [&] { return metadata(fiber, topic); });
    if (!known) return sim::Failure(known.error());
    auto told = known->topics.front().partitions;
    std::ranges::sort(told, {}, &wire::MetadataResponse::Topic::Partition::partition_index);
    std::vector<DescribedPartition> partitions;
    for (const auto& partition : told) {
        DescribedPartition described{.leader = std::nullopt,
                                     .leader_epoch = std::nullopt,
                                     .replicas = from_the_wire(partition.replica_nodes),
                                     .isr = from_the_wire(partition.isr_nodes)};
        if (partition.leader_id >= 0) described.leader = BrokerId(partition.leader_id);
        if (partition.leader_epoch >= 0)
            described.leader_epoch = LeaderEpoch(partition.leader_epoch);
        partitions.push_back(std::move(described));
    }
    return partitions;
}

AdminResult<Offset> Admin::delete_records(sim::Fiber& fiber, const TopicPartition& partition,
                                          std::optional<Offset> before) {
    wire::DeleteRecordsRequest request{.timeout_ms = timeout_ms()};
    request.topics.push_back({.name = partition.topic});
    request.topics.front().partitions.push_back(
        {.partition_index = partition.partition, .offset = before ? before->value() : -1});
    return retry(fiber, [&]() -> AdminResult<Offset> {
        const auto answer = ask_leader(fiber, partition, request, versions::kDeleteRecords);
        if (!answer) return sim::Failure(answer.error());
        if (answer->topics.empty() || answer->topics.front().partitions.empty()) {
            return nothing_said();
        }
        const auto& told = answer->topics.front().partitions.front();
        if (told.error_code != ErrorCode::kNone) return failure(told.error_code);
        return Offset(told.low_watermark);
    });
}

AdminResult<Offset> Admin::first_offset(sim::Fiber& fiber, const TopicPartition& partition) {
    return offset_at(fiber, partition, -2);
}

AdminResult<Offset> Admin::end_offset(sim::Fiber& fiber, const TopicPartition& partition) {
    return offset_at(fiber, partition, -1);
}

AdminResult<Offset> Admin::offset_at(sim::Fiber& fiber, const TopicPartition& partition,
                                     std::int64_t timestamp) {
    wire::ListOffsetsRequest request{.replica_id = -1};
    request.topics.push_back({.name = partition.topic});
    request.topics.front().partitions.push_back(
        {.partition_index = partition.partition, .timestamp = timestamp});
    return retry(fiber, [&]() -> AdminResult<Offset> {
        const auto answer = ask_leader(fiber, partition, request, versions::kListOffsets);
        if (!answer) return sim::Failure(answer.error());
        if (answer->topics.empty() || answer->topics.front().partitions.empty()) {
            return nothing_said();
        }
        const auto& told = answer->topics.front().partitions.front();
        if (told.error_code != ErrorCode::kNone) return failure(told.error_code);
        return Offset(told.offset);
    });
}

AdminResult<std::map<std::string, std::string>> Admin::describe_configs(sim::Fiber& fiber,
                                                                        ConfigResource resource,
                                                                        std::string_view name) {
    using Settings = std::map<std::string, std::string>;
    wire::DescribeConfigsRequest request;
    request.resources.push_back({.resource_type = static_cast<std::int8_t>(resource),
                                 .resource_name = std::string(name),
                                 .configuration_keys = std::nullopt});
    return retry(fiber, [&]() -> AdminResult<Settings> {
        const auto answer = ask_any(fiber, request, versions::kDescribeConfigs);
        if (!answer) return sim::Failure(answer.error());
        if (answer->results.empty()) return nothing_said();
        const auto& told = answer->results.front();
        if (told.error_code != ErrorCode::kNone)
            return failure(told.error_code, told.error_message);
        Settings settings;
        for (const auto& entry : told.configs) {
            if (entry.value) settings.emplace(entry.name, *entry.value);
        }
        return settings;
    });
}

AdminResult<void> Admin::alter_config(sim::Fiber& fiber, ConfigResource resource,
                                      std::string_view name, std::string_view key,
                                      std::optional<std::string> value) {
    constexpr std::int8_t kSet = 0;
    constexpr std::int8_t kDelete = 1;
    wire::IncrementalAlterConfigsRequest request;
    request.resources.push_back(
        {.resource_type = static_cast<std::int8_t>(resource), .resource_name = std::string(name)});
    request.resources.front().configs.push_back({.name = std::string(key),
                                                 .config_operation = value ? kSet : kDelete,
                                                 .value = std::move(value)});
    return retry(fiber, [&]() -> AdminResult<void> {
        const auto answer = ask_any(fiber, request, versions::kIncrementalAlterConfigs);
        if (!answer) return sim::Failure(answer.error());
        if (answer->responses.empty()) return nothing_said();
        return verdict(answer->responses.front().error_code,
                       answer->responses.front().error_message);
    });
}

AdminResult<void> Admin::elect_leader(sim::Fiber& fiber, const TopicPartition& partition,
                                      Election election) {
    wire::ElectLeadersRequest request{.election_type = static_cast<std::int8_t>(election),
                                      .timeout_ms = timeout_ms()};
    request.topic_partitions->push_back(
        {.topic = partition.topic, .partitions = {partition.partition}});
    return retry(fiber, [&]() -> AdminResult<void> {
        const auto answer = ask_any(fiber, request, versions::kElectLeaders);
        if (!answer) return sim::Failure(answer.error());
        if (answer->error_code != ErrorCode::kNone) return failure(answer->error_code);
        const auto& topics = answer->replica_election_results;
        if (topics.empty() || topics.front().partition_result.empty()) return nothing_said();
        const auto& told = topics.front().partition_result.front();
        return verdict(told.error_code, told.error_message);
    });
}

AdminResult<void> Admin::reassign(sim::Fiber& fiber, const TopicPartition& partition,
                                  std::optional<std::vector<BrokerId>> replicas) {
    wire::AlterPartitionReassignmentsRequest request{.timeout_ms = timeout_ms()};
    request.topics.push_back({.name = partition.topic});
    auto& asked = request.topics.front().partitions.emplace_back();
    asked.partition_index = partition.partition;
    if (replicas) asked.replicas = on_the_wire(*replicas);
    return retry(fiber, [&]() -> AdminResult<void> {
        const auto answer = ask_any(fiber, request, versions::kAlterPartitionReassignments);
        if (!answer) return sim::Failure(answer.error());
        if (answer->error_code != ErrorCode::kNone) {
            return failure(answer->error_code, answer->error_message);
        }
        const auto& topics = answer->responses;
        if (topics.empty() || topics.front().partitions.empty()) return nothing_said();
        const auto& told = topics.front().partitions.front();
        return verdict(told.error_code, told.error_message);
    });
}

AdminResult<std::vector<Reassignment>> Admin::list_reassignments(sim::Fiber& fiber) {
    const wire::ListPartitionReassignmentsRequest request{.timeout_ms = timeout_ms()};
    return retry(fiber, [&]() -> AdminResult<std::vector<Reassignment>> {
        const auto answer = ask_any(fiber, request, versions::kListPartitionReassignments);
        if (!answer) return sim::Failure(answer.error());
        if (answer->error_code != ErrorCode::kNone) {
            return failure(answer->error_code, answer->error_message);
        }
        std::vector<Reassignment> all;
        for (const auto& topic : answer->topics) {
            for (const auto& told : topic.partitions) {
                all.push_back({.partition = {topic.name, told.partition_index},
                               .replicas = from_the_wire(told.replicas),
                               .adding = from_the_wire(told.adding_replicas),
                               .removing = from_the_wire(told.removing_replicas)});
            }
        }
        return all;
    });
}

AdminResult<wire::DescribeClusterResponse> Admin::describe_cluster(sim::Fiber& fiber) {
    return retry(fiber, [&]() -> AdminResult<wire::DescribeClusterResponse> {
        auto answer = ask_any(fiber, wire::DescribeClusterRequest{}, versions::kDescribeCluster);
        if (answer && answer->error_code != ErrorCode::kNone) {
            return failure(answer->error_code, answer->error_message);
        }
        return answer;
    });
}

AdminResult<void> Admin::unregister_broker(sim::Fiber& fiber, BrokerId broker) {
    const wire::UnregisterBrokerRequest request{.broker_id = broker.value()};
    return retry(fiber, [&]() -> AdminResult<void> {
        const auto answer = ask_any(fiber, request, versions::kUnregisterBroker);
        if (!answer) return sim::Failure(answer.error());
        return verdict(answer->error_code, answer->error_message);
    });
}

std::int32_t Admin::timeout_ms() const {
    return static_cast<std::int32_t>(config_.request_timeout / sim::Duration::milliseconds(1));
}

}  // namespace assize::model::client
