#pragma once

#include <cstdint>
#include <string_view>

namespace assize::model::config {

// What some keys may hold, beside numbers, durations and names. Each value's text is Kafka's.

/// `acks`: what a producer wants to have happened before the leader answers.
enum class Acks : std::int8_t { kNone = 0, kLeader = 1, kAll = -1 };

/// `compression.type`. kProducer, of topics only, keeps what the producer chose.
enum class CompressionType : std::uint8_t { kNone, kGzip, kSnappy, kLz4, kZstd, kProducer };

/// `message.timestamp.type`.
enum class MessageTimestampType : std::uint8_t { kCreateTime, kLogAppendTime };

/// `cleanup.policy`, which is a list in Kafka.
enum class CleanupPolicy : std::uint8_t { kDelete, kCompact, kCompactAndDelete };

/// `auto.offset.reset`: where a consumer without a position begins.
enum class AutoOffsetReset : std::uint8_t { kLatest, kEarliest, kNone };

enum class IsolationLevel : std::uint8_t { kReadUncommitted, kReadCommitted };

/// `process.roles`.
enum class ProcessRoles : std::uint8_t { kBroker, kController, kBrokerAndController };

/// `replica.selector.class`: whether consumers may be sent to a follower in their rack.
enum class ReplicaSelector : std::uint8_t { kLeader, kRackAware };

std::string_view to_string(Acks value);
std::string_view to_string(CompressionType value);
std::string_view to_string(MessageTimestampType value);
std::string_view to_string(CleanupPolicy value);
std::string_view to_string(AutoOffsetReset value);
std::string_view to_string(IsolationLevel value);
std::string_view to_string(ProcessRoles value);
std::string_view to_string(ReplicaSelector value);

/// A part of a whole, in parts per million: Kafka's floating-point keys, without the floats.
struct Ratio {
    std::int32_t per_million;
    auto operator<=>(const Ratio&) const = default;
};

}  // namespace assize::model::config
