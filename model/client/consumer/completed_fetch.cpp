#include "model/client/consumer/completed_fetch.h"

#include <algorithm>
#include <iterator>

namespace assize::model::client {

sim::Result<std::vector<wire::Record>, wire::ErrorCode> CompletedFetch::take(std::size_t at_most) {
    std::vector<wire::Record> taken;
    while (taken.size() < at_most) {
        if (next_ == records_.size()) {
            const auto opened = open_next_batch();
            if (!opened && taken.empty()) return sim::Failure(opened.error());
            if (!opened || !*opened) break;
            continue;
        }
        take_whole_or_part(std::min(at_most - taken.size(), records_.size() - next_), taken);
        position_ = next_ == records_.size() ? batch_end_ : model::next(taken.back().offset);
        position_epoch_ = batch_epoch_;
    }
    return taken;
}

void CompletedFetch::take_whole_or_part(std::size_t count, std::vector<wire::Record>& taken) {
    if (taken.empty() && count == records_.size()) {
        taken = std::exchange(records_, {});
        next_ = 0;
        return;
    }
    const auto from = records_.begin() + static_cast<std::ptrdiff_t>(next_);
    std::move(from, from + static_cast<std::ptrdiff_t>(count), std::back_inserter(taken));
    next_ += count;
}

bool CompletedFetch::exhausted() const {
    if (next_ != records_.size()) return false;
    if (rest_.empty()) return true;
    const auto batch = wire::first_batch(rest_.span());
    return !batch && batch.error() == wire::BatchError::kPartial;
}

sim::Result<bool, wire::ErrorCode> CompletedFetch::open_next_batch() {
    if (exhausted()) return false;
    const auto batch = wire::first_batch(rest_.span());
    if (!batch || (check_crcs_ && !wire::check_crc(*batch))) {
        return sim::Failure(wire::ErrorCode::kCorruptMessage);
    }
    const auto unpacked = unpack(*batch);
    if (!unpacked) return sim::Failure(unpacked.error());
    batch_end_ = batch->next_offset();
    batch_epoch_ = batch->leader_epoch();
    rest_ = rest_.slice(batch->size_bytes());
    if (next_ == records_.size() && position_ < batch_end_) {  // Nothing in it is for users.
        position_ = batch_end_;
        position_epoch_ = batch_epoch_;
    }
    return true;
}

sim::Result<void, wire::ErrorCode> CompletedFetch::unpack(const wire::RecordBatchView& batch) {
    records_.clear();
    next_ = 0;
    if (batch.is_control() || batch.next_offset() <= position_) return {};
    auto records = batch.records_sharing(rest_);
    if (!records) return sim::Failure(wire::ErrorCode::kCorruptMessage);
    records_ = std::move(*records);
    while (next_ < records_.size() && records_[next_].offset < position_) ++next_;
    return {};
}

}  // namespace assize::model::client
