#pragma once

#include <cstdint>
#include <limits>

#include "sim/time.h"

namespace assize::model::log {

enum class TimestampPolicy : std::uint8_t { kCreateTime, kLogAppendTime };

/// How one log is kept: Kafka's topic configuration, as far as the log needs it.
/// Durations that Kafka sets to Long.MAX are Duration::max().
struct LogConfig {
    std::int64_t segment_bytes = 1ll << 30;
    sim::Duration segment_ms = sim::Duration::seconds(7 * 86'400);
    std::int64_t segment_index_bytes = 10ll << 20;
    std::int64_t index_interval_bytes = 4096;
    std::int64_t flush_messages = std::numeric_limits<std::int64_t>::max();
    sim::Duration flush_ms = sim::Duration::max();
    sim::Duration retention_ms = sim::Duration::seconds(7 * 86'400);  // Negative: for ever.
    std::int64_t retention_bytes = -1;                                // Negative: without limit.
    std::int64_t max_message_bytes = 1'048'588;
    bool cleanup_delete = true;    // `cleanup.policy` contains "delete".
    bool cleanup_compact = false;  // `cleanup.policy` contains "compact".
    TimestampPolicy message_timestamp_type = TimestampPolicy::kCreateTime;
    sim::Duration message_timestamp_before_max = sim::Duration::max();
    sim::Duration message_timestamp_after_max = sim::Duration::max();
    sim::Duration file_delete_delay = sim::Duration::seconds(60);
    sim::Duration producer_id_expiration = sim::Duration::seconds(86'400);

    bool operator==(const LogConfig&) const = default;
};

}  // namespace assize::model::log
