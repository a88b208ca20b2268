#include "model/log/batch_scanner.h"

#include <algorithm>
#include <span>

#include "model/wire/record_batch_layout.h"

namespace assize::model::log {
namespace layout = wire::layout;

DiskResult<std::optional<wire::RecordBatchView>> BatchScanner::next(sim::Fiber& fiber) {
    position_ = next_;
    constexpr auto kHeader = static_cast<std::int64_t>(layout::kHeaderSize);
    if (end_ - next_ < kHeader) return std::nullopt;
    if (auto filled = fill(fiber, kHeader); !filled) return sim::Failure(filled.error());
    if (buffered() < kHeader) return std::nullopt;

    const std::byte* header = buffer_.data() + (next_ - buffer_at_);
    const std::int64_t size = wire::load_big_endian<std::int32_t>(header + layout::kBatchLength) +
                              static_cast<std::int64_t>(layout::kLengthEnd);
    if (size < kHeader || size > end_ - next_) return std::nullopt;
    if (auto filled = fill(fiber, size); !filled) return sim::Failure(filled.error());
    if (buffered() < size) return std::nullopt;

    const auto batch = wire::first_batch(std::span<const std::byte>(buffer_).subspan(
        static_cast<std::size_t>(next_ - buffer_at_), static_cast<std::size_t>(size)));
    if (!batch) return std::nullopt;
    next_ += size;
    return *batch;
}

std::int64_t BatchScanner::buffered() const {
    return buffer_at_ + static_cast<std::int64_t>(buffer_.size()) - next_;
}

/// Has at least that much from next_ on in the buffer, if the file does.
DiskResult<void> BatchScanner::fill(sim::Fiber& fiber, std::int64_t at_least) {
    if (buffered() >= at_least) return {};
    const std::int64_t bytes =
        std::min(std::max(at_least, static_cast<std::int64_t>(chunk_)), end_ - next_);
    buffer_.resize(static_cast<std::size_t>(bytes));
    buffer_at_ = next_;
    const auto read = file_.pread(fiber, next_, buffer_);
    if (!read) return sim::Failure(read.error());
    buffer_.resize(*read);
    return {};
}

}  // namespace assize::model::log
