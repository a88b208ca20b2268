#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/controller/kraft/listener.h"
#include "model/controller/kraft/metadata_log.h"
#include "model/facts/kraft.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::model::kraft {

/// Gives the state machine above what is committed, in order and without gaps; and tells it of
/// leaders, of its own leadership only when it has all that was committed before.
class ListenerFeed {
public:
    ListenerFeed(RaftListener& listener, MetadataLog& log) : listener_(listener), log_(log) {}

    /// The offset after all that was given.
    Offset next_offset() const { return next_; }
    /// Whether the state machine was told that this node leads, and nothing else since.
    bool writable() const { return writable_; }

    struct Context {
        sim::Life life;
        BrokerId node;
        KraftRole role;
        LeaderEpoch epoch;
    };
    /// Gives all up to the high watermark.
    /// Fails: the disk does; kCorruptMessage when a snapshot or batch cannot be read.
    sim::Result<void, wire::ErrorCode> advance(sim::Fiber& fiber, Offset high_watermark,
                                               const Context& context);

    /// Says who leads, if that is news. `epoch_start`: of this node's own leadership; none when it
    /// does not lead.
    void tell_leader(const LeaderAndEpoch& leader, const std::optional<Offset>& epoch_start,
                     const Context& context);

private:
    sim::Result<void, wire::ErrorCode> load_snapshot(sim::Fiber& fiber, const OffsetAndEpoch& id,
                                                     const Context& context);
    sim::Result<std::vector<CommittedBatch>, wire::ErrorCode> decode(
        std::span<const std::byte> batches, Offset high_watermark) const;

    RaftListener& listener_;
    MetadataLog& log_;
    Offset next_{0};
    std::optional<LeaderAndEpoch> told_;
    bool writable_ = false;
};

}  // namespace assize::model::kraft
