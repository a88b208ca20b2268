#include "model/controller/kraft/raft_messages.h"

#include <utility>

#include "model/controller/kraft/subjects.h"

namespace assize::model::kraft {

namespace {

/// The one partition, if there is one topic with one partition.
template <class Topics>
auto only_partition_of(const Topics& topics) -> decltype(&topics.front().partitions.front()) {
    if (topics.size() != 1 || topics.front().partitions.size() != 1) return nullptr;
    return &topics.front().partitions.front();
}

/// For messages whose fields are topic_name and partition_index.
template <class Message>
auto by_topic_name(const Message& message) {
    const auto* partition = only_partition_of(message.topics);
    const bool ours = partition && message.topics.front().topic_name == kMetadataTopic &&
                      partition->partition_index == 0;
    return ours ? partition : nullptr;
}

/// A message about the metadata log, for messages with topic_name and partition_index.
template <class Message>
Message about_log(typename Message::Topic::Partition partition) {
    Message message;
    message.topics.resize(1);
    message.topics.front().topic_name = kMetadataTopic;
    message.topics.front().partitions.push_back(std::move(partition));
    return message;
}

std::int32_t id_on_wire(const std::optional<BrokerId>& id) {
    return id ? id->value() : -1;
}
Uuid directory(const ReplicaKey& key) {
    return key.directory_id.value_or(Uuid());
}

}  // namespace

const wire::VoteRequest::Topic::Partition* only_partition(const wire::VoteRequest& request) {
    return by_topic_name(request);
}
const wire::BeginQuorumEpochRequest::Topic::Partition* only_partition(
    const wire::BeginQuorumEpochRequest& request) {
    return by_topic_name(request);
}
const wire::EndQuorumEpochRequest::Topic::Partition* only_partition(
    const wire::EndQuorumEpochRequest& request) {
    return by_topic_name(request);
}
const wire::VoteResponse::Topic::Partition* only_partition(const wire::VoteResponse& response) {
    return by_topic_name(response);
}
const wire::BeginQuorumEpochResponse::Topic::Partition* only_partition(
    const wire::BeginQuorumEpochResponse& response) {
    return by_topic_name(response);
}
const wire::EndQuorumEpochResponse::Topic::Partition* only_partition(
    const wire::EndQuorumEpochResponse& response) {
    return by_topic_name(response);
}
const wire::DescribeQuorumRequest::Topic::Partition* only_partition(
    const wire::DescribeQuorumRequest& request) {
    return by_topic_name(request);
}

const wire::FetchRequest::Topic::Partition* only_partition(const wire::FetchRequest& request) {
    const auto* partition = only_partition_of(request.topics);
    if (!partition || partition->partition != 0) return nullptr;
    const auto& topic = request.topics.front();
    const bool ours = topic.topic_id == kMetadataTopicId ||
                      (topic.topic_id.is_zero() && topic.topic == kMetadataTopic);
    return ours ? partition : nullptr;
}

const wire::FetchResponse::Response::Partition* only_partition(
    const wire::FetchResponse& response) {
    const auto* partition = only_partition_of(response.responses);
    return partition && partition->partition_index == 0 ? partition : nullptr;
}

const wire::FetchSnapshotRequest::Topic::Partition* only_partition(
    const wire::FetchSnapshotRequest& request) {
    const auto* partition = only_partition_of(request.topics);
    const bool ours =
        partition && request.topics.front().name == kMetadataTopic && partition->partition == 0;
    return ours ? partition : nullptr;
}

const wire::FetchSnapshotResponse::Topic::Partition* only_partition(
    const wire::FetchSnapshotResponse& response) {
    const auto* partition = only_partition_of(response.topics);
    const bool ours =
        partition && response.topics.front().name == kMetadataTopic && partition->index == 0;
    return ours ? partition : nullptr;
}

std::optional<BrokerId> id_or_none(std::int32_t id) {
    return id < 0 ? std::nullopt : std::optional(BrokerId(id));
}

ReplicaKey replica_key(std::int32_t id, const Uuid& directory_id) {
    ReplicaKey key{.id = BrokerId(id)};
    if (!directory_id.is_zero()) key.directory_id = directory_id;
    return key;
}

std::optional<ReplicaKey> fetching_replica(const wire::FetchRequest& request,
                                           const Uuid& directory_id) {
    const std::int32_t state_id = request.replica_state.replica_id;
    const std::int32_t id = state_id >= 0 ? state_id : request.replica_id;
    if (id < 0) return std::nullopt;
    return replica_key(id, directory_id);
}

wire::VoteRequest vote_request(const Asker& asker, const ReplicaKey& voter, LeaderEpoch epoch,
                               const OffsetAndEpoch& own_log, VoteKind kind) {
    auto request = about_log<wire::VoteRequest>({.partition_index = 0,
                                                 .replica_epoch = epoch.value(),
                                                 .replica_id = asker.self.id.value(),
                                                 .replica_directory_id = directory(asker.self),
                                                 .voter_directory_id = directory(voter),
                                                 .last_offset_epoch = own_log.epoch.value(),
                                                 .last_offset = own_log.offset.value(),
                                                 .pre_vote = kind == VoteKind::kPreVote});
    request.cluster_id = asker.cluster_id;
    request.voter_id = voter.id.value();
    return request;
}

wire::BeginQuorumEpochRequest begin_quorum_epoch_request(const Asker& asker,
                                                         const ReplicaKey& voter,
                                                         LeaderEpoch epoch) {
    auto request = about_log<wire::BeginQuorumEpochRequest>({.partition_index = 0,
                                                             .voter_directory_id = directory(voter),
                                                             .leader_id = asker.self.id.value(),
                                                             .leader_epoch = epoch.value()});
    request.cluster_id = asker.cluster_id;
    request.voter_id = voter.id.value();
    return request;
}

wire::EndQuorumEpochRequest end_quorum_epoch_request(const Asker& asker, LeaderEpoch epoch,
                                                     const std::vector<ReplicaKey>& successors) {
    wire::EndQuorumEpochRequest::Topic::Partition partition;
    partition.leader_id = asker.self.id.value();
    partition.leader_epoch = epoch.value();
    for (const ReplicaKey& successor : successors) {
        partition.preferred_successors.push_back(successor.id.value());
        partition.preferred_candidates.push_back(
            {.candidate_id = successor.id.value(), .candidate_directory_id = directory(successor)});
    }
    auto request = about_log<wire::EndQuorumEpochRequest>(std::move(partition));
    request.cluster_id = asker.cluster_id;
    return request;
}

wire::FetchRequest fetch_request(const Asker& asker, const FetchFrom& from) {
    wire::FetchRequest::Topic::Partition partition;
    partition.current_leader_epoch = from.current_epoch.value();
    partition.fetch_offset = from.own_log.offset.value();
    partition.last_fetched_epoch = from.own_log.epoch.value();
    partition.partition_max_bytes = from.bytes_max;
    partition.replica_directory_id = directory(asker.self);
    partition.high_watermark = from.high_watermark ? from.high_watermark->value() : -1;

    wire::FetchRequest request;
    request.cluster_id = asker.cluster_id;
    request.replica_id = asker.self.id.value();
    request.replica_state.replica_id = asker.self.id.value();
    request.max_wait_ms = static_cast<std::int32_t>(from.wait_max / sim::Duration::milliseconds(1));
    request.max_bytes = from.bytes_max;
    request.topics.resize(1);
    request.topics.front().topic = kMetadataTopic;
    request.topics.front().topic_id = kMetadataTopicId;
    request.topics.front().partitions.push_back(partition);
    return request;
}

wire::FetchSnapshotRequest fetch_snapshot_request(const Asker& asker,
                                                  const FetchSnapshotFrom& from) {
    wire::FetchSnapshotRequest request;
    request.cluster_id = asker.cluster_id;
    request.replica_id = asker.self.id.value();
    request.max_bytes = from.bytes_max;
    request.topics.resize(1);
    request.topics.front().name = kMetadataTopic;
    request.topics.front().partitions.push_back(
        {.partition = 0,
         .current_leader_epoch = from.current_epoch.value(),
         .snapshot_id = {.end_offset = from.id.offset.value(), .epoch = from.id.epoch.value()},
         .position = from.position,
         .replica_directory_id = directory(asker.self)});
    return request;
}

wire::VoteResponse vote_response(const Standing& standing, bool granted) {
    return about_log<wire::VoteResponse>({.partition_index = 0,
                                          .error_code = standing.error,
                                          .leader_id = id_on_wire(standing.leader.leader),
                                          .leader_epoch = standing.leader.epoch.value(),
                                          .vote_granted = granted});
}

wire::BeginQuorumEpochResponse begin_quorum_epoch_response(const Standing& standing) {
    return about_log<wire::BeginQuorumEpochResponse>(
        {.partition_index = 0,
         .error_code = standing.error,
         .leader_id = id_on_wire(standing.leader.leader),
         .leader_epoch = standing.leader.epoch.value()});
}

wire::EndQuorumEpochResponse end_quorum_epoch_response(const Standing& standing) {
    return about_log<wire::EndQuorumEpochResponse>({.partition_index = 0,
                                                    .error_code = standing.error,
                                                    .leader_id = id_on_wire(standing.leader.leader),
                                                    .leader_epoch = standing.leader.epoch.value()});
}

wire::FetchResponse fetch_response(const Standing& standing,
                                   const std::optional<Offset>& high_watermark, Offset log_start) {
    wire::FetchResponse::Response::Partition partition;
    partition.error_code = standing.error;
    partition.high_watermark = high_watermark ? high_watermark->value() : -1;
    partition.log_start_offset = log_start.value();
    partition.current_leader = {.leader_id = id_on_wire(standing.leader.leader),
                                .leader_epoch = standing.leader.epoch.value()};
    partition.records = wire::Bytes();

    wire::FetchResponse response;
    response.responses.resize(1);
    response.responses.front().topic = kMetadataTopic;
    response.responses.front().topic_id = kMetadataTopicId;
    response.responses.front().partitions.push_back(std::move(partition));
    return response;
}

wire::FetchSnapshotResponse fetch_snapshot_response(const Standing& standing,
                                                    const OffsetAndEpoch& id) {
    wire::FetchSnapshotResponse::Topic::Partition partition;
    partition.error_code = standing.error;
    partition.snapshot_id = {.end_offset = id.offset.value(), .epoch = id.epoch.value()};
    partition.current_leader = {.leader_id = id_on_wire(standing.leader.leader),
                                .leader_epoch = standing.leader.epoch.value()};

    wire::FetchSnapshotResponse response;
    response.topics.resize(1);
    response.topics.front().name = kMetadataTopic;
    response.topics.front().partitions.push_back(std::move(partition));
    return response;
}

}  // namespace assize::model::kraft
