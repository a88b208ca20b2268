#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/log/log_types.h"
#include "model/types.h"

namespace assize::model::log {

/// Where each leader epoch of a log begins.
struct EpochStart {
    LeaderEpoch epoch;
    Offset start;

    bool operator==(const EpochStart&) const = default;
};

/// An epoch, and where the log's batches of it (or of the greatest before it) end.
struct EpochEnd {
    LeaderEpoch epoch;
    Offset end;

    bool operator==(const EpochEnd&) const = default;
};

/// The leader epochs that a log knows, in plain memory: PartitionLog writes them to
/// `leader-epoch-checkpoint` in its directory.
/// Invariant: epochs and starts strictly increase. An entry may have no batch yet: a leader
/// assigns its epoch before it appends anything.
/// Source: LeaderEpochFileCache; KIP-101, KIP-279.
class LeaderEpochCache {
public:
    const std::vector<EpochStart>& entries() const { return entries_; }
    bool empty() const { return entries_.empty(); }
    std::optional<LeaderEpoch> latest_epoch() const;
    std::optional<EpochStart> latest() const;
    std::optional<EpochStart> earliest() const;
    /// In which epoch the record at `offset` was (or is to be) written.
    std::optional<LeaderEpoch> epoch_for(Offset offset) const;
    /// The epoch before that one.
    std::optional<LeaderEpoch> previous_epoch(LeaderEpoch epoch) const;

    /// Where the given epoch ends in a log with that end; for an epoch that the log skipped, the
    /// greatest one before it, for one before its first, the start of that. None for an epoch
    /// that is greater than the latest.
    std::optional<EpochEnd> end_offset_for(LeaderEpoch epoch, Offset log_end_offset) const;

    // Changes. Each returns whether anything changed.

    /// Notes that `epoch` begins at `start`; entries that contradict it go.
    bool assign(LeaderEpoch epoch, Offset start);
    /// Drops what starts at or above `end`.
    bool truncate_from_end(Offset end);
    /// Drops what ends at or below `start`; the epoch there begins at `start` now.
    bool truncate_from_start(Offset start);
    bool clear();

private:
    std::vector<EpochStart> entries_;  // Ascending.
};

}  // namespace assize::model::log
