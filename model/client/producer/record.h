#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/record.h"
#include "sim/result.h"

namespace assize::model::client {

/// What a producer is asked to write.
struct ProducerRecord {
    std::string topic;
    std::optional<std::int32_t> partition = std::nullopt;  // None: the partitioner chooses.
    std::optional<wire::Bytes> key = std::nullopt;
    std::optional<wire::Bytes> value = std::nullopt;
    std::vector<wire::RecordHeader> headers = {};
    std::optional<std::int64_t> timestamp_ms = std::nullopt;  // None: the host's wall clock.
    /// How its user counts it, for facts only: they say of which records they are by that.
    std::optional<std::int64_t> number = std::nullopt;
};

/// The bytes of a key or a value, where there are any.
std::optional<std::span<const std::byte>> span_of(const std::optional<wire::Bytes>& bytes);
/// No batch that holds this record alone is larger.
std::size_t lone_batch_bound(const ProducerRecord& record);

/// Where a record was written.
struct RecordMetadata {
    TopicPartition partition;
    std::optional<Offset> offset;  // None: nobody said, as with acks=0.
    std::int64_t timestamp_ms;     // The broker's with LogAppendTime, else the record's own.
};

/// Whether a record that failed can be in a log all the same, now or later.
enum class Fate : std::uint8_t { kNotWritten, kMaybeWritten };
constexpr std::string_view to_string(Fate fate) {
    return fate == Fate::kNotWritten ? "not_written" : "maybe_written";
}

/// Why a record was not acknowledged. What Kafka's client says by a TimeoutException is
/// REQUEST_TIMED_OUT here, by a RecordTooLargeException MESSAGE_TOO_LARGE.
struct SendError {
    wire::ErrorCode code;
    Fate fate;

    bool operator==(const SendError&) const = default;
};

/// Whether one attempt that ended like this can have written the batch. What no broker says, such
/// as a lost connection, can have.
/// Source: semantics of Kafka's error codes: those that are checked before anything is appended.
Fate fate_after(wire::ErrorCode error);

using SendResult = sim::Result<RecordMetadata, SendError>;
/// Called once, in the order of the records of a partition. It must not wait.
using SendCallback = std::function<void(const SendResult&)>;

}  // namespace assize::model::client
