#include "model/controller/kraft/batch_accumulator.h"

#include <algorithm>
#include <utility>

#include "model/wire/record_batch_layout.h"
#include "sim/invariant.h"

namespace assize::model::kraft {

std::string_view to_string(AppendError error) {
    switch (error) {
        case AppendError::kNotLeader: return "not_leader";
        case AppendError::kTooLarge: return "too_large";
        case AppendError::kTooMuchQueued: return "too_much_queued";
    }
    return "unknown";
}

sim::Result<AppendedAt, AppendError> BatchAccumulator::append(
    const std::vector<wire::Bytes>& records, Atomicity atomicity, const Now& now) {
    INVARIANT(!records.empty(), "an append of nothing");
    const auto most = static_cast<std::size_t>(options_.batch_bytes_max);
    std::vector<std::size_t> sizes;
    std::size_t total = 0;
    for (const wire::Bytes& record : records) {
        sizes.push_back(wire::RecordBatchBuilder::record_size_bound(std::nullopt, record.span()));
        total += sizes.back();
    }
    const std::size_t largest =
        atomicity == Atomicity::kOneBatch ? total : *std::max_element(sizes.begin(), sizes.end());
    if (wire::layout::kHeaderSize + largest > most) return sim::Failure(AppendError::kTooLarge);
    if (queued_bytes_ + total > options_.queued_bytes_max) {
        return sim::Failure(AppendError::kTooMuchQueued);
    }

    if (atomicity == Atomicity::kOneBatch && open_ && open_->estimated_size() + total > most) {
        close_open_batch();
    }
    const Offset first = next_;
    for (std::size_t n = 0; n < records.size(); ++n) add(records[n], sizes[n], now);
    return AppendedAt{.first = first, .last = next_ - RecordCount(1)};
}

void BatchAccumulator::add(const wire::Bytes& record, std::size_t size, const Now& now) {
    const auto most = static_cast<std::size_t>(options_.batch_bytes_max);
    if (open_ && open_->estimated_size() + size > most) {
        close_open_batch();
        due_ = now.instant;  // A full batch waits for nothing.
    }
    if (!open_) {
        open_.emplace(wire::BatchOptions{.base_offset = next_, .leader_epoch = options_.epoch});
        if (!due_) due_ = now.instant + options_.linger;
    }
    open_->append(now.wall_ms, std::nullopt, record.span());
    queued_bytes_ += size;
    next_ = next(next_);
}

void BatchAccumulator::append_control(const wire::ControlMessage& message, const Now& now) {
    close_open_batch();
    complete_.push_back(wire::control_batch(
        {.base_offset = next_, .leader_epoch = options_.epoch, .timestamp_ms = now.wall_ms},
        message));
    next_ = next(next_);
    due_ = now.instant;
}

std::optional<sim::MonotonicInstant> BatchAccumulator::due() const {
    return due_;
}

std::vector<std::vector<std::byte>> BatchAccumulator::drain() {
    close_open_batch();
    std::vector<std::vector<std::byte>> batches(std::make_move_iterator(complete_.begin()),
                                                std::make_move_iterator(complete_.end()));
    complete_.clear();
    queued_bytes_ = 0;
    due_ = std::nullopt;
    return batches;
}

void BatchAccumulator::close_open_batch() {
    if (!open_) return;
    complete_.push_back(open_->build());
    open_.reset();
}

}  // namespace assize::model::kraft
