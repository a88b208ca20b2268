#include "model/replication/fetch_handler.h"

#include <algorithm>
#include <utility>

namespace assize::model::replication {

using wire::ErrorCode;

namespace {

using Answer = wire::FetchResponse::Response::Partition;

FetchParams params_of(const wire::FetchRequest& request, std::int16_t version,
                      const config::BrokerConfig& config) {
    const std::int32_t replica =
        version >= 15 ? request.replica_state.replica_id : request.replica_id;
    FetchParams params{.max_wait = sim::Duration::milliseconds(request.max_wait_ms),
                       .min_bytes = request.min_bytes,
                       .max_bytes = request.max_bytes};
    if (replica >= 0) {
        const std::int64_t epoch = request.replica_state.replica_epoch;
        params.follower = FollowerIdentity{
            BrokerId(replica),
            version >= 15 && epoch >= 0 ? std::optional(BrokerEpoch(epoch)) : std::nullopt};
        params.isolation = log::FetchIsolation::kLogEnd;
        return params;
    }
    params.max_bytes = std::min(params.max_bytes, config.fetch_max_bytes);
    if (request.isolation_level == 1) params.isolation = log::FetchIsolation::kTxnCommitted;
    if (version >= 11) params.client_rack = request.rack_id;
    return params;
}

std::vector<PartitionToFetch> to_fetch(const std::vector<SessionPartition>& partitions) {
    std::vector<PartitionToFetch> all;
    all.reserve(partitions.size());
    for (const SessionPartition& each : partitions) {
        all.push_back({.topic = each.topic,
                       .topic_id = each.topic_id,
                       .partition = each.partition,
                       .fetch = each.fetch});
    }
    return all;
}

/// Whether an incremental answer has to tell this, given what was told last.
bool is_news(const SessionPartition& known, const FetchedPartition& found) {
    return !found.records.empty() || found.error != ErrorCode::kNone || found.diverging_epoch ||
           found.preferred_read_replica || found.high_watermark != known.high_watermark ||
           found.log_start != known.log_start;
}

void remember(SessionPartition& known, const FetchedPartition& found) {
    // What is wrong is told again each time.
    const bool is_wrong = found.error != ErrorCode::kNone || found.diverging_epoch;
    known.high_watermark = is_wrong ? std::nullopt : found.high_watermark;
    known.log_start = found.log_start;
}

std::int64_t or_none(const std::optional<Offset>& offset) {
    return offset ? offset->value() : -1;
}

Answer to_wire(std::int32_t partition, FetchedPartition found, bool with_aborted) {
    Answer answer{.partition_index = partition,
                  .error_code = found.error,
                  .high_watermark = or_none(found.high_watermark),
                  .last_stable_offset = or_none(found.last_stable_offset),
                  .log_start_offset = or_none(found.log_start)};
    if (found.diverging_epoch) {
        answer.diverging_epoch = {.epoch = found.diverging_epoch->epoch.value(),
                                  .end_offset = found.diverging_epoch->end.value()};
    }
    if (found.preferred_read_replica) {
        answer.preferred_read_replica = found.preferred_read_replica->value();
    }
    if (with_aborted) {
        for (const auto& [producer, first] : found.aborted) {
            answer.aborted_transactions->push_back(
                {.producer_id = producer.value(), .first_offset = first.value()});
        }
    } else {
        answer.aborted_transactions.reset();
    }
    answer.records = std::move(found.records);
    return answer;
}

/// Who leads instead, for those who asked the wrong broker.
void point_to_leader(Answer& answer, const metadata::PartitionRegistration* registration) {
    const bool is_elsewhere = answer.error_code == ErrorCode::kNotLeaderOrFollower ||
                              answer.error_code == ErrorCode::kFencedLeaderEpoch;
    if (!is_elsewhere || !registration) return;
    answer.current_leader = {.leader_id = registration->leader ? registration->leader->value() : -1,
                             .leader_epoch = registration->leader_epoch.value()};
}

void put(wire::FetchResponse& response, const SessionPartition& asked, Answer answer) {
    auto& topics = response.responses;
    const bool same = !topics.empty() && topics.back().topic_id == asked.topic_id &&
                      topics.back().topic == asked.topic;
    if (!same) {
        auto& topic = topics.emplace_back();
        topic.topic = asked.topic;
        topic.topic_id = asked.topic_id;
    }
    topics.back().partitions.push_back(std::move(answer));
}

}  // namespace

wire::FetchResponse handle_fetch(sim::Fiber& fiber, ReplicaManager& replicas,
                                 FetchSessionCache& sessions, const wire::FetchRequest& request,
                                 std::int16_t version) {
    wire::FetchResponse response;
    auto context = sessions.begin(request, version, fiber.now());
    if (!context) {
        response.error_code = context.error();
        return response;
    }
    std::vector<SessionPartition> asked = std::move(context->partitions);
    const FetchParams params = params_of(request, version, replicas.config());
    auto found = replicas.fetch(fiber, params, to_fetch(asked));

    const bool with_aborted = params.isolation == log::FetchIsolation::kTxnCommitted;
    std::vector<bool> has_records(asked.size());
    for (std::size_t index = 0; index < asked.size(); ++index) {
        SessionPartition& each = asked[index];
        FetchedPartition& result = found[index];
        has_records[index] = !result.records.empty();
        const bool is_to_tell = context->is_full || is_news(each, result);
        remember(each, result);
        if (!is_to_tell) continue;
        Answer answer = to_wire(each.partition, std::move(result), with_aborted);
        if (answer.error_code != ErrorCode::kNone) {
            point_to_leader(answer,
                            replicas.registration(each.topic, each.topic_id, each.partition));
        }
        put(response, each, std::move(answer));
    }
    if (context->session) response.session_id = context->session->id;
    if (context->is_latest()) context->session->remember(std::move(asked), has_records);
    return response;
}

}  // namespace assize::model::replication
