#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/client/producer/record.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"

namespace assize::model::client {

/// Where a batch was written.
struct BatchPlace {
    std::optional<Offset> base_offset;
    std::optional<std::int64_t> log_append_time_ms;
};
using BatchResult = sim::Result<BatchPlace, SendError>;

/// What became of a batch: shared by who sends it, and by who waits for its records.
/// Invariant: settles once, and stays so. A batch that was split is what its parts are.
class BatchOutcome {
public:
    explicit BatchOutcome(TopicPartition partition) : partition_(std::move(partition)) {}

    const TopicPartition& partition() const { return partition_; }
    /// None until it is settled.
    const std::optional<BatchResult>& result() const { return result_; }

    /// Requires: not settled, nor split.
    void settle(const BatchResult& result);

    /// The records from `first` on, up to the next part's first, are in another batch now.
    struct Part {
        std::size_t first;
        std::shared_ptr<BatchOutcome> outcome;
    };
    /// Requires: not settled, nor split; parts in order, the first begins at 0.
    void split_into(std::vector<Part> parts);
    bool was_split() const { return !parts_.empty(); }
    const std::vector<Part>& parts() const { return parts_; }
    /// The part in which a record is now. Requires: was_split().
    const Part& part_of(std::size_t record) const;

    /// Notified when it is settled or split.
    sim::Condition& changed() { return changed_; }

private:
    TopicPartition partition_;
    std::optional<BatchResult> result_;
    std::vector<Part> parts_;
    sim::Condition changed_;
};

/// A record that a producer has taken on.
class SentRecord {
public:
    SentRecord(std::shared_ptr<BatchOutcome> outcome, std::size_t index, std::int64_t timestamp_ms)
        : outcome_(std::move(outcome)), index_(index), timestamp_ms_(timestamp_ms) {}

    /// Whether get() would not wait.
    bool done() const;
    /// Waits for what becomes of it. When the deadline passes first, or the fiber is being
    /// unwound, says REQUEST_TIMED_OUT and that it may be written: the producer goes on trying.
    SendResult get(sim::Fiber& fiber, sim::Deadline deadline = sim::Deadline::never()) const;

    /// What a settled batch means for one of its records.
    static SendResult result_of(const BatchOutcome& outcome, std::size_t index,
                                std::int64_t timestamp_ms);

private:
    std::shared_ptr<BatchOutcome> outcome_;
    std::size_t index_;  // Within the batch.
    std::int64_t timestamp_ms_;
};

}  // namespace assize::model::client
