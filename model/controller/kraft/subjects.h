#pragma once

#include <cstdint>
#include <optional>

#include "model/types.h"
#include "sim/process.h"
#include "sim/trace.h"

namespace assize::model::kraft {

/// The partition that the metadata log is.
inline constexpr const char* kMetadataTopic = "__cluster_metadata";
inline TopicPartition metadata_partition() {
    return {.topic = kMetadataTopic, .partition = 0};
}

// What the facts of the quorum are about.

sim::Subject epoch_subject(const sim::Life& life, LeaderEpoch epoch);
/// The records [begin, end).
sim::Subject records_subject(const sim::Life& life, Offset begin, Offset end);

/// A node as facts have it, if there is one.
inline std::optional<std::int32_t> number_of(const std::optional<BrokerId>& id) {
    return id ? std::optional(id->value()) : std::nullopt;
}

}  // namespace assize::model::kraft
