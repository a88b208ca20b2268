#include <algorithm>
#include <utility>

#include "model/facts/replication.h"
#include "model/log/partition_log.h"
#include "model/replication/partition.h"
#include "model/replication/partition_facts.h"
#include "model/wire/batch_range.h"

namespace assize::model::replication {

using wire::ErrorCode;

FetchedPartition Partition::fetch(sim::Fiber& fiber, const FetchParams& params,
                                  const PartitionFetch& fetch, std::int32_t max_bytes,
                                  log::MinOneMessage min_one_message) {
    FetchedPartition found = read(fiber, params, fetch, max_bytes, min_one_message);
    if (!params.follower || found.error != ErrorCode::kNone || found.diverging_epoch) return found;
    on_follower_fetch(params.follower->broker,
                      FollowerFetch{.fetch_offset = fetch.fetch_offset,
                                    .log_start = fetch.log_start.value_or(Offset(0)),
                                    .leader_end = *found.log_end,
                                    .at = fiber.now(),
                                    .broker_epoch = params.follower->epoch});
    return found;
}

FetchedPartition Partition::read(sim::Fiber& fiber, const FetchParams& params,
                                 const PartitionFetch& fetch, std::int32_t max_bytes,
                                 log::MinOneMessage min_one_message) {
    if (const auto error = refusal(params, fetch)) return {.error = *error};
    FetchedPartition found{.error = ErrorCode::kNone,
                           .high_watermark = log_->high_watermark(),
                           .last_stable_offset = log_->last_stable_offset(),
                           .log_start = log_->log_start_offset(),
                           .log_end = log_->log_end_offset()};
    const auto diverging = divergence(fetch);
    if (!diverging) return {.error = diverging.error()};
    found.diverging_epoch = *diverging;
    if (found.diverging_epoch) return found;
    if (fetch.fetch_offset < *found.log_start || fetch.fetch_offset > *found.log_end) {
        return {.error = ErrorCode::kOffsetOutOfRange};
    }
    // Most fetches find nothing: then the log need not be asked.
    const bool wants_any = max_bytes > 0 || min_one_message == log::MinOneMessage::kYes;
    if (!wants_any || fetch.fetch_offset >= visible_end(params.isolation)) return found;

    Offset from = fetch.fetch_offset;
    const bool skips = surroundings_.config.variant == Variant::kSkipRecordOnFetch;
    if (skips && !params.follower && next(from) < visible_end(params.isolation)) from = next(from);
    const auto log = log_;
    auto data = log->read(fiber, {.from = from,
                                  .max_bytes = max_bytes,
                                  .isolation = params.isolation,
                                  .min_one_message = min_one_message});
    if (!data) return {.error = data.error()};
    // While it read, it may have ceased to be whom the fetch was meant for.
    if (const auto error = refusal(params, fetch)) return {.error = *error};
    if (role() == Role::kFollower) tell_served(fetch, *data);
    return {.error = ErrorCode::kNone,
            .high_watermark = data->high_watermark,
            .last_stable_offset = data->last_stable_offset,
            .log_start = data->log_start_offset,
            .log_end = data->log_end_offset,
            .diverging_epoch = std::nullopt,
            .preferred_read_replica = std::nullopt,
            .aborted = std::move(data->aborted),
            .records = std::move(data->records)};
}

void Partition::tell_served(const PartitionFetch& fetch, const log::FetchData& data) const {
    Offset end = fetch.fetch_offset;
    for (const wire::RecordBatchView& batch : wire::BatchRange(data.records.span())) {
        end = batch.next_offset();
    }
    if (end <= fetch.fetch_offset) return;
    emit(FollowerReadServed{.broker = surroundings_.broker,
                            .topic_id = topic_id_text_,
                            .leader_epoch = *leader_epoch_,
                            .begin = fetch.fetch_offset,
                            .end = end,
                            .high_watermark = data.high_watermark},
         sim::Changed::kNo, fetch.fetch_offset, end);
}

std::optional<ErrorCode> Partition::refusal(const FetchParams& params,
                                            const PartitionFetch& fetch) const {
    if (stopped_) return *stopped_;
    if (const auto error = refusal_by_epoch(fetch.current_leader_epoch)) return error;
    const LeaderState* leader = leader_state();
    if (!leader) {
        const bool may_follow = !params.follower && params.client_rack;
        if (may_follow && role() == Role::kFollower) return std::nullopt;
        return ErrorCode::kNotLeaderOrFollower;
    }
    if (!params.follower) return std::nullopt;
    const RemoteReplica* remote = leader->find(params.follower->broker);
    // Perhaps the metadata that makes it a replica has not come here yet: it will ask again.
    if (!remote) return ErrorCode::kUnknownLeaderEpoch;
    if (remote->is_stale(params.follower->epoch)) return ErrorCode::kNotLeaderOrFollower;
    return std::nullopt;
}

std::optional<ErrorCode> Partition::refusal_by_epoch(
    std::optional<LeaderEpoch> current_leader_epoch) const {
    if (!current_leader_epoch || !leader_epoch_) return std::nullopt;
    if (*current_leader_epoch < *leader_epoch_) return ErrorCode::kFencedLeaderEpoch;
    if (*current_leader_epoch > *leader_epoch_) return ErrorCode::kUnknownLeaderEpoch;
    return std::nullopt;
}

Partition::Answer<std::optional<log::EpochEnd>> Partition::divergence(
    const PartitionFetch& fetch) const {
    if (!fetch.last_fetched_epoch) return std::nullopt;
    const auto end = log_->end_offset_for(*fetch.last_fetched_epoch);
    if (!end) return sim::Failure(ErrorCode::kOffsetOutOfRange);
    if (end->epoch < *fetch.last_fetched_epoch || end->end < fetch.fetch_offset) return end;
    return std::nullopt;
}

void Partition::on_follower_fetch(BrokerId follower, const FollowerFetch& fetch) {
    auto* leader = std::get_if<LeaderState>(&role_);
    RemoteReplica* remote = leader ? leader->find(follower) : nullptr;
    if (!remote || remote->is_stale(fetch.broker_epoch)) return;
    const bool moved = remote->end_offset() != fetch.fetch_offset;
    const bool log_start_moved = remote->log_start() != fetch.log_start;
    if (moved || remote->broker_epoch() != fetch.broker_epoch) {
        const Offset before = remote->end_offset().value_or(fetch.fetch_offset);
        emit(FollowerStateUpdated{.broker = surroundings_.broker,
                                  .topic_id = topic_id_text_,
                                  .leader_epoch = leader->epoch(),
                                  .follower = follower,
                                  .broker_epoch = fetch.broker_epoch,
                                  .end_offset = fetch.fetch_offset},
             sim::Changed::kYes, std::min(before, fetch.fetch_offset),
             std::max(before, fetch.fetch_offset));
    }
    remote->on_fetch(fetch);
    if (leader->may_join(*remote, leader_log(), surroundings_.eligibility)) propose_expand(*remote);
    if (moved) maybe_advance_high_watermark(fetch.at);
    if (log_start_moved) log_start_moved_.notify_all();
}

}  // namespace assize::model::replication
