#include "model/client/producer/batch_outcome.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/invariant.h"

namespace assize::model::client {

void BatchOutcome::settle(const BatchResult& result) {
    INVARIANT(!result_ && !was_split(), "a batch comes to one end");
    result_ = result;
    changed_.notify_all();
}

void BatchOutcome::split_into(std::vector<Part> parts) {
    INVARIANT(!result_ && !was_split(), "a batch comes to one end");
    INVARIANT(!parts.empty() && parts.front().first == 0, "a split leaves no record behind");
    parts_ = std::move(parts);
    changed_.notify_all();
}

const BatchOutcome::Part& BatchOutcome::part_of(std::size_t record) const {
    const auto behind = std::ranges::upper_bound(parts_, record, {}, &Part::first);
    return *std::prev(behind);
}

bool SentRecord::done() const {
    std::size_t index = index_;
    const BatchOutcome* outcome = outcome_.get();
    while (outcome->was_split()) {
        const auto& part = outcome->part_of(index);
        index -= part.first;
        outcome = part.outcome.get();
    }
    return outcome->result().has_value();
}

SendResult SentRecord::get(sim::Fiber& fiber, sim::Deadline deadline) const {
    std::size_t index = index_;
    std::shared_ptr<BatchOutcome> outcome = outcome_;
    for (;;) {
        const bool changed = outcome->changed().wait_until(
            fiber, deadline, [&] { return outcome->result() || outcome->was_split(); });
        if (!changed) {
            return sim::Failure(SendError{wire::ErrorCode::kRequestTimedOut, Fate::kMaybeWritten});
        }
        if (outcome->result()) return result_of(*outcome, index, timestamp_ms_);
        const BatchOutcome::Part part = outcome->part_of(index);
        index -= part.first;
        outcome = part.outcome;
    }
}

SendResult SentRecord::result_of(const BatchOutcome& outcome, std::size_t index,
                                 std::int64_t timestamp_ms) {
    const BatchResult& result = *outcome.result();
    if (!result) return sim::Failure(result.error());
    RecordMetadata written{.partition = outcome.partition(),
                           .offset = std::nullopt,
                           .timestamp_ms = result->log_append_time_ms.value_or(timestamp_ms)};
    if (result->base_offset) {
        written.offset = *result->base_offset + RecordCount(static_cast<std::int64_t>(index));
    }
    return written;
}

}  // namespace assize::model::client
