#include <algorithm>

#include "model/log/partition_log.h"
#include "model/replication/partition.h"

namespace assize::model::replication {

using log::TimestampedOffset;
using wire::ErrorCode;

Partition::Answer<std::optional<TimestampedOffset>> Partition::list_offset(
    sim::Fiber& fiber, const OffsetQuery& query) {
    if (stopped_) return sim::Failure(*stopped_);
    if (const auto error = refusal_by_epoch(query.current_leader_epoch)) {
        return sim::Failure(*error);
    }
    const LeaderState* leader = leader_state();
    if (!leader) return sim::Failure(ErrorCode::kNotLeaderOrFollower);

    // A new leader's high watermark lags behind what the one before it told its clients.
    const bool is_client = query.isolation != log::FetchIsolation::kLogEnd;
    const bool lags = is_client && log_->high_watermark() < leader->start();
    if (query.timestamp_ms == log::kLatestTimestamp) {
        if (lags) return sim::Failure(ErrorCode::kOffsetNotAvailable);
        return TimestampedOffset{
            .timestamp_ms = -1, .offset = visible_end(query.isolation), .epoch = leader->epoch()};
    }
    const LeaderEpoch epoch = leader->epoch();
    const Offset visible = visible_end(query.isolation);
    const auto log = log_;
    const auto found = log->fetch_offset_by_timestamp(fiber, query.timestamp_ms);
    if (stopped_) return sim::Failure(*stopped_);
    if (!is_leader() || leader_epoch_ != epoch) {
        return sim::Failure(ErrorCode::kNotLeaderOrFollower);
    }
    const bool is_earliest = query.timestamp_ms == log::kEarliestTimestamp ||
                             query.timestamp_ms == log::kEarliestLocalTimestamp;
    if (!found || is_earliest) return found;
    if (*found && (*found)->offset < visible) return found;
    if (lags) return sim::Failure(ErrorCode::kOffsetNotAvailable);
    return std::nullopt;
}

Partition::Answer<std::optional<log::EpochEnd>> Partition::offset_for_leader_epoch(
    std::optional<LeaderEpoch> current_leader_epoch, LeaderEpoch epoch) const {
    if (stopped_) return sim::Failure(*stopped_);
    if (const auto error = refusal_by_epoch(current_leader_epoch)) return sim::Failure(*error);
    if (!is_leader()) return sim::Failure(ErrorCode::kNotLeaderOrFollower);
    return log_->end_offset_for(epoch);
}

Partition::Answer<Offset> Partition::delete_records(sim::Fiber& fiber,
                                                    std::optional<Offset> before) {
    if (stopped_) return sim::Failure(*stopped_);
    if (!is_leader()) return sim::Failure(ErrorCode::kNotLeaderOrFollower);
    if (!log_->config().cleanup_delete) return sim::Failure(ErrorCode::kPolicyViolation);
    const Offset start = before.value_or(log_->high_watermark());
    const auto log = log_;
    const auto raised =
        log->maybe_increment_log_start_offset(fiber, start, LogStartReason::kDeleteRecords);
    if (!raised) return sim::Failure(raised.error());
    if (stopped_) return sim::Failure(*stopped_);
    return start;
}

Partition::Answer<void> Partition::wait_until_deleted(sim::Fiber& fiber, Offset start,
                                                      sim::Deadline deadline) {
    for (bool timed_out = false;;) {
        if (stopped_) return sim::Failure(*stopped_);
        if (!is_leader()) return sim::Failure(ErrorCode::kNotLeaderOrFollower);
        if (low_watermark() >= start) return {};
        if (timed_out) return sim::Failure(ErrorCode::kRequestTimedOut);
        timed_out = log_start_moved_.wait(fiber, deadline) == sim::Wake::kTimedOut;
    }
}

Offset Partition::low_watermark() const {
    Offset lowest = log_->log_start_offset();
    for (const RemoteReplica& remote : std::get<LeaderState>(role_).remotes()) {
        if (!surroundings_.eligibility.may_be_in_isr(remote.id(), std::nullopt)) continue;
        lowest = std::min(lowest, remote.log_start().value_or(Offset(0)));
    }
    return lowest;
}

}  // namespace assize::model::replication
