#pragma once

#include <cstdint>
#include <vector>

#include "model/controller/kraft/raft_node.h"
#include "model/metadata/image.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::model::controller {

/// Where a controller writes its decisions. What comes of them it hears as a kraft::RaftListener.
class MetadataLog {
public:
    virtual ~MetadataLog() = default;
    /// See kraft::RaftNode::append(). While a controller leads, each append begins where the last
    /// one ended, the first one after the leader-change record.
    virtual sim::Result<kraft::AppendedAt, kraft::AppendError> append(
        LeaderEpoch epoch, std::vector<wire::Bytes> records, kraft::Atomicity atomicity) = 0;
    virtual void resign(LeaderEpoch epoch) = 0;
    /// See kraft::RaftNode::create_snapshot().
    virtual sim::Result<bool, wire::ErrorCode> create_snapshot(
        sim::Fiber& fiber, metadata::LogPosition last_contained, std::int64_t timestamp_ms,
        const std::vector<wire::Bytes>& records) = 0;
};

/// The metadata log of a node of the quorum.
class RaftMetadataLog final : public MetadataLog {
public:
    explicit RaftMetadataLog(kraft::RaftNode& node) : node_(node) {}

    sim::Result<kraft::AppendedAt, kraft::AppendError> append(LeaderEpoch epoch,
                                                              std::vector<wire::Bytes> records,
                                                              kraft::Atomicity atomicity) override;
    void resign(LeaderEpoch epoch) override;
    sim::Result<bool, wire::ErrorCode> create_snapshot(
        sim::Fiber& fiber, metadata::LogPosition last_contained, std::int64_t timestamp_ms,
        const std::vector<wire::Bytes>& records) override;

private:
    kraft::RaftNode& node_;
};

}  // namespace assize::model::controller
