#include <algorithm>
#include <set>
#include <utility>

#include "model/facts/log.h"
#include "model/log/append_rules.h"
#include "model/log/checkpoint_files.h"
#include "model/log/log_segment.h"
#include "model/log/partition_log.h"
#include "model/wire/record_batch.h"

namespace assize::model::log {
namespace {

constexpr std::size_t kRecoveryChunk = 1 << 18;

/// What is left of work that a crash interrupted, or of files deleted with a delay.
bool is_leftover(std::string_view name) {
    return name.ends_with(LogSegment::kDeletedSuffix) || name.ends_with(".cleaned") ||
           name.ends_with(".tmp");
}

std::optional<Offset> base_in_index_name(std::string_view name) {
    for (const std::string_view suffix : LogSegment::kSuffixes) {
        if (const auto base = offset_of_file_name(name, suffix)) return base;
    }
    return std::nullopt;
}

}  // namespace

/// What loading found and did.
struct PartitionLog::LoadTally {
    std::int64_t segments_scanned = 0;
    std::int64_t bytes_cut = 0;
    std::int64_t segments_cut = 0;
};

DiskResult<void> PartitionLog::load(sim::Fiber& fiber, const PartitionLogOptions& options) {
    if (auto made = directory_.disk().create_directory(fiber, path_); !made) return made;
    if (auto loaded = load_topic_id(fiber); !loaded) return loaded;
    if (auto loaded = load_files(fiber); !loaded) return loaded;
    const bool created = segments_.empty();
    if (created) {
        auto segment = LogSegment::open(fiber, directory_.disk(), path_, options.log_start_offset);
        if (!segment) return sim::Failure(segment.error());
        segments_.push_back(std::move(*segment));
        if (auto dropped = drop_snapshots_above(fiber, Offset(-1)); !dropped) return dropped;
    }
    log_start_offset_ = std::max(options.log_start_offset, segments_.front()->base());
    // The first epoch begins above the first segment only if the log start was there already.
    if (const auto first = epochs_.earliest(); first && !created) {
        log_start_offset_ = std::max(log_start_offset_, first->start);
    }

    LoadTally tally;
    high_watermark_ = options.high_watermark;  // As a hint, for recovery.
    if (auto recovered = recover(fiber, options, tally); !recovered) return recovered;
    if (log_end_offset_ < log_start_offset_) {
        const auto restarted = start_over(fiber, tally);
        if (!restarted) return restarted;
    }
    const bool trusted = options.clean_shutdown && tally.segments_scanned == 0;
    recovery_point_ = trusted ? log_end_offset_ : std::min(options.recovery_point, log_end_offset_);
    high_watermark_ = std::clamp(options.high_watermark, log_start_offset_, log_end_offset_);
    if (auto loaded = load_producers(fiber, tally); !loaded) return loaded;
    const bool cut_end = epochs_.truncate_from_end(log_end_offset_);
    const bool cut_start = epochs_.truncate_from_start(log_start_offset_);
    epochs_durable_ = trusted && !cut_end && !cut_start;
    if (cut_end || cut_start) {
        if (auto written = write_epochs(fiber); !written) return written;
    }
    if (auto ready = active().prepare_to_append(fiber); !ready) return ready;
    last_flushed_ = fiber.now();
    emit_loaded(created, options, tally);
    emit_producers();
    for (const auto& segment : segments_) {
        if (!created) emit_indexed(*segment);
    }
    return {};
}

void PartitionLog::emit_loaded(bool created, const PartitionLogOptions& options,
                               const LoadTally& tally) {
    const sim::Subject all = records(log_start_offset_, log_end_offset_);
    if (created) {
        directory_.life().emit(LogCreated{.broker = directory_.broker().value(),
                                          .topic_id = topic_id_text_,
                                          .log_start = log_start_offset_.value(),
                                          .path = path_},
                               {.changed = sim::Changed::kYes, .subjects = {all}});
        return;
    }
    directory_.life().emit(LogLoaded{.broker = directory_.broker().value(),
                                     .topic_id = topic_id_text_,
                                     .path = path_,
                                     .log_start = log_start_offset_.value(),
                                     .log_end = log_end_offset_.value(),
                                     .high_watermark = high_watermark_.value(),
                                     .recovery_point = options.recovery_point.value(),
                                     .clean_shutdown = options.clean_shutdown,
                                     .segments_scanned = tally.segments_scanned,
                                     .bytes_cut = tally.bytes_cut,
                                     .segments_cut = tally.segments_cut},
                           {.changed = sim::Changed::kYes, .subjects = {all}});
}

// --- Files ---------------------------------------------------------------------------------

DiskResult<void> PartitionLog::load_topic_id(sim::Fiber& fiber) {
    sim::Disk& disk = directory_.disk();
    const auto text = read_text(fiber, disk, file(kPartitionMetadataFile));
    if (!text && text.error() != sim::DiskError::kNotFound) return sim::Failure(text.error());
    const auto on_disk = text ? read_partition_metadata(*text) : std::nullopt;
    if (on_disk) {
        topic_id_ = *on_disk;
        topic_id_text_ = to_string(topic_id_);
        return {};
    }
    if (topic_id_.is_zero()) return {};
    return replace_file(fiber, disk, file(kPartitionMetadataFile),
                        write_partition_metadata(topic_id_), Durability::kSynced);
}

DiskResult<void> PartitionLog::load_files(sim::Fiber& fiber) {
    sim::Disk& disk = directory_.disk();
    const auto names = disk.list(fiber, path_);
    if (!names) return sim::Failure(names.error());
    std::set<Offset> bases;
    for (const std::string& name : *names) {
        if (const auto base = offset_of_file_name(name, ".log")) bases.insert(*base);
        if (const auto offset = offset_of_file_name(name, ".snapshot")) snapshots_.insert(*offset);
    }
    for (const std::string& name : *names) {
        const auto base = base_in_index_name(name);
        const bool orphan = base && !bases.contains(*base);
        if (!orphan && !is_leftover(name)) continue;
        if (auto gone = disk.unlink(fiber, file(name)); !gone) return gone;
    }
    for (const Offset base : bases) {
        auto segment = LogSegment::open(fiber, disk, path_, base);
        if (!segment) return sim::Failure(segment.error());
        segments_.push_back(std::move(*segment));
    }
    const auto text = read_text(fiber, disk, file(kLeaderEpochFile));
    if (!text && text.error() != sim::DiskError::kNotFound) return sim::Failure(text.error());
    const auto epochs = text ? read_epochs(*text) : std::nullopt;
    if (!epochs) return {};
    for (const EpochStart& entry : *epochs) epochs_.assign(entry.epoch, entry.start);
    return {};
}

// --- Recovery ------------------------------------------------------------------------------

/// Finds the log end. Checks all batches from the segment with the recovery point on, unless the
/// shutdown was clean; from the first segment on that lacks a sound index or a sound end; all of
/// them when their epochs are not known.
DiskResult<void> PartitionLog::recover(sim::Fiber& fiber, const PartitionLogOptions& options,
                                       LoadTally& tally) {
    std::size_t first = segments_.size();
    if (!options.clean_shutdown) first = index_of_segment(options.recovery_point);
    for (std::size_t i = 0; i < first; ++i) {
        if (segments_[i]->needs_rebuild()) first = i;
    }
    const bool any_records = segments_.size() > 1 || !active().empty();
    if (epochs_.empty() && any_records) first = 0;
    if (first == segments_.size()) {
        const auto end = active().read_end(fiber);
        if (!end) return sim::Failure(end.error());
        if (*end) {
            log_end_offset_ = **end;
            return {};
        }
        first = segments_.size() - 1;
    }

    log_end_offset_ = segments_[first]->base();
    epochs_.truncate_from_end(log_end_offset_);
    if (auto rebuilt = rebuild_producers(fiber, log_end_offset_); !rebuilt) return rebuilt;
    for (std::size_t i = first; i < segments_.size(); ++i) {
        // A hole: what led up to this segment did not survive. Only compaction leaves holes.
        const bool hole = segments_[i]->base() > log_end_offset_ && !config_.cleanup_compact;
        if (hole || segments_[i]->base() < log_end_offset_) {
            return cut_segments_from(fiber, i, tally);
        }
        log_end_offset_ = segments_[i]->base();
        const auto whole = recover_segment(fiber, *segments_[i], tally);
        if (!whole) return sim::Failure(whole.error());
        if (!*whole) return cut_segments_from(fiber, i + 1, tally);
    }
    return {};
}

/// Checks every batch of a segment, and derives from them what can be. Cuts it at the first that
/// is no good. Returns whether it was good to its end.
DiskResult<bool> PartitionLog::recover_segment(sim::Fiber& fiber, LogSegment& segment,
                                               LoadTally& tally) {
    ++tally.segments_scanned;
    const std::int64_t size_before = segment.size();
    if (auto begun = segment.begin_rebuild(fiber); !begun) return sim::Failure(begun.error());
    auto scanner = segment.scan({.begin = 0, .end = size_before}, kRecoveryChunk);
    while (true) {
        const auto next = scanner.next(fiber);
        if (!next) return sim::Failure(next.error());
        if (!*next || !is_sound(**next)) break;
        if (auto learnt = learn_from(fiber, **next, scanner.position(), segment); !learnt) {
            return sim::Failure(learnt.error());
        }
    }
    if (auto ended = segment.end_rebuild(fiber, scanner.position()); !ended) {
        return sim::Failure(ended.error());
    }
    tally.bytes_cut += size_before - segment.size();
    return segment.size() == size_before;
}

/// Whether a batch on disk can be the next one. The checksum does not cover base offset and epoch.
bool PartitionLog::is_sound(const wire::RecordBatchView& batch) const {
    return batch.base_offset() >= log_end_offset_ && batch.last_offset_delta() >= 0 &&
           batch.next_offset() > batch.base_offset() &&
           batch.leader_epoch().value_or(LeaderEpoch(-1)) >=
               epochs_.latest_epoch().value_or(LeaderEpoch(-1)) &&
           wire::check_crc(batch);
}

DiskResult<void> PartitionLog::learn_from(sim::Fiber& fiber, const wire::RecordBatchView& batch,
                                          std::int64_t position, LogSegment& segment) {
    const BatchSummary summary{.base_offset = batch.base_offset(),
                               .last_offset = batch.last_offset(),
                               .max_timestamp_ms = batch.max_timestamp_ms(),
                               .at = 0,
                               .size = batch.size_bytes()};
    auto indexed = segment.rebuild(fiber, summary, position, config_.index_interval_bytes);
    if (!indexed) return indexed;
    if (const auto epoch = batch.leader_epoch(); epoch && epoch != epochs_.latest_epoch()) {
        epochs_.assign(*epoch, batch.base_offset());
    }
    log_end_offset_ = batch.next_offset();
    if (const auto aborted = learn_producer(batch)) return segment.append(fiber, *aborted);
    return {};
}

DiskResult<void> PartitionLog::cut_segments_from(sim::Fiber& fiber, std::size_t index,
                                                 LoadTally& tally) {
    while (segments_.size() > index) {
        tally.bytes_cut += active().size();
        ++tally.segments_cut;
        if (auto deleted = delete_segment_files(fiber, active()); !deleted) return deleted;
        segments_.pop_back();
    }
    return directory_.disk().sync_directory(fiber, path_);
}

/// The records end below the log start: they are of no use.
DiskResult<void> PartitionLog::start_over(sim::Fiber& fiber, LoadTally& tally) {
    if (auto cut = cut_segments_from(fiber, 0, tally); !cut) return cut;
    if (auto deleted = delete_snapshots_from(fiber, Offset(0)); !deleted) return deleted;
    epochs_.clear();
    producers_.clear();
    log_end_offset_ = log_start_offset_;
    auto segment = LogSegment::open(fiber, directory_.disk(), path_, log_start_offset_);
    if (!segment) return sim::Failure(segment.error());
    segments_.push_back(std::move(*segment));
    return directory_.disk().sync_directory(fiber, path_);
}

// --- Producers -----------------------------------------------------------------------------

/// For good: they tell of records that were lost, and others will have their offsets.
DiskResult<void> PartitionLog::drop_snapshots_above(sim::Fiber& fiber, Offset offset) {
    if (snapshots_.empty() || *snapshots_.rbegin() <= offset) return {};
    if (auto deleted = delete_snapshots_from(fiber, next(offset)); !deleted) return deleted;
    return directory_.disk().sync_directory(fiber, path_);
}

DiskResult<void> PartitionLog::load_producers(sim::Fiber& fiber, const LoadTally& tally) {
    if (auto dropped = drop_snapshots_above(fiber, log_end_offset_); !dropped) return dropped;
    if (tally.segments_scanned > 0) {
        if (auto taken = take_snapshot(fiber, log_end_offset_); !taken) return taken;
    } else if (auto rebuilt = rebuild_producers(fiber, log_end_offset_); !rebuilt) {
        return rebuilt;
    }
    producers_.on_high_watermark(high_watermark_);
    return {};
}

/// Learns from a batch. Returns what the transaction index has to know, if it is an abort.
std::optional<TxnEntry> PartitionLog::learn_producer(const wire::RecordBatchView& batch) {
    const auto completed = producers_.update(batch);
    if (!completed || completed->outcome != CompletedTxn::Outcome::kAborted) return std::nullopt;
    return TxnEntry{.producer_id = completed->producer_id,
                    .first_offset = completed->first_offset,
                    .last_offset = completed->last_offset,
                    .last_stable_offset = producers_.last_stable_offset_after(*completed)};
}

/// Makes the producers' state that of the log up to `end`: by the last snapshot that can be read,
/// and the batches since.
DiskResult<void> PartitionLog::rebuild_producers(sim::Fiber& fiber, Offset end) {
    producers_.clear();
    const auto from = load_snapshot(fiber, end);
    if (!from) return sim::Failure(from.error());
    const Offset begin = std::max(*from, segments_.front()->base());
    for (std::size_t i = index_of_segment(begin); i < segments_.size(); ++i) {
        LogSegment& segment = *segments_[i];
        if (segment.base() >= end) break;
        auto scanner = segment.scan(
            {.begin = segment.position_before(begin), .end = segment.size()}, kRecoveryChunk);
        while (true) {
            const auto batch = scanner.next(fiber);
            if (!batch) return sim::Failure(batch.error());
            if (!*batch || (*batch)->base_offset() >= end) break;
            if ((*batch)->base_offset() >= begin) producers_.update(**batch);
        }
    }
    producers_.on_high_watermark(high_watermark_);
    return {};
}

/// The snapshot to begin with for the state at `end`: the last one up to the high watermark, so
/// that the batches above are replayed, which tells the transactions whose markers may yet go. If
/// the log does not reach back to its first batch, an early one above is better than none.
std::optional<Offset> PartitionLog::best_snapshot(Offset end) const {
    const Offset front = segments_.front()->base();
    const auto above = snapshots_.upper_bound(std::min(end, high_watermark_));
    // Between one below the first segment and that there are records that nobody has any more.
    if (above != snapshots_.begin() && *std::prev(above) >= front) return *std::prev(above);
    const auto early = snapshots_.lower_bound(front);
    if (front == Offset(0) || early == snapshots_.end() || *early > end) return std::nullopt;
    return *early;
}

/// Loads a good snapshot at or below `end`. Returns its offset, or 0 without one.
DiskResult<Offset> PartitionLog::load_snapshot(sim::Fiber& fiber, Offset end) {
    while (const auto offset = best_snapshot(end)) {
        const std::string path = file(offset_in_file_name(*offset) + ".snapshot");
        const auto bytes = read_file(fiber, directory_.disk(), path);
        if (!bytes && bytes.error() != sim::DiskError::kNotFound) {
            return sim::Failure(bytes.error());
        }
        if (auto states = bytes ? ProducerStates::from_snapshot(*bytes) : std::nullopt) {
            producers_ = std::move(*states);
            return *offset;
        }
        snapshots_.erase(*offset);
        auto gone = unlink_if_there(fiber, directory_.disk(), path);
        if (!gone) return sim::Failure(gone.error());
    }
    return Offset(0);
}

}  // namespace assize::model::log
