#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assize::model::wire {

/// The 32-bit murmur2 of Kafka's Java client (org.apache.kafka.common.utils.Utils.murmur2).
std::int32_t murmur2(std::span<const std::byte> bytes);

/// Where a record with this serialized key goes: the default partitioner of the Java client.
/// Requires: `partition_count` > 0; it counts all partitions, also those without a leader.
std::int32_t partition_of_key(std::span<const std::byte> key, std::int32_t partition_count);

}  // namespace assize::model::wire
