#include <algorithm>
#include <utility>

#include "model/facts/log.h"
#include "model/log/append_rules.h"
#include "model/log/log_segment.h"
#include "model/log/partition_log.h"

namespace assize::model::log {

/// A change that leaves the log in pieces when it is not done to its end: because the disk
/// failed, or since the fiber was killed while it waited for a slow one. The log is closed then.
class PartitionLog::Change {
public:
    explicit Change(PartitionLog& log) : log_(log) {}
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change() {
        if (!done_) log_.closed_ = true;
    }
    void done() { done_ = true; }

private:
    PartitionLog& log_;
    bool done_ = false;
};

PartitionLog::Answer<RecordCount> PartitionLog::truncate_to(sim::Fiber& fiber, Offset end) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    if (end >= log_end_offset_) {
        if (!epochs_.truncate_from_end(end)) return RecordCount(0);
        if (auto written = write_epochs(fiber); !written) {
            return sim::Failure(fail(written.error(), "write leader epochs"));
        }
        return RecordCount(0);
    }
    const RecordCount dropped = log_end_offset_ - end;
    const bool all = end < segments_.front()->base();
    if (auto cut = all ? restart_at(fiber, end) : cut_at(fiber, end); !cut) {
        return sim::Failure(fail(cut.error(), "truncate"));
    }
    return dropped;
}

PartitionLog::Answer<void> PartitionLog::truncate_fully_and_start_at(sim::Fiber& fiber,
                                                                     Offset start) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    if (auto restarted = restart_at(fiber, start); !restarted) {
        return sim::Failure(fail(restarted.error(), "truncate"));
    }
    return {};
}

/// Cuts the log inside, or at the end of, one of its segments. All that memory says is true at
/// once; when this returns no power loss brings back what was cut.
/// Departs: Kafka does not sync after a truncation.
DiskResult<void> PartitionLog::cut_at(sim::Fiber& fiber, Offset end) {
    Change change(*this);
    ++cuts_;
    const Offset log_end_before = std::exchange(log_end_offset_, end);
    set_high_watermark(std::min(high_watermark_, end), HighWatermarkReason::kTruncation);
    recovery_point_ = std::min(recovery_point_, end);
    log_start_offset_ = std::min(log_start_offset_, end);
    epochs_.truncate_from_end(end);
    epochs_durable_ = false;
    directory_.life().emit(
        LogTruncated{.broker = directory_.broker().value(),
                     .topic_id = topic_id_text_,
                     .from = log_end_before.value(),
                     .to = end.value(),
                     .log_start = log_start_offset_.value(),
                     .high_watermark = high_watermark_.value(),
                     .recovery_point = recovery_point_.value()},
        {.changed = sim::Changed::kYes, .subjects = {records(end, log_end_before)}});

    // The last segment first, so that what a power loss leaves of this is a log without a hole.
    const std::size_t segments_before = segments_.size();
    while (segments_.size() > 1 && active().base() >= end) {
        if (auto deleted = delete_segment_files(fiber, active()); !deleted) return deleted;
        segments_.pop_back();
    }
    // Should one of them come back behind a segment that was cut, and a recovery point with it that
    // is above, nobody would see that there are records missing.
    if (segments_.size() < segments_before) {
        if (auto synced = directory_.disk().sync_directory(fiber, path_); !synced) return synced;
    }
    const auto position = active().find(fiber, end);
    if (!position) return sim::Failure(position.error());
    if (auto cut = active().truncate(fiber, *position, end); !cut) return cut;
    emit_indexed(active());
    if (auto deleted = delete_snapshots_from(fiber, next(end)); !deleted) return deleted;
    if (auto rebuilt = rebuild_producers(fiber, end); !rebuilt) return rebuilt;
    emit_producers();
    change.done();
    return sync_cut(fiber);
}

DiskResult<void> PartitionLog::sync_cut(sim::Fiber& fiber) {
    const Offset end = log_end_offset_;
    if (auto synced = active().sync(fiber); !synced) return synced;
    if (auto synced = directory_.disk().sync_directory(fiber, path_); !synced) return synced;
    // Not earlier: should the records come back after all, so have their epochs to.
    if (auto written = write_epochs(fiber); !written) return written;
    directory_.life().emit(
        LogTruncationFlushed{
            .broker = directory_.broker().value(), .topic_id = topic_id_text_, .to = end.value()},
        {.changed = sim::Changed::kNo, .subjects = {records(end, next(end))}});
    return {};
}

/// Drops everything; the log goes on, empty, at `start`.
DiskResult<void> PartitionLog::restart_at(sim::Fiber& fiber, Offset start) {
    Change change(*this);
    ++cuts_;
    const Offset log_end_before = log_end_offset_;
    const auto [low, high] = std::minmax(log_start_offset_, start);
    directory_.life().emit(LogRestarted{.broker = directory_.broker().value(),
                                        .topic_id = topic_id_text_,
                                        .from = log_end_before.value(),
                                        .at = start.value()},
                           {.changed = sim::Changed::kYes,
                            .subjects = {records(low, std::max(high, log_end_before))}});
    log_start_offset_ = start;
    log_end_offset_ = start;
    set_high_watermark(start, HighWatermarkReason::kTruncation);
    recovery_point_ = std::min(recovery_point_, start);
    epochs_.clear();
    epochs_durable_ = false;
    producers_.clear();
    emit_producers();

    while (!segments_.empty()) {
        if (auto deleted = delete_segment_files(fiber, active()); !deleted) return deleted;
        segments_.pop_back();
    }
    if (auto deleted = delete_snapshots_from(fiber, Offset(0)); !deleted) return deleted;
    auto segment = LogSegment::open(fiber, directory_.disk(), path_, start);
    if (!segment) return sim::Failure(segment.error());
    segments_.push_back(std::move(*segment));
    change.done();
    return sync_cut(fiber);
}

/// The files go after file.delete.delay.ms, under another name.
DiskResult<void> PartitionLog::delete_segment_files(sim::Fiber& fiber, LogSegment& segment) {
    auto paths = segment.mark_deleted(fiber);
    if (!paths) return sim::Failure(paths.error());
    for (std::string& path : *paths) {
        directory_.unlink_later(std::move(path), fiber.now() + config_.file_delete_delay);
    }
    return {};
}

DiskResult<void> PartitionLog::delete_snapshots_from(sim::Fiber& fiber, Offset offset) {
    while (!snapshots_.empty() && *snapshots_.rbegin() >= offset) {
        const Offset last = *snapshots_.rbegin();
        const std::string path = file(offset_in_file_name(last) + ".snapshot");
        if (auto gone = unlink_if_there(fiber, directory_.disk(), path); !gone) return gone;
        snapshots_.erase(last);
    }
    return {};
}

}  // namespace assize::model::log
