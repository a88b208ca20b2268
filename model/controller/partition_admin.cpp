#include "model/controller/partition_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "model/controller/leadership_updates.h"
#include "model/controller/partition_change.h"
#include "model/controller/topic_control.h"

namespace assize::model::controller {

namespace {

Decision<PartitionRef> find_partition(const MetadataImage& image, const std::string& name,
                                      std::int32_t index) {
    const TopicImage* topic = image.topics.find(std::string_view(name));
    const PartitionRegistration* partition = topic ? topic->partition(index) : nullptr;
    if (partition) return PartitionRef{*topic, index, *partition};
    return refuse(ErrorCode::kUnknownTopicOrPartition,
                  fmt::format("No such partition as {}-{}", name, index));
}

using PartitionResult = wire::ElectLeadersResponse::ReplicaElectionResult::PartitionResult;

/// Finds partitions, each but once: what is decided of one is not seen before the next.
class EachOnce {
public:
    explicit EachOnce(const MetadataImage& image) : image_(image) {}

    Decision<PartitionRef> find(const std::string& topic, std::int32_t index) {
        if (!seen_.insert({topic, index}).second) {
            return refuse(ErrorCode::kInvalidRequest,
                          fmt::format("Partition {}-{} is named twice", topic, index));
        }
        return find_partition(image_, topic, index);
    }

private:
    const MetadataImage& image_;
    std::set<TopicPartition> seen_;
};

PartitionResult elect_one(const ClusterView& view, EachOnce& partitions, const std::string& topic,
                          std::int32_t index, ElectionType type,
                          std::vector<MetadataRecord>& records) {
    PartitionResult result;
    result.partition_id = index;
    result.error_message.reset();
    const auto partition = partitions.find(topic, index);
    auto record = partition
                      ? elect_leader(view, *partition, type)
                      : Decision<wire::PartitionChangeRecord>(sim::Failure(partition.error()));
    if (record) {
        records.push_back(std::move(*record));
    } else {
        result.error_code = record.error().code;
        result.error_message = record.error().message;
    }
    return result;
}

}  // namespace

Decision<ControllerResult<wire::ElectLeadersResponse>> elect_leaders(
    const ClusterView& view, const wire::ElectLeadersRequest& request) {
    if (request.election_type != 0 && request.election_type != 1) {
        return refuse(ErrorCode::kInvalidRequest,
                      fmt::format("Unknown election type {}", request.election_type));
    }
    const auto type = ElectionType(request.election_type);
    ControllerResult<wire::ElectLeadersResponse> result;
    auto& answers = result.response.replica_election_results;
    EachOnce each_once(view.image);
    if (request.topic_partitions) {
        for (const auto& topic : *request.topic_partitions) {
            auto& answer = answers.emplace_back();
            answer.topic = topic.topic;
            for (std::int32_t index : topic.partitions) {
                answer.partition_result.push_back(
                    elect_one(view, each_once, topic.topic, index, type, result.records));
            }
        }
        return result;
    }
    for (const auto& [name, id] : view.image.topics.ids_by_name()) {
        const auto partitions =
            static_cast<std::int32_t>(view.image.topics.find(id)->partitions.size());
        wire::ElectLeadersResponse::ReplicaElectionResult answer;
        answer.topic = name;
        for (std::int32_t index = 0; index < partitions; ++index) {
            auto one = elect_one(view, each_once, name, index, type, result.records);
            if (one.error_code == ErrorCode::kElectionNotNeeded) continue;
            answer.partition_result.push_back(std::move(one));
        }
        if (!answer.partition_result.empty()) answers.push_back(std::move(answer));
    }
    return result;
}

namespace {

using OptionalChange = std::optional<wire::PartitionChangeRecord>;

PartitionChangeBuilder builder_for(const ClusterView& view, const PartitionRef& partition) {
    const ElectionRules rules = election_rules(view, partition.topic);
    PartitionChangeBuilder builder(view, partition, Liveness{.image = view.image}, rules.min_isr);
    if (rules.unclean) builder.election = Election::kUnclean;
    return builder;
}

bool any_may_lead(const ClusterView& view, const PartitionRegistration& partition,
                  const BrokerIds& replicas) {
    const Liveness liveness{.image = view.image};
    return std::any_of(replicas.begin(), replicas.end(),
                       [&](BrokerId broker) { return liveness.may_lead(partition, broker); });
}

Decision<OptionalChange> cancel(const ClusterView& view, const PartitionRef& partition) {
    const PartitionRegistration& now = partition.registration;
    if (!now.is_reassigning()) {
        return refuse(ErrorCode::kNoReassignmentInProgress, "No partition reassignment found.");
    }
    PartitionChangeBuilder builder = builder_for(view, partition);
    builder.replicas = metadata::without(now.replicas, now.adding);
    builder.isr = metadata::without(now.isr, now.adding);
    builder.adding.clear();
    builder.removing.clear();
    if (builder.replicas.empty()) {
        return refuse(ErrorCode::kInvalidReplicaAssignment,
                      "Invalid replica assignment: addingReplicas contains all replicas.");
    }
    // All who are in sync have come with the reassignment: those who were there before lack
    // records.
    if (builder.isr.empty() && builder.election != Election::kUnclean) {
        return refuse(ErrorCode::kInvalidReplicaAssignment,
                      "Unable to revert partition assignment because it would require an unclean "
                      "leader election.");
    }
    if (builder.isr.empty() && !any_may_lead(view, now, builder.replicas)) {
        return refuse(ErrorCode::kInvalidReplicaAssignment,
                      "Unable to revert partition assignment because none of the original replicas "
                      "is available.");
    }
    return builder.build();
}

Decision<OptionalChange> reassign(const ClusterView& view, const PartitionRef& partition,
                                  const BrokerIds& target, bool allow_factor_change) {
    if (auto checked = check_assignment(view.image, target, std::nullopt); !checked) {
        return sim::Failure(checked.error());
    }
    const PartitionRegistration& now = partition.registration;
    const BrokerIds before = metadata::without(now.replicas, now.adding);
    if (!allow_factor_change && target.size() != before.size()) {
        return refuse(ErrorCode::kInvalidReplicationFactor,
                      fmt::format("The replication factor is changed from {} to {}", before.size(),
                                  target.size()));
    }
    PartitionChangeBuilder builder = builder_for(view, partition);
    builder.removing = metadata::without(now.replicas, target);
    builder.adding = metadata::without(target, before);
    builder.replicas = metadata::joined(target, builder.removing);
    return builder.build();
}

}  // namespace

ControllerResult<wire::AlterPartitionReassignmentsResponse> alter_partition_reassignments(
    const ClusterView& view, const wire::AlterPartitionReassignmentsRequest& request) {
    ControllerResult<wire::AlterPartitionReassignmentsResponse> result;
    result.response.allow_replication_factor_change = request.allow_replication_factor_change;
    result.response.error_message.reset();
    EachOnce each_once(view.image);
    for (const auto& topic : request.topics) {
        auto& answers = result.response.responses.emplace_back();
        answers.name = topic.name;
        for (const auto& wanted : topic.partitions) {
            auto& answer = answers.partitions.emplace_back();
            answer.partition_index = wanted.partition_index;
            answer.error_message.reset();
            const auto partition = each_once.find(topic.name, wanted.partition_index);
            Decision<OptionalChange> change =
                !partition ? sim::Failure(partition.error())
                : !wanted.replicas
                    ? cancel(view, *partition)
                    : reassign(view, *partition, metadata::to_broker_ids(*wanted.replicas),
                               request.allow_replication_factor_change);
            if (!change) {
                answer.error_code = change.error().code;
                answer.error_message = change.error().message;
            } else if (*change) {
                result.records.push_back(**change);
            }
        }
    }
    return result;
}

namespace {

using ListedTopic = wire::ListPartitionReassignmentsResponse::Topic;

void list_partition(const TopicImage& topic, std::int32_t index, ListedTopic& listed) {
    const PartitionRegistration* partition = topic.partition(index);
    if (!partition || !partition->is_reassigning()) return;
    auto& each = listed.partitions.emplace_back();
    each.partition_index = index;
    each.replicas = metadata::to_wire(partition->replicas);
    each.adding_replicas = metadata::to_wire(partition->adding);
    each.removing_replicas = metadata::to_wire(partition->removing);
}

}  // namespace

wire::ListPartitionReassignmentsResponse list_partition_reassignments(
    const MetadataImage& image, const wire::ListPartitionReassignmentsRequest& request) {
    wire::ListPartitionReassignmentsResponse response;
    response.error_message.reset();
    const auto add = [&](ListedTopic listed) {
        if (!listed.partitions.empty()) response.topics.push_back(std::move(listed));
    };
    if (request.topics) {
        for (const auto& wanted : *request.topics) {
            const TopicImage* topic = image.topics.find(std::string_view(wanted.name));
            if (!topic) continue;
            ListedTopic listed;
            listed.name = wanted.name;
            for (std::int32_t index : wanted.partition_indexes) {
                list_partition(*topic, index, listed);
            }
            add(std::move(listed));
        }
        return response;
    }
    for (const auto& [name, id] : image.topics.ids_by_name()) {
        const TopicImage& topic = *image.topics.find(id);
        ListedTopic listed;
        listed.name = name;
        for (std::int32_t index = 0; index < std::ssize(topic.partitions); ++index) {
            list_partition(topic, index, listed);
        }
        add(std::move(listed));
    }
    return response;
}

}  // namespace assize::model::controller
