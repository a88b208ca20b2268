#pragma once

#include <cstdint>

namespace assize::model::client::versions {

// The version in which clients speak each API: the newest that names topics by name and that
// every broker since 2.4 understands.
// Departs: Kafka's clients negotiate it with ApiVersions.

inline constexpr std::int16_t kProduce = 7;
inline constexpr std::int16_t kFetch = 12;
inline constexpr std::int16_t kListOffsets = 5;
inline constexpr std::int16_t kMetadata = 9;
inline constexpr std::int16_t kCreateTopics = 7;
inline constexpr std::int16_t kDeleteTopics = 5;
inline constexpr std::int16_t kDeleteRecords = 2;
inline constexpr std::int16_t kOffsetForLeaderEpoch = 4;
inline constexpr std::int16_t kDescribeConfigs = 2;
inline constexpr std::int16_t kCreatePartitions = 1;
inline constexpr std::int16_t kElectLeaders = 2;
inline constexpr std::int16_t kIncrementalAlterConfigs = 1;
inline constexpr std::int16_t kAlterPartitionReassignments = 0;
inline constexpr std::int16_t kListPartitionReassignments = 0;
inline constexpr std::int16_t kDescribeCluster = 1;
inline constexpr std::int16_t kUnregisterBroker = 0;

}  // namespace assize::model::client::versions
