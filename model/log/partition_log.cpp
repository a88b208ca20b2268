#include "model/log/partition_log.h"

#include <algorithm>
#include <utility>

#include "model/facts/log.h"
#include "model/log/append_rules.h"
#include "model/log/log_segment.h"
#include "model/log/wall_clock.h"
#include "sim/simulation.h"

namespace assize::model::log {

using wire::ErrorCode;

PartitionLog::PartitionLog(LogDirectory& directory, std::string path,
                           const PartitionLogOptions& options)
    : directory_(directory),
      path_(std::move(path)),
      partition_(options.partition),
      topic_id_(options.topic_id),
      topic_id_text_(options.topic_id.is_zero() ? "" : to_string(options.topic_id)),
      config_(options.config),
      name_(directory.life().process().simulation().trace().intern(to_string(options.partition))),
      incoming_(std::make_unique<IncomingBatches>()) {}

PartitionLog::~PartitionLog() = default;

PartitionLog::Answer<std::shared_ptr<PartitionLog>> PartitionLog::open(
    sim::Fiber& fiber, LogDirectory& directory, const PartitionLogOptions& options) {
    return open_at(fiber, directory, directory.path() + "/" + to_string(options.partition),
                   options);
}

PartitionLog::Answer<std::shared_ptr<PartitionLog>> PartitionLog::open_at(
    sim::Fiber& fiber, LogDirectory& directory, const std::string& path,
    const PartitionLogOptions& options) {
    if (!directory.online()) return sim::Failure(ErrorCode::kKafkaStorageError);
    auto log = std::shared_ptr<PartitionLog>(new PartitionLog(directory, path, options));
    if (auto loaded = log->load(fiber, options); !loaded) {
        return sim::Failure(directory.fail(loaded.error(), "load"));
    }
    return log;
}

std::optional<ErrorCode> PartitionLog::refusal() const {
    if (closed_ || !directory_.online()) return ErrorCode::kKafkaStorageError;
    return std::nullopt;
}

PartitionLog::Answer<sim::Mutex::Guard> PartitionLog::enter(sim::Fiber& fiber) {
    auto guard = lock_.lock(fiber);
    if (!guard || refusal()) return sim::Failure(ErrorCode::kKafkaStorageError);
    return guard;
}

// --- Where it stands -----------------------------------------------------------------------

Offset PartitionLog::last_stable_offset() const {
    const auto unstable = producers_.first_unstable_offset();
    if (!unstable || *unstable >= high_watermark_) return high_watermark_;
    return std::max(*unstable, log_start_offset_);
}

std::int64_t PartitionLog::size_bytes() const {
    std::int64_t bytes = 0;
    for (const auto& segment : segments_) bytes += segment->size();
    return bytes;
}

std::vector<Offset> PartitionLog::segment_bases() const {
    std::vector<Offset> bases;
    for (const auto& segment : segments_) bases.push_back(segment->base());
    return bases;
}

/// The last segment that begins at or below `offset`; the first one when there is none.
std::size_t PartitionLog::index_of_segment(Offset offset) const {
    const auto above = std::upper_bound(
        segments_.begin(), segments_.end(), offset,
        [](Offset wanted, const auto& segment) { return wanted < segment->base(); });
    if (above == segments_.begin()) return 0;
    return static_cast<std::size_t>(above - segments_.begin()) - 1;
}

Offset PartitionLog::end_of_segment(std::size_t index) const {
    return index + 1 < segments_.size() ? segments_[index + 1]->base() : log_end_offset_;
}

sim::Subject PartitionLog::records(Offset begin, Offset end) const {
    return {"records", name_, begin.value(), end.value()};
}

// --- Bounds --------------------------------------------------------------------------------

Offset PartitionLog::update_high_watermark(Offset high_watermark) {
    set_high_watermark(std::clamp(high_watermark, log_start_offset_, log_end_offset_),
                       HighWatermarkReason::kFollower);
    return high_watermark_;
}

std::optional<Offset> PartitionLog::maybe_increment_high_watermark(Offset high_watermark) {
    high_watermark = std::min(high_watermark, log_end_offset_);
    if (high_watermark <= high_watermark_) return std::nullopt;
    const Offset before = high_watermark_;
    set_high_watermark(high_watermark, HighWatermarkReason::kLeader);
    return before;
}

void PartitionLog::set_high_watermark(Offset high_watermark, HighWatermarkReason reason) {
    if (high_watermark == high_watermark_) return;
    const auto [low, high] = std::minmax(high_watermark_, high_watermark);
    directory_.life().emit(HighWatermarkMoved{.broker = directory_.broker().value(),
                                              .topic_id = topic_id_text_,
                                              .from = high_watermark_.value(),
                                              .to = high_watermark.value(),
                                              .reason = reason},
                           {.changed = sim::Changed::kYes, .subjects = {records(low, high)}});
    high_watermark_ = high_watermark;
    producers_.on_high_watermark(high_watermark);
}

void PartitionLog::set_recovery_point(Offset offset) {
    if (offset == recovery_point_) return;
    const auto [low, high] = std::minmax(recovery_point_, offset);
    directory_.life().emit(RecoveryPointMoved{.broker = directory_.broker().value(),
                                              .topic_id = topic_id_text_,
                                              .from = recovery_point_.value(),
                                              .to = offset.value()},
                           {.changed = sim::Changed::kYes, .subjects = {records(low, high)}});
    recovery_point_ = offset;
}

void PartitionLog::set_log_start(Offset start, LogStartReason reason) {
    directory_.life().emit(
        LogStartMoved{.broker = directory_.broker().value(),
                      .topic_id = topic_id_text_,
                      .from = log_start_offset_.value(),
                      .to = start.value(),
                      .reason = reason},
        {.changed = sim::Changed::kYes, .subjects = {records(log_start_offset_, start)}});
    log_start_offset_ = start;
}

PartitionLog::Answer<bool> PartitionLog::maybe_increment_log_start_offset(sim::Fiber& fiber,
                                                                          Offset start,
                                                                          LogStartReason reason) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    if (start > high_watermark_) return sim::Failure(ErrorCode::kOffsetOutOfRange);
    if (start <= log_start_offset_) return false;
    set_log_start(start, reason);
    if (!epochs_.truncate_from_start(start)) return true;
    if (auto written = write_epochs(fiber); !written) {
        return sim::Failure(fail(written.error(), "write leader epochs"));
    }
    return true;
}

