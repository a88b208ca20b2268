#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "model/types.h"
#include "model/wire/record_batch_view.h"

namespace assize::model::wire {

// What is written into a finished batch, in place. All require that first_batch() has accepted
// `batch`, and that it is exactly one.

/// The checksum does not cover it.
void set_base_offset(std::span<std::byte> batch, Offset offset);

/// The checksum does not cover it.
void set_leader_epoch(std::span<std::byte> batch, LeaderEpoch epoch);

/// Writes the type of the timestamps and their maximum, and the checksum anew if they change
/// anything. With kLogAppendTime `max_timestamp_ms` becomes the time of every record.
void set_max_timestamp(std::span<std::byte> batch, TimestampType type,
                       std::int64_t max_timestamp_ms);

/// Writes the producer and the checksum anew: what a producer does to a batch that it has to send
/// again in a new epoch.
void set_producer(std::span<std::byte> batch, const ProducerStamp& producer);

}  // namespace assize::model::wire
