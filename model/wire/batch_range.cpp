#include "model/wire/batch_range.h"

namespace assize::model::wire {

BatchRange::Iterator& BatchRange::Iterator::operator++() {
    rest_ = rest_.subspan(batch_->size_bytes());
    batch_ = next();
    return *this;
}

std::optional<RecordBatchView> BatchRange::Iterator::next() const {
    const auto batch = first_batch(rest_);
    if (!batch) return std::nullopt;
    return *batch;
}

std::size_t BatchRange::whole_bytes() const {
    std::size_t size = 0;
    for (const RecordBatchView& batch : *this) size += batch.size_bytes();
    return size;
}

}  // namespace assize::model::wire
