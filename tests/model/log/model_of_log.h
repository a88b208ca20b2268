#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "model/log/leader_epoch_cache.h"
#include "model/log/log_types.h"
#include "model/types.h"

namespace assize::model::log {

/// A batch as the model of a log remembers it: told apart by its checksum.
struct ModelBatch {
    std::int64_t base;
    std::int64_t end;
    std::int32_t epoch;
    std::uint32_t crc;
    std::int64_t timestamp_ms;  // Of the first record; the next ones are 1 ms apart.
    std::optional<std::int64_t> producer;
    std::int32_t last_sequence = -1;
    bool transactional = false;
    enum class Marker : std::uint8_t { kNone, kCommit, kAbort } marker = Marker::kNone;

    bool operator==(const ModelBatch&) const = default;
};

/// What a log is, without segments, files or indexes: a list. Every question is answered by
/// looking at all of it.
struct ModelLog {
    std::vector<ModelBatch> batches;  // Also those below log_start.
    std::int64_t log_start = 0;
    std::int64_t log_end = 0;
    std::int64_t high_watermark = 0;
    std::int64_t durable_end = 0;  // Whatever happens, this much survives.

    std::optional<EpochEnd> end_offset_for(std::int32_t epoch) const;
    std::int64_t last_stable_offset() const;
    std::optional<std::int64_t> offset_at(std::int64_t timestamp_ms) const;
    /// First offsets of the aborted transactions that overlap [begin, end).
    std::vector<std::int64_t> aborted(std::int64_t begin, std::int64_t end) const;

    struct Producer {
        std::int32_t last_sequence = -1;
        std::int64_t last_offset = -1;
        std::optional<std::int64_t> txn_first_offset;
    };
    std::map<std::int64_t, Producer> producers() const;

    void truncate_to(std::int64_t end);
};

}  // namespace assize::model::log
