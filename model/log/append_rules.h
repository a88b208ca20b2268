#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/log/log_config.h"
#include "model/log/log_segment.h"
#include "model/log/log_types.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/record_batch.h"
#include "sim/result.h"

namespace assize::model::log {

/// The batches that one append brings; reused from append to append.
struct IncomingBatches {
    std::vector<wire::RecordBatchView> views;
    std::vector<BatchSummary> summaries;        // One for each view.
    std::vector<std::uint32_t> checksums = {};  // As each came, before it was stamped.
    std::size_t bytes = 0;                      // Of whole batches.

    void clear();
    Offset first_offset() const { return summaries.front().base_offset; }
    Offset last_offset() const { return summaries.back().last_offset; }
    std::int64_t max_timestamp_ms() const;
};

/// What to do with bytes at the end that are no whole batch.
enum class PartialTail : std::uint8_t { kRefuse, kDrop };

// The rules of an append, without any state: what a batch must be like. Source: UnifiedLog.
// analyzeAndValidateRecords, LogValidator.

/// Takes the bytes apart, and checks each batch's structure and checksum.
/// Fails: kCorruptMessage; kInvalidRecord when it is of an older format.
sim::Result<void, wire::ErrorCode> take_apart(std::span<const std::byte> records, PartialTail tail,
                                              IncomingBatches& into);

struct StampingRules {
    const LogConfig& config;
    AppendOrigin origin;
    Offset next_offset;
    LeaderEpoch epoch;
    std::int64_t now_ms;
};

/// Checks the batches that a leader is to append, and stamps them in place (`records` are the
/// bytes that `batches` were taken from): offsets, epoch, timestamps.
/// Fails: kMessageTooLarge, kInvalidRecord, kInvalidTimestamp, kRecordListTooLarge; the bytes may
/// have been changed then.
/// Departs: a batch of the metadata log that is greater than a segment has one alone. Kafka refuses
/// to start with segments of that log that could not hold any batch.
sim::Result<void, wire::ErrorCode> check_and_stamp(std::span<std::byte> records,
                                                   const StampingRules& rules,
                                                   IncomingBatches& batches);

/// Checks that offsets increase from `next_offset` on. Fails: kOffsetOutOfRange.
sim::Result<void, wire::ErrorCode> check_order(const IncomingBatches& batches, Offset next_offset);

}  // namespace assize::model::log
