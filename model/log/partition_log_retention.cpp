#include <algorithm>
#include <utility>

#include "model/facts/log.h"
#include "model/log/append_rules.h"
#include "model/log/log_segment.h"
#include "model/log/partition_log.h"
#include "model/log/wall_clock.h"

namespace assize::model::log {

/// Why the first segment may go, which ends at `end`.
std::optional<RetentionReason> PartitionLog::reason_to_delete(const LogSegment& segment, Offset end,
                                                              std::int64_t now_ms) const {
    if (end > high_watermark_) return std::nullopt;
    if (end <= log_start_offset_) return RetentionReason::kLogStart;
    if (!config_.cleanup_delete) return std::nullopt;
    const auto largest = segment.largest_timestamp();
    const std::int64_t newest_ms =
        largest && largest->timestamp_ms >= 0 ? largest->timestamp_ms : segment.created_ms();
    const bool bounded = config_.retention_ms >= sim::Duration::zero() &&
                         config_.retention_ms != sim::Duration::max();
    if (bounded && now_ms - newest_ms > config_.retention_ms / sim::Duration::milliseconds(1)) {
        return RetentionReason::kTime;
    }
    if (config_.retention_bytes >= 0 && size_bytes() - config_.retention_bytes >= segment.size()) {
        return RetentionReason::kSize;
    }
    return std::nullopt;
}

PartitionLog::Answer<std::size_t> PartitionLog::delete_old_segments(sim::Fiber& fiber) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    std::size_t deleted = 0;
    while (true) {
        LogSegment& first = *segments_.front();
        const bool last = segments_.size() == 1;
        if (last && first.empty()) return deleted;
        const Offset end = end_of_segment(0);
        const std::int64_t now_ms = wall_ms(fiber);
        const auto reason = reason_to_delete(first, end, now_ms);
        if (!reason) return deleted;
        if (last) {
            if (auto rolled = roll_to(fiber, log_end_offset_); !rolled) {
                return sim::Failure(fail(rolled.error(), "roll"));
            }
        }
        const auto largest = first.largest_timestamp();
        directory_.life().emit(
            SegmentDeleted{.broker = directory_.broker().value(),
                           .topic_id = topic_id_text_,
                           .base = first.base().value(),
                           .end = end.value(),
                           .bytes = first.size(),
                           .largest_timestamp_ms = largest ? largest->timestamp_ms : -1,
                           .now_ms = now_ms,
                           .reason = *reason},
            {.changed = sim::Changed::kYes, .subjects = {records(first.base(), end)}});
        if (auto gone = delete_first_segment(fiber); !gone) {
            return sim::Failure(fail(gone.error(), "delete"));
        }
        ++deleted;
    }
}

/// Requires: there is another segment.
DiskResult<void> PartitionLog::delete_first_segment(sim::Fiber& fiber) {
    const std::shared_ptr<LogSegment> first = segments_.front();
    segments_.erase(segments_.begin());
    const Offset start = segments_.front()->base();
    bool epochs_changed = false;
    if (start > log_start_offset_) {
        set_log_start(start, LogStartReason::kRetention);
        epochs_changed = epochs_.truncate_from_start(start);
    }
    if (auto deleted = delete_segment_files(fiber, *first); !deleted) return deleted;
    // Of the producers' snapshots, those below the log start are of no use any more.
    while (!snapshots_.empty() && *snapshots_.begin() < start) {
        const std::string path = file(offset_in_file_name(*snapshots_.begin()) + ".snapshot");
        snapshots_.erase(snapshots_.begin());
        if (auto gone = unlink_if_there(fiber, directory_.disk(), path); !gone) return gone;
    }
    if (!epochs_changed) return {};
    return write_epochs(fiber);
}

}  // namespace assize::model::log
