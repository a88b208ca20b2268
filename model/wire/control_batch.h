#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "model/types.h"
#include "model/wire/messages/kraft_version_record.h"
#include "model/wire/messages/leader_change_message.h"
#include "model/wire/messages/snapshot_footer_record.h"
#include "model/wire/messages/snapshot_header_record.h"
#include "model/wire/messages/voters_record.h"
#include "model/wire/record_batch_view.h"
#include "sim/result.h"

namespace assize::model::wire {

/// What a control record says; consumers never see one, but it takes an offset.
enum class ControlType : std::int16_t {
    kAbort = 0,
    kCommit = 1,
    kLeaderChange = 2,
    kSnapshotHeader = 3,
    kSnapshotFooter = 4,
    kKRaftVersion = 5,
    kKRaftVoters = 6,
};

std::string_view to_string(ControlType type);

/// A control record: its type, and the encoded message that goes with it.
struct ControlRecord {
    ControlType type;
    std::span<const std::byte> value;
};

/// The control records of a batch, whose values lie in the batch itself.
/// Fails: kBadControl when it is no control batch, is packed, or a record is of no known type; and
/// as RecordReader does.
sim::Result<std::vector<ControlRecord>, BatchError> control_records(const RecordBatchView& batch);

/// The type of the first control record. None when there is none that can be understood.
std::optional<ControlType> control_type(const RecordBatchView& batch);

/// Where a control batch belongs, and when it was made.
struct ControlBatchStamp {
    Offset base_offset{0};
    LeaderEpoch leader_epoch{0};
    std::int64_t timestamp_ms = 0;
};

/// What the quorum says in control records. Each begins with the version that it is encoded in.
using ControlMessage = std::variant<LeaderChangeMessage, SnapshotHeaderRecord, SnapshotFooterRecord,
                                    KRaftVersionRecord, VotersRecord>;

/// A batch of that one control record. Requires: a version that its message has.
std::vector<std::byte> control_batch(const ControlBatchStamp& stamp, const ControlMessage& message);

/// What the quorum says in this record.
/// Fails: kBadControl when it ends a transaction, or its value cannot be decoded.
sim::Result<ControlMessage, BatchError> control_message(const ControlRecord& record);

enum class TransactionResult : std::uint8_t { kAbort, kCommit };

/// What ends a transaction in the partitions that it wrote to.
struct EndTransactionMarker {
    TransactionResult result = TransactionResult::kAbort;
    ProducerId producer_id;
    ProducerEpoch producer_epoch;
    std::int32_t coordinator_epoch = 0;

    bool operator==(const EndTransactionMarker&) const = default;
};

std::vector<std::byte> end_transaction_batch(const ControlBatchStamp& stamp,
                                             const EndTransactionMarker& marker);

/// Fails: kBadControl when the batch is no such marker; and as RecordReader does.
sim::Result<EndTransactionMarker, BatchError> end_transaction_marker(const RecordBatchView& batch);

}  // namespace assize::model::wire
