#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "model/controller/kraft/offset_and_epoch.h"
#include "model/controller/kraft/options.h"
#include "model/controller/kraft/snapshot_store.h"
#include "model/log/log_directory.h"
#include "model/log/partition_log.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::model::kraft {

/// What a leader finds of the end of a follower's log.
struct ValidOffset {};
struct DivergingOffset {
    OffsetAndEpoch end;  // Up to where the two logs may agree at most.
};
struct NeedsSnapshot {
    OffsetAndEpoch id;
};
using OffsetValidity = std::variant<ValidOffset, DivergingOffset, NeedsSnapshot>;

/// The metadata log of one node: a partition log, and the snapshots that stand for its beginning.
/// Invariant: when log start is above 0 there is a snapshot exactly there.
/// Fails, all that wait: an I/O error takes the directory offline.
/// Source: KafkaMetadataLog. Departs: after a restart the log starts at the earliest snapshot.
class MetadataLog {
public:
    template <class T>
    using Answer = sim::Result<T, wire::ErrorCode>;

    static Answer<std::unique_ptr<MetadataLog>> open(sim::Fiber& fiber,
                                                     log::LogDirectory& directory,
                                                     const RaftOptions& options);

    const std::string& folder() const { return log_->path(); }
    Offset start() const { return log_->log_start_offset(); }
    Offset end() const { return log_->log_end_offset(); }
    LeaderEpoch last_epoch() const;
    OffsetAndEpoch end_and_epoch() const { return {.epoch = last_epoch(), .offset = end()}; }
    const SnapshotStore& snapshots() const { return snapshots_; }
    SnapshotStore& snapshots() { return snapshots_; }

    /// Where the records of that epoch end here, or those of the greatest epoch before it.
    OffsetAndEpoch end_of_epoch(LeaderEpoch epoch) const;
    OffsetValidity validate(Offset fetch_offset, LeaderEpoch last_fetched_epoch) const;

    /// Batches that carry their offsets and that epoch.
    Answer<void> append_as_leader(sim::Fiber& fiber, std::span<const std::byte> batches,
                                  LeaderEpoch epoch);
    Answer<void> append_as_follower(sim::Fiber& fiber, std::span<const std::byte> batches);
    Answer<void> flush(sim::Fiber& fiber);
    Answer<wire::Bytes> read(sim::Fiber& fiber, Offset from, std::int32_t bytes_max);

    /// Where a follower has to cut when its leader says that they agree up to `diverging` at most.
    Offset truncation_point(const OffsetAndEpoch& diverging) const;
    Answer<void> truncate_to(sim::Fiber& fiber, Offset end);
    /// Drops all of the log, when the latest snapshot is beyond it. Returns whether.
    Answer<bool> truncate_to_latest_snapshot(sim::Fiber& fiber);

    /// For the facts and the bounds of the partition log.
    void update_high_watermark(Offset high_watermark);

    /// Deletes old snapshots and the log before the earliest that stays.
    Answer<void> apply_retention(sim::Fiber& fiber, const SnapshotRetention& retention);

private:
    MetadataLog(std::shared_ptr<log::PartitionLog> log, SnapshotStore snapshots)
        : log_(std::move(log)), snapshots_(std::move(snapshots)) {}
    /// After a power loss segments may be gone, and the snapshot before them back.
    Answer<void> join_start_to_snapshot(sim::Fiber& fiber);
    /// The log begins at that snapshot; older ones go. Returns whether it could.
    Answer<bool> begin_at(sim::Fiber& fiber, const OffsetAndEpoch& snapshot);
    Answer<bool> is_expired(sim::Fiber& fiber, const OffsetAndEpoch& snapshot,
                            const SnapshotRetention& retention);

    std::shared_ptr<log::PartitionLog> log_;
    SnapshotStore snapshots_;
};

}  // namespace assize::model::kraft
