#include "model/controller/kraft/metadata_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "model/controller/kraft/snapshot_codec.h"
#include "model/controller/kraft/subjects.h"
#include "model/facts/log.h"
#include "model/log/wall_clock.h"
#include "sim/invariant.h"

namespace assize::model::kraft {

namespace {

log::LogConfig config_of(const RaftOptions& options) {
    log::LogConfig config;
    config.segment_bytes = options.segment_bytes;
    config.max_message_bytes = options.batch_bytes_max;
    config.retention_ms = sim::Duration::nanoseconds(-1);
    config.retention_bytes = -1;
    return config;
}

}  // namespace

MetadataLog::Answer<std::unique_ptr<MetadataLog>> MetadataLog::open(sim::Fiber& fiber,
                                                                    log::LogDirectory& directory,
                                                                    const RaftOptions& options) {
    const std::string folder = directory.path() + "/" + to_string(metadata_partition());
    const auto made = directory.disk().create_directory(fiber, folder);
    if (!made) return sim::Failure(directory.fail(made.error(), "create " + folder));
    auto snapshots = SnapshotStore::open(fiber, directory, folder);
    if (!snapshots) return sim::Failure(snapshots.error());
    const auto earliest = snapshots->earliest();
    auto log = log::PartitionLog::open(fiber, directory,
                                       {.partition = metadata_partition(),
                                        .topic_id = kMetadataTopicId,
                                        .config = config_of(options),
                                        .log_start_offset = earliest ? earliest->offset : Offset(0),
                                        .high_watermark = earliest ? earliest->offset : Offset(0)});
    if (!log) return sim::Failure(log.error());
    std::unique_ptr<MetadataLog> metadata(new MetadataLog(std::move(*log), std::move(*snapshots)));
    // A snapshot that was fetched in full, before the log was cut for it.
    const auto cut = metadata->truncate_to_latest_snapshot(fiber);
    if (!cut) return sim::Failure(cut.error());
    const auto joined = metadata->join_start_to_snapshot(fiber);
    if (!joined) return sim::Failure(joined.error());
    return metadata;
}

MetadataLog::Answer<void> MetadataLog::join_start_to_snapshot(sim::Fiber& fiber) {
    if (start() == Offset(0)) return {};
    for (const auto& [id, size] : snapshots_.sizes()) {
        if (id.offset < start()) continue;
        const OffsetAndEpoch first = id;
        update_high_watermark(first.offset);
        const auto moved = begin_at(fiber, first);
        if (!moved) return sim::Failure(moved.error());
        return snapshots_.remove_below(fiber, start());
    }
    return sim::Failure(
        log_->directory().fail(sim::DiskError::kIo, "find a snapshot at log start"));
}

LeaderEpoch MetadataLog::last_epoch() const {
    if (const auto latest = log_->latest_epoch()) return *latest;
    const auto snapshot = snapshots_.latest();
    return snapshot && snapshot->offset == start() ? snapshot->epoch : LeaderEpoch(0);
}

OffsetAndEpoch MetadataLog::end_of_epoch(LeaderEpoch epoch) const {
    const auto found = log_->end_offset_for(epoch);
    if (!found) return {.epoch = last_epoch(), .offset = end()};
    const auto snapshot = snapshots_.earliest();
    if (snapshot && found->end == snapshot->offset && found->epoch == epoch) return *snapshot;
    return {.epoch = found->epoch, .offset = found->end};
}

OffsetValidity MetadataLog::validate(Offset fetch_offset, LeaderEpoch last_fetched_epoch) const {
    if (start() == Offset(0) && fetch_offset == Offset(0)) return ValidOffset{};
    if (const auto earliest = snapshots_.earliest()) {
        const bool before_start = fetch_offset < start();
        const bool other_history = fetch_offset == start() && last_fetched_epoch != earliest->epoch;
        if (before_start || other_history || last_fetched_epoch < earliest->epoch) {
            return NeedsSnapshot{*snapshots_.latest()};
        }
    }
    const OffsetAndEpoch own = end_of_epoch(last_fetched_epoch);
    if (own.epoch != last_fetched_epoch || own.offset < fetch_offset) return DivergingOffset{own};
    return ValidOffset{};
}

MetadataLog::Answer<void> MetadataLog::append_as_leader(sim::Fiber& fiber,
                                                        std::span<const std::byte> batches,
                                                        LeaderEpoch epoch) {
    const auto appended =
        log_->append_as_leader(fiber, batches, epoch, log::AppendOrigin::kRaftLeader);
    if (!appended) return sim::Failure(appended.error());
    return {};
}

MetadataLog::Answer<void> MetadataLog::append_as_follower(sim::Fiber& fiber,
                                                          std::span<const std::byte> batches) {
    const auto appended = log_->append_as_follower(fiber, batches);
    if (!appended) return sim::Failure(appended.error());
    return {};
}

MetadataLog::Answer<void> MetadataLog::flush(sim::Fiber& fiber) {
    return log_->flush(fiber);
}

MetadataLog::Answer<wire::Bytes> MetadataLog::read(sim::Fiber& fiber, Offset from,
                                                   std::int32_t bytes_max) {
    auto data = log_->read(
        fiber, {.from = from, .max_bytes = bytes_max, .isolation = log::FetchIsolation::kLogEnd});
    if (!data) return sim::Failure(data.error());
    return std::move(data->records);
}

Offset MetadataLog::truncation_point(const OffsetAndEpoch& diverging) const {
    if (diverging.epoch == LeaderEpoch(0)) return std::min(diverging.offset, end());
    const OffsetAndEpoch own = end_of_epoch(diverging.epoch);
    if (own.epoch != diverging.epoch) return own.offset;
    return std::min(own.offset, diverging.offset);
}

MetadataLog::Answer<void> MetadataLog::truncate_to(sim::Fiber& fiber, Offset end) {
    const auto dropped = log_->truncate_to(fiber, end);
    if (!dropped) return sim::Failure(dropped.error());
    return {};
}

MetadataLog::Answer<bool> MetadataLog::truncate_to_latest_snapshot(sim::Fiber& fiber) {
    const auto latest = snapshots_.latest();
    if (!latest) return false;
    const bool beyond =
        latest->epoch > last_epoch() || (latest->epoch == last_epoch() && latest->offset > end());
    if (!beyond) return false;
    const auto cut = log_->truncate_fully_and_start_at(fiber, latest->offset);
    if (!cut) return sim::Failure(cut.error());
    update_high_watermark(latest->offset);
    const auto removed = snapshots_.remove_below(fiber, latest->offset);
    if (!removed) return sim::Failure(removed.error());
    return true;
}

void MetadataLog::update_high_watermark(Offset high_watermark) {
    log_->maybe_increment_high_watermark(high_watermark);
}

MetadataLog::Answer<void> MetadataLog::apply_retention(sim::Fiber& fiber,
                                                       const SnapshotRetention& retention) {
    while (snapshots_.sizes().size() >= 2) {
        const auto oldest = snapshots_.sizes().begin();
        const OffsetAndEpoch next = std::next(oldest)->first;
        const bool too_large =
            retention.bytes >= 0 && log_->size_bytes() + snapshots_.total_bytes() > retention.bytes;
        if (!too_large) {
            const auto expired = is_expired(fiber, oldest->first, retention);
            if (!expired) return sim::Failure(expired.error());
            if (!*expired) return {};
        }
        const auto moved = begin_at(fiber, next);
        if (!moved) return sim::Failure(moved.error());
        if (!*moved) return {};
    }
    return {};
}

MetadataLog::Answer<bool> MetadataLog::begin_at(sim::Fiber& fiber, const OffsetAndEpoch& snapshot) {
    if (snapshot.offset <= start() || snapshot.offset > log_->high_watermark()) return false;
    const auto moved =
        log_->maybe_increment_log_start_offset(fiber, snapshot.offset, LogStartReason::kSnapshot);
    if (!moved) return sim::Failure(moved.error());
    const auto deleted = log_->delete_old_segments(fiber);
    if (!deleted) return sim::Failure(deleted.error());
    const auto removed = snapshots_.remove_below(fiber, snapshot.offset);
    if (!removed) return sim::Failure(removed.error());
    return true;
}

MetadataLog::Answer<bool> MetadataLog::is_expired(sim::Fiber& fiber, const OffsetAndEpoch& snapshot,
                                                  const SnapshotRetention& retention) {
    if (retention.age < sim::Duration::zero()) return false;
    const auto file = snapshots_.read(fiber, snapshot);
    if (!file) return sim::Failure(file.error());
    const auto contents = decode_snapshot(snapshot, file->span());
    if (!contents) return false;
    const std::int64_t now_ms = log::wall_ms(fiber);
    const auto age =
        sim::Duration::milliseconds(now_ms - contents->last_contained_log_timestamp_ms);
    return age > retention.age;
}

}  // namespace assize::model::kraft
