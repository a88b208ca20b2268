#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/types.h"
#include "model/wire/batch_error.h"
#include "model/wire/big_endian.h"
#include "model/wire/compression.h"
#include "model/wire/record.h"
#include "model/wire/record_batch_layout.h"
#include "sim/result.h"

namespace assize::model::wire {

/// Whose clock the timestamps of a batch are: its producer's, or the broker's that appended it.
enum class TimestampType : std::uint8_t { kCreateTime, kLogAppendTime };

/// Who produced a batch. A transaction marker has no sequence.
struct ProducerStamp {
    ProducerId id;
    ProducerEpoch epoch;
    std::optional<Sequence> base_sequence;

    bool operator==(const ProducerStamp&) const = default;
};

/// One record batch (version 2) where it lies; reads, never copies, and is valid while its bytes
/// are. Made by first_batch(), so its lengths are right; its checksum and records may still be bad.
/// Source: Kafka, DefaultRecordBatch.
class RecordBatchView {
public:
    std::span<const std::byte> bytes() const { return bytes_; }
    std::size_t size_bytes() const { return bytes_.size(); }

    Offset base_offset() const { return Offset(base_offset_value()); }
    Offset last_offset() const { return Offset(plus(base_offset_value(), last_offset_delta())); }
    /// The offset after the batch.
    Offset next_offset() const { return Offset(plus(base_offset_value(), delta_to_next())); }
    /// What last_offset() lies above base_offset(); compaction keeps it when it drops records.
    std::int32_t last_offset_delta() const { return load<std::int32_t>(layout::kLastOffsetDelta); }
    /// Records that are there. Fewer than offsets, after compaction.
    std::int32_t record_count() const { return load<std::int32_t>(layout::kRecordCount); }
    /// Of the leader that appended it; none before that.
    std::optional<LeaderEpoch> leader_epoch() const;

    std::uint32_t crc() const { return load<std::uint32_t>(layout::kCrc); }
    Compression compression() const { return static_cast<Compression>(attributes() & 0x07); }
    TimestampType timestamp_type() const {
        return has(layout::kLogAppendTimeBit) ? TimestampType::kLogAppendTime
                                              : TimestampType::kCreateTime;
    }
    bool is_transactional() const { return has(layout::kTransactionalBit); }
    bool is_control() const { return has(layout::kControlBit); }
    /// When a compacted batch may lose its tombstones: base_timestamp_ms() is that time then.
    bool has_delete_horizon() const { return has(layout::kDeleteHorizonBit); }

    std::int64_t base_timestamp_ms() const { return load<std::int64_t>(layout::kBaseTimestamp); }
    std::int64_t max_timestamp_ms() const { return load<std::int64_t>(layout::kMaxTimestamp); }

    /// None when the batch is of no idempotent producer.
    std::optional<ProducerStamp> producer() const;
    std::optional<ProducerId> producer_id() const;
    std::optional<ProducerEpoch> producer_epoch() const;
    std::optional<Sequence> base_sequence() const;
    /// Of the last offset; sequences go from 2147483647 to 0.
    std::optional<Sequence> last_sequence() const;

    /// The records as they lie here: packed, unless compression() is kNone.
    std::span<const std::byte> packed_records() const {
        return bytes_.subspan(layout::kHeaderSize);
    }

    /// All records, each owning what it says: slices of one copy. RecordReader copies nothing.
    /// Fails: as RecordReader does.
    sim::Result<std::vector<Record>, BatchError> records() const;
    /// The same, but the records of an unpacked batch are slices of `owner`.
    /// Requires: the batch lies in `owner`.
    sim::Result<std::vector<Record>, BatchError> records_sharing(const Bytes& owner) const;

private:
    friend sim::Result<RecordBatchView, BatchError> first_batch(std::span<const std::byte> bytes);
    explicit RecordBatchView(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T>
    T load(std::size_t at) const {
        return load_big_endian<T>(bytes_.data() + at);
    }
    static std::int64_t plus(std::int64_t base, std::int64_t delta) {  // Wraps: bytes may say so.
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                         static_cast<std::uint64_t>(delta));
    }
    std::int64_t base_offset_value() const { return load<std::int64_t>(layout::kBaseOffset); }
    std::int64_t delta_to_next() const { return std::int64_t{last_offset_delta()} + 1; }
    unsigned attributes() const { return load<std::uint16_t>(layout::kAttributes); }
    bool has(unsigned bit) const { return (attributes() & bit) != 0; }

    std::span<const std::byte> bytes_;
};

/// The batch that `bytes` begin with; more may follow it.
/// Fails: kPartial, kBadLength, kBadMagic, kBadAttributes, kBadCount. Looks at its header alone.
sim::Result<RecordBatchView, BatchError> first_batch(std::span<const std::byte> bytes);

/// Whether the checksum is right. It covers all from the attributes on: neither base offset nor
/// leader epoch.
bool check_crc(const RecordBatchView& batch);

}  // namespace assize::model::wire
