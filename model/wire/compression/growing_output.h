#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace assize::model::wire {

/// Where a codec writes what it unpacks, a piece at a time. It doubles as it fills, so memory
/// follows what really comes out. It takes one byte more than `limit`, to tell "full" from "too
/// large".
class GrowingOutput {
public:
    GrowingOutput(std::size_t packed_size, std::size_t limit) : limit_(limit) {
        bytes_.resize(std::min(limit + 1, std::max<std::size_t>(4 * packed_size, 256)));
    }

    /// Room to write into; never empty unless too_large().
    std::span<std::byte> room() {
        if (size_ == bytes_.size()) bytes_.resize(std::min(limit_ + 1, 2 * bytes_.size()));
        return std::span(bytes_).subspan(size_);
    }
    /// Says how much of room() was written.
    void advance(std::size_t count) { size_ += count; }

    bool too_large() const { return size_ > limit_; }

    std::vector<std::byte> take() {
        bytes_.resize(size_);
        return std::move(bytes_);
    }

private:
    std::vector<std::byte> bytes_;
    std::size_t size_ = 0;
    std::size_t limit_;
};

}  // namespace assize::model::wire