// --- Upkeep --------------------------------------------------------------------------------

PartitionLog::Answer<void> PartitionLog::flush(sim::Fiber& fiber, Offset offset) {
    while (true) {
        if (const auto error = refusal()) return sim::Failure(*error);
        if (auto synced = sync_snapshots(fiber, offset); !synced) {
            return sim::Failure(fail(synced.error(), "flush"));
        }
        const Offset target = std::min(offset, log_end_offset_);
        if (target <= recovery_point_) return {};
        const std::uint64_t cuts = cuts_;
        const Segments dirty(
            segments_.begin() + static_cast<std::ptrdiff_t>(index_of_segment(recovery_point_)),
            segments_.end());
        const bool some_are_new = dirty.back()->base() >= recovery_point_;
        for (const auto& segment : dirty) {
            if (segment->base() >= target) break;
            if (auto synced = segment->sync(fiber); !synced) {
                return sim::Failure(fail(synced.error(), "flush"));
            }
        }
        if (some_are_new) {
            if (auto synced = directory_.disk().sync_directory(fiber, path_); !synced) {
                return sim::Failure(fail(synced.error(), "flush"));
            }
        }
        // What was truncated and written anew meanwhile is not what was synced.
        if (cuts != cuts_) continue;
        last_flushed_ = fiber.now();
        if (target > recovery_point_) set_recovery_point(target);
        return {};
    }
}

PartitionLog::Answer<void> PartitionLog::roll(sim::Fiber& fiber) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    if (auto rolled = roll_to(fiber, log_end_offset_); !rolled) {
        return sim::Failure(fail(rolled.error(), "roll"));
    }
    return {};
}

PartitionLog::Answer<std::size_t> PartitionLog::remove_expired_producers(sim::Fiber& fiber) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    const auto expired = producers_.remove_expired(wall_ms(fiber), config_.producer_id_expiration);
    if (expired.empty()) return 0;
    ProducersExpired fact{
        .broker = directory_.broker().value(), .topic_id = topic_id_text_, .producer_ids = {}};
    for (const ProducerId id : expired) fact.producer_ids.push_back(id.value());
    directory_.life().emit(fact, {.changed = sim::Changed::kYes,
                                  .subjects = {records(log_start_offset_, log_end_offset_)}});
    return expired.size();
}

PartitionLog::Answer<void> PartitionLog::close(sim::Fiber& fiber) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    if (auto saved = save_everything(fiber); !saved) {
        return sim::Failure(fail(saved.error(), "close"));
    }
    set_recovery_point(log_end_offset_);
    directory_.life().emit(
        LogClosed{.broker = directory_.broker().value(),
                  .topic_id = topic_id_text_,
                  .log_end = log_end_offset_.value()},
        {.changed = sim::Changed::kYes, .subjects = {records(log_start_offset_, log_end_offset_)}});
    closed_ = true;
    return {};
}

DiskResult<void> PartitionLog::save_everything(sim::Fiber& fiber) {
    if (auto taken = take_snapshot(fiber, log_end_offset_); !taken) return taken;
    if (auto synced = sync_snapshots(fiber, log_end_offset_); !synced) return synced;
    if (auto sealed = seal(fiber); !sealed) return sealed;
    if (auto written = write_epochs(fiber); !written) return written;
    for (std::size_t i = index_of_segment(recovery_point_); i < segments_.size(); ++i) {
        if (auto synced = segments_[i]->sync(fiber); !synced) return synced;
    }
    return directory_.disk().sync_directory(fiber, path_);
}

PartitionLog::Answer<void> PartitionLog::rename_and_close(sim::Fiber& fiber,
                                                          const std::string& new_path) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    directory_.life().emit(
        LogSetAside{
            .broker = directory_.broker().value(), .topic_id = topic_id_text_, .to = new_path},
        {.changed = sim::Changed::kYes, .subjects = {records(log_start_offset_, log_end_offset_)}});
    closed_ = true;
    if (auto renamed = directory_.disk().rename(fiber, path_, new_path); !renamed) {
        return sim::Failure(fail(renamed.error(), "rename"));
    }
    path_ = new_path;
    if (auto synced = directory_.disk().sync_directory(fiber, directory_.path()); !synced) {
        return sim::Failure(fail(synced.error(), "rename"));
    }
    return {};
}

}  // namespace assize::model::log
