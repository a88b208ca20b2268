#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/facts/log.h"
#include "model/types.h"
#include "model/wire/bytes.h"

namespace assize::model::log {

/// A point in a log, and in whose term it was written.
struct OffsetAndEpoch {
    Offset offset;
    LeaderEpoch epoch;

    bool operator==(const OffsetAndEpoch&) const = default;
};

/// Who brings the batches of an append, and so what is asked of them: a client, everything; a
/// coordinator may bring control batches; replication and the raft leader bring offsets and epochs.
using AppendOrigin = AppendedBy;

/// Whether an append changed the log, or was answered out of memory.
enum class Appended : std::uint8_t {
    kNow,
    kEarlier,  // A duplicate of a batch of an idempotent producer: nothing was written.
};

struct AppendInfo {
    Offset first_offset;  // Of a duplicate: those of the original.
    Offset last_offset;   // One before first_offset when there was nothing to append.
    std::optional<std::int64_t> log_append_time_ms;  // When the log stamps it.
    Offset log_start_offset;
    Appended appended = Appended::kNow;
};

/// Up to where a read may see.
enum class FetchIsolation : std::uint8_t {
    kLogEnd,         // Followers.
    kHighWatermark,  // Consumers, read_uncommitted.
    kTxnCommitted,   // Consumers, read_committed: up to the last stable offset.
};

enum class MinOneMessage : bool { kNo, kYes };

struct ReadRequest {
    Offset from;
    std::int32_t max_bytes;
    FetchIsolation isolation;
    MinOneMessage min_one_message = MinOneMessage::kYes;
};

struct AbortedTxn {
    ProducerId producer_id;
    Offset first_offset;

    bool operator==(const AbortedTxn&) const = default;
};

/// What a read found, with the log's offsets of the same moment.
struct FetchData {
    wire::Bytes records;  // Whole batches; the first may begin before the offset asked for.
    Offset log_start_offset;
    Offset log_end_offset;
    Offset high_watermark;
    Offset last_stable_offset;
    std::vector<AbortedTxn> aborted;  // With kTxnCommitted only.
};

/// What Kafka's ListOffsets asks for instead of a timestamp.
inline constexpr std::int64_t kLatestTimestamp = -1;  // The log end: the caller bounds it.
inline constexpr std::int64_t kEarliestTimestamp = -2;
inline constexpr std::int64_t kMaxTimestamp = -3;
inline constexpr std::int64_t kEarliestLocalTimestamp = -4;

/// Where a timestamp is found.
struct TimestampedOffset {
    std::int64_t timestamp_ms;  // -1 for the earliest and the latest offset.
    Offset offset;
    std::optional<LeaderEpoch> epoch;

    bool operator==(const TimestampedOffset&) const = default;
};

}  // namespace assize::model::log
