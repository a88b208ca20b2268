#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "model/controller/kraft/append.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/control_batch.h"
#include "model/wire/record_batch_builder.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::kraft {

/// What a leader is to append, gathered into batches: in one epoch, at offsets that are known when
/// records are handed in. A batch waits for more until it lingered for long enough, is full, or
/// something must not wait.
/// Source: BatchAccumulator. Plain memory: the leader writes what drain() gives.
class BatchAccumulator {
public:
    struct Options {
        LeaderEpoch epoch;
        Offset base_offset;  // Where the leader's log ends.
        sim::Duration linger;
        std::int32_t batch_bytes_max;
        std::size_t queued_bytes_max = 64u << 20;
    };
    explicit BatchAccumulator(const Options& options)
        : options_(options), next_(options.base_offset) {}

    LeaderEpoch epoch() const { return options_.epoch; }

    struct Now {
        sim::MonotonicInstant instant;
        std::int64_t wall_ms;
    };
    /// Fails: kTooLarge, kTooMuchQueued; nothing was queued then. Requires: at least one record.
    sim::Result<AppendedAt, AppendError> append(const std::vector<wire::Bytes>& records,
                                                Atomicity atomicity, const Now& now);
    /// A batch of its own, which does not wait.
    void append_control(const wire::ControlMessage& message, const Now& now);

    /// When drain() is due. None when there is nothing.
    std::optional<sim::MonotonicInstant> due() const;
    /// All batches, in order.
    std::vector<std::vector<std::byte>> drain();

private:
    void add(const wire::Bytes& record, std::size_t size, const Now& now);
    void close_open_batch();

    Options options_;
    Offset next_;  // Of the next record.
    std::deque<std::vector<std::byte>> complete_;
    std::optional<wire::RecordBatchBuilder> open_;
    std::size_t queued_bytes_ = 0;
    std::optional<sim::MonotonicInstant> due_;
};

}  // namespace assize::model::kraft
