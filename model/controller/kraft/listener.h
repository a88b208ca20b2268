#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/controller/kraft/offset_and_epoch.h"
#include "model/types.h"
#include "model/wire/bytes.h"

namespace assize::model::kraft {

/// Whose term it is, and who leads in it as far as is known.
struct LeaderAndEpoch {
    LeaderEpoch epoch;
    std::optional<BrokerId> leader = std::nullopt;

    bool operator==(const LeaderAndEpoch&) const = default;
};

/// A batch of the metadata log below the high watermark. Record n lies at base_offset + n.
struct CommittedBatch {
    Offset base_offset;
    Offset last_offset;
    LeaderEpoch epoch;
    std::int64_t append_timestamp_ms;
    std::int64_t size_bytes;
    std::vector<wire::Bytes> records;  // Their values. Empty for a control batch of the quorum.
};

/// A snapshot: what all records below id.offset amount to.
struct SnapshotContents {
    OffsetAndEpoch id;
    std::int64_t last_contained_log_timestamp_ms;
    std::vector<wire::Bytes> records;
};

/// The state machine above the metadata log: the controller, or a broker's metadata.
///
/// It is called by the quorum's own fiber, one call at a time, and must not wait: what takes time
/// it hands on to a fiber of its own.
class RaftListener {
public:
    virtual ~RaftListener() = default;

    /// The next batches, without gaps: the first begins where the last ended, or where the
    /// snapshot did that was loaded last.
    virtual void on_commit(const std::vector<CommittedBatch>& batches) = 0;
    /// Forget everything, and begin from this. Never for who was told that it leads.
    virtual void on_load_snapshot(const SnapshotContents& snapshot) = 0;
    /// The epoch or its leader changed. When the leader is this very node it has been given all
    /// batches up to and including its leader-change record, so all that was committed before its
    /// time: it may begin to append. All others are told at once; and when it resigns, it is told
    /// that in its epoch there is no leader.
    virtual void on_leader_change(const LeaderAndEpoch& leader) = 0;
    /// Nothing will come any more: the node stops in order, or something broke that it cannot
    /// go on without, such as its disk.
    virtual void on_end() {}
};

}  // namespace assize::model::kraft
