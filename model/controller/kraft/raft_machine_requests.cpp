#include <algorithm>
#include <utility>

#include "model/controller/kraft/raft_machine.h"
#include "model/controller/kraft/subjects.h"
#include "sim/trace.h"

namespace assize::model::kraft {

using wire::ErrorCode;

Standing RaftMachine::standing(ErrorCode error) const {
    return {.error = error, .leader = leader_and_epoch()};
}

bool RaftMachine::is_this_cluster(const std::optional<std::string>& cluster_id) const {
    return !cluster_id || *cluster_id == options_.cluster_id;
}

bool RaftMachine::is_this_voter(std::int32_t voter_id, const Uuid& directory_id) const {
    return voter_id < 0 || matches(node_.self, replica_key(voter_id, directory_id));
}

// --- Vote.

wire::VoteResponse RaftMachine::handle(sim::Fiber& fiber, const wire::VoteRequest& request) {
    using Response = wire::VoteResponse;
    if (!is_this_cluster(request.cluster_id)) {
        return top_level_error<Response>(ErrorCode::kInconsistentClusterId);
    }
    const auto* partition = only_partition(request);
    if (!partition) return top_level_error<Response>(ErrorCode::kInvalidRequest);

    ErrorCode error = check_vote(*partition);
    const LeaderEpoch epoch(partition->replica_epoch);
    // A pre-vote is a question: it teaches nobody an epoch.
    if (error == ErrorCode::kNone && !partition->pre_vote && epoch > state_.epoch()) {
        maybe_transition(fiber, {.epoch = epoch});
    }
    if (error == ErrorCode::kNone &&
        !is_this_voter(request.voter_id, partition->voter_directory_id)) {
        error = ErrorCode::kInvalidVoterKey;
    }
    if (error != ErrorCode::kNone) state_vote(*partition, /*granted=*/false, error);
    const bool granted = error == ErrorCode::kNone && vote(fiber, *partition);
    if (failed_) return top_level_error<Response>(ErrorCode::kBrokerNotAvailable);
    return vote_response(standing(error), granted);
}

ErrorCode RaftMachine::check_vote(const wire::VoteRequest::Topic::Partition& partition) const {
    const bool negative = partition.last_offset < 0 || partition.last_offset_epoch < 0 ||
                          partition.replica_epoch < 0 || partition.replica_id < 0;
    const bool impossible_epoch = partition.pre_vote
                                      ? partition.last_offset_epoch > partition.replica_epoch
                                      : partition.last_offset_epoch >= partition.replica_epoch;
    if (negative || impossible_epoch || partition.replica_id == node_.self.id.value()) {
        return ErrorCode::kInvalidRequest;
    }
    if (LeaderEpoch(partition.replica_epoch) < state_.epoch()) {
        return ErrorCode::kFencedLeaderEpoch;
    }
    return ErrorCode::kNone;
}

bool RaftMachine::vote(sim::Fiber& fiber, const wire::VoteRequest::Topic::Partition& partition) {
    const ReplicaKey candidate = replica_key(partition.replica_id, partition.replica_directory_id);
    const VoteKind kind = partition.pre_vote ? VoteKind::kPreVote : VoteKind::kStandard;
    const OffsetAndEpoch candidate_log{.epoch = LeaderEpoch(partition.last_offset_epoch),
                                       .offset = Offset(partition.last_offset)};
    const bool granted =
        can_grant_vote(node_, state_, kind, candidate, candidate_log, log_->end_and_epoch());
    if (granted && kind == VoteKind::kStandard && !state_.election.voted) {
        if (!become(fiber, to_voted(node_, state_, candidate), KraftReason::kVoted)) return false;
    }
    state_vote(partition, granted, ErrorCode::kNone);
    return granted;
}

void RaftMachine::state_vote(const wire::VoteRequest::Topic::Partition& partition, bool granted,
                             ErrorCode error) const {
    const OffsetAndEpoch own = log_->end_and_epoch();
    life().emit(KraftVoteAnswered{.node = node_.self.id.value(),
                                  .candidate = partition.replica_id,
                                  .pre_vote = partition.pre_vote,
                                  .granted = granted,
                                  .error = static_cast<std::int32_t>(error),
                                  .epoch = partition.replica_epoch,
                                  .own_epoch = state_.epoch().value(),
                                  .candidate_last_epoch = partition.last_offset_epoch,
                                  .candidate_log_end = partition.last_offset,
                                  .own_last_epoch = own.epoch.value(),
                                  .own_log_end = own.offset.value()},
                {.changed = granted && !partition.pre_vote ? sim::Changed::kYes : sim::Changed::kNo,
                 .subjects = {epoch_subject(life(), LeaderEpoch(partition.replica_epoch))}});
}

// --- BeginQuorumEpoch and EndQuorumEpoch.

wire::BeginQuorumEpochResponse RaftMachine::handle(sim::Fiber& fiber,
                                                   const wire::BeginQuorumEpochRequest& request) {
    using Response = wire::BeginQuorumEpochResponse;
    if (!is_this_cluster(request.cluster_id)) {
        return top_level_error<Response>(ErrorCode::kInconsistentClusterId);
    }
    const auto* partition = only_partition(request);
    if (!partition) return top_level_error<Response>(ErrorCode::kInvalidRequest);
    const ErrorCode error = refusal_of_leader_request(partition->leader_epoch);
    if (error != ErrorCode::kNone) return begin_quorum_epoch_response(standing(error));
    const LeaderAndEpoch leader{.epoch = LeaderEpoch(partition->leader_epoch),
                                .leader = id_or_none(partition->leader_id)};
    if (!leader.leader || *leader.leader == node_.self.id || !is_consistent(leader)) {
        return begin_quorum_epoch_response(standing(ErrorCode::kInvalidRequest));
    }

    maybe_transition(fiber, leader);
    if (failed_) return top_level_error<Response>(ErrorCode::kBrokerNotAvailable);
    const bool meant = is_this_voter(request.voter_id, partition->voter_directory_id);
    return begin_quorum_epoch_response(
        standing(meant ? ErrorCode::kNone : ErrorCode::kInvalidVoterKey));
}

wire::EndQuorumEpochResponse RaftMachine::handle(sim::Fiber& fiber,
                                                 const wire::EndQuorumEpochRequest& request) {
    using Response = wire::EndQuorumEpochResponse;
    if (!is_this_cluster(request.cluster_id)) {
        return top_level_error<Response>(ErrorCode::kInconsistentClusterId);
    }
    const auto* partition = only_partition(request);
    if (!partition) return top_level_error<Response>(ErrorCode::kInvalidRequest);
    const ErrorCode error = refusal_of_leader_request(partition->leader_epoch);
    if (error != ErrorCode::kNone) return end_quorum_epoch_response(standing(error));
    const LeaderAndEpoch leader{.epoch = LeaderEpoch(partition->leader_epoch),
                                .leader = id_or_none(partition->leader_id)};
    if (!leader.leader || *leader.leader == node_.self.id || !is_consistent(leader)) {
        return end_quorum_epoch_response(standing(ErrorCode::kInvalidRequest));
    }

    maybe_transition(fiber, leader);
    if (failed_) return top_level_error<Response>(ErrorCode::kBrokerNotAvailable);
    if (auto* follower = std::get_if<Follower>(&state_.role)) {
        std::vector<ReplicaKey> successors;
        for (const auto& candidate : partition->preferred_candidates) {
            successors.push_back(
                replica_key(candidate.candidate_id, candidate.candidate_directory_id));
        }
        follower->fetch_deadline =
            fiber.now() +
            wait_as_successor(successors, node_.self, options_.times.election_backoff_max);
    }
    return end_quorum_epoch_response(standing(ErrorCode::kNone));
}

/// Why nobody who claims that epoch is listened to.
ErrorCode RaftMachine::refusal_of_leader_request(std::int32_t epoch) const {
    if (epoch < 0) return ErrorCode::kInvalidRequest;
    if (LeaderEpoch(epoch) < state_.epoch()) return ErrorCode::kFencedLeaderEpoch;
    return ErrorCode::kNone;
}

// --- Fetch.

namespace {

/// Why a request is refused that only the leader of its epoch serves.
ErrorCode check_leadership(const EpochState& state, std::int32_t epoch, bool stopping) {
    if (LeaderEpoch(epoch) < state.epoch()) return ErrorCode::kFencedLeaderEpoch;
    if (LeaderEpoch(epoch) > state.epoch()) return ErrorCode::kUnknownLeaderEpoch;
    if (!std::holds_alternative<Leader>(state.role)) return ErrorCode::kNotLeaderOrFollower;
    if (stopping) return ErrorCode::kBrokerNotAvailable;
    return ErrorCode::kNone;
}

}  // namespace

wire::FetchResponse RaftMachine::handle(sim::Fiber& fiber, const wire::FetchRequest& request) {
    using Response = wire::FetchResponse;
    if (!is_this_cluster(request.cluster_id)) {
        return top_level_error<Response>(ErrorCode::kInconsistentClusterId);
    }
    const auto* partition = only_partition(request);
    if (!partition) return top_level_error<Response>(ErrorCode::kInvalidRequest);

    ErrorCode error = check_leadership(state_, partition->current_leader_epoch, is_stopping());
    const bool malformed = request.max_wait_ms < 0 || partition->fetch_offset < 0 ||
                           partition->last_fetched_epoch < 0 ||
                           partition->current_leader_epoch < 0 ||
                           partition->last_fetched_epoch > partition->current_leader_epoch;
    if (malformed) error = ErrorCode::kInvalidRequest;
    Response response = fetch_response(standing(error), leader_high_watermark(), log_->start());
    if (error == ErrorCode::kNone) {
        answer_fetch(fiber, request, *partition, response.responses.front().partitions.front());
    }
    if (failed_) return top_level_error<Response>(ErrorCode::kBrokerNotAvailable);
    return response;
}

void RaftMachine::answer_fetch(sim::Fiber& fiber, const wire::FetchRequest& request,
                               const wire::FetchRequest::Topic::Partition& from,
                               wire::FetchResponse::Response::Partition& answer) {
    Leader& leader = std::get<Leader>(state_.role);
    const auto replica = fetching_replica(request, from.replica_directory_id);
    const Offset offset(from.fetch_offset);
    if (replica) leader.progress.note_fetch(replica->id, fiber.now());

    const auto latest = log_->snapshots().latest();
    const OffsetValidity validity =
        offset == Offset(0) && latest
            ? OffsetValidity(NeedsSnapshot{*latest})  // Shorter than the log that led to it.
            : log_->validate(offset, LeaderEpoch(from.last_fetched_epoch));
    if (const auto* diverging = std::get_if<DivergingOffset>(&validity)) {
        answer.diverging_epoch = {.epoch = diverging->end.epoch.value(),
                                  .end_offset = diverging->end.offset.value()};
    } else if (const auto* needs = std::get_if<NeedsSnapshot>(&validity)) {
        answer.snapshot_id = {.end_offset = needs->id.offset.value(),
                              .epoch = needs->id.epoch.value()};
    } else {
        if (replica && leader.progress.end_of(replica->id) != offset) {
            note_progress(*replica, offset);
        }
        if (replica && leader.progress.update_replica_end(*replica, offset, fiber.now())) {
            leader_advanced(leader);
        }
        const std::int32_t most = std::min(request.max_bytes, options_.batch_bytes_max);
        auto records = log_->read(fiber, offset, most);
        if (!records) return fail("cannot read the metadata log");
        answer.records = std::move(*records);
    }
    const auto& high_watermark = leader.progress.high_watermark();
    answer.high_watermark = high_watermark ? high_watermark->value() : -1;
}

// --- FetchSnapshot.

wire::FetchSnapshotResponse RaftMachine::handle(sim::Fiber& fiber,
                                                const wire::FetchSnapshotRequest& request) {
    using Response = wire::FetchSnapshotResponse;
    if (!is_this_cluster(request.cluster_id)) {
        return top_level_error<Response>(ErrorCode::kInconsistentClusterId);
    }
    const auto* partition = only_partition(request);
    if (!partition) return top_level_error<Response>(ErrorCode::kInvalidRequest);
    const OffsetAndEpoch id{.epoch = LeaderEpoch(partition->snapshot_id.epoch),
                            .offset = Offset(partition->snapshot_id.end_offset)};
    const ErrorCode error =
        check_leadership(state_, partition->current_leader_epoch, is_stopping());
    Response response = fetch_snapshot_response(standing(error), id);
    if (error == ErrorCode::kNone) {
        answer_fetch_snapshot(fiber, request, *partition,
                              response.topics.front().partitions.front());
    }
    if (failed_) return top_level_error<Response>(ErrorCode::kBrokerNotAvailable);
    return response;
}

void RaftMachine::answer_fetch_snapshot(sim::Fiber& fiber,
                                        const wire::FetchSnapshotRequest& request,
                                        const wire::FetchSnapshotRequest::Topic::Partition& from,
                                        wire::FetchSnapshotResponse::Topic::Partition& answer) {
    const OffsetAndEpoch id{.epoch = LeaderEpoch(from.snapshot_id.epoch),
                            .offset = Offset(from.snapshot_id.end_offset)};
    const auto found = log_->snapshots().sizes().find(id);
    if (found == log_->snapshots().sizes().end()) {
        answer.error_code = ErrorCode::kSnapshotNotFound;
        return;
    }
    const std::int64_t size = found->second;
    if (from.position < 0 || from.position >= size) {
        answer.error_code = ErrorCode::kPositionOutOfRange;
        return;
    }
    if (request.replica_id >= 0) {
        std::get<Leader>(state_.role)
            .progress.note_fetch(BrokerId(request.replica_id), fiber.now());
    }
    const std::int64_t most = std::min(request.max_bytes, options_.batch_bytes_max);
    auto part =
        log_->snapshots().read_part(fiber, id, from.position, std::max<std::int64_t>(most, 1));
    if (!part) return fail("cannot read a snapshot");
    answer.size = size;
    answer.position = from.position;
    answer.unaligned_records = std::move(*part);
}

// --- DescribeQuorum.

wire::DescribeQuorumResponse RaftMachine::handle(sim::Fiber& fiber,
                                                 const wire::DescribeQuorumRequest& request) {
    wire::DescribeQuorumResponse response;
    response.topics.resize(1);
    auto& topic = response.topics.front();
    topic.topic_name = kMetadataTopic;
    auto& answer = topic.partitions.emplace_back();
    const auto* leader = std::get_if<Leader>(&state_.role);
    if (!only_partition(request)) {
        answer.error_code = ErrorCode::kUnknownTopicOrPartition;
        return response;
    }
    if (!leader) {
        answer.error_code = ErrorCode::kNotLeaderOrFollower;
        return response;
    }

    const auto wall_ms = [&](const std::optional<sim::MonotonicInstant>& instant) {
        if (!instant) return std::int64_t{-1};
        const sim::WallInstant at = fiber.wall_time() - (fiber.now() - *instant);
        return at.since_origin() / sim::Duration::milliseconds(1);
    };
    const auto describe = [&](auto& described, const ReplicaProgress& progress) {
        const bool is_self = progress.key.id == node_.self.id;
        described.replica_id = progress.key.id.value();
        described.replica_directory_id = progress.key.directory_id.value_or(Uuid());
        described.log_end_offset = progress.end ? progress.end->value() : -1;
        described.last_fetch_timestamp = wall_ms(is_self ? fiber.now() : progress.last_fetch);
        described.last_caught_up_timestamp =
            wall_ms(is_self ? fiber.now() : progress.last_caught_up);
    };
    const auto& high_watermark = leader->progress.high_watermark();
    answer.leader_id = node_.self.id.value();
    answer.leader_epoch = state_.epoch().value();
    answer.high_watermark = high_watermark ? high_watermark->value() : -1;
    for (const auto& [id, progress] : leader->progress.voters()) {
        describe(answer.current_voters.emplace_back(), progress);
    }
    for (const ReplicaProgress& progress : leader->progress.observers(fiber.now())) {
        describe(answer.observers.emplace_back(), progress);
    }
    return response;
}

}  // namespace assize::model::kraft
