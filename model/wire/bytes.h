#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/invariant.h"

namespace assize::model::wire {

/// An unchanging slice of a shared buffer. A copy or a slice shares the buffer and keeps it alive,
/// so what is decoded from a frame points into the frame.
class Bytes {
public:
    Bytes() = default;
    explicit Bytes(std::vector<std::byte> all)
        : buffer_(std::make_shared<const std::vector<std::byte>>(std::move(all))),
          data_(buffer_->data()),
          size_(buffer_->size()) {}

    static Bytes copy_of(std::span<const std::byte> bytes) {
        return Bytes(std::vector<std::byte>(bytes.begin(), bytes.end()));
    }
    static Bytes copy_of(std::string_view text) {
        return copy_of(std::as_bytes(std::span(text.data(), text.size())));
    }

    const std::byte* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::span<const std::byte> span() const { return {data_, size_}; }
    /// The bytes read as text.
    std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }

    /// The bytes [offset, offset + size). Requires: they lie within.
    Bytes slice(std::size_t offset, std::size_t size) const {
        INVARIANT(offset <= size_ && size <= size_ - offset, "a slice lies within its bytes");
        Bytes part = *this;
        part.data_ += offset;
        part.size_ = size;
        return part;
    }
    Bytes slice(std::size_t offset) const { return slice(offset, size_ - offset); }

    /// Equal bytes, wherever they lie.
    bool operator==(const Bytes& other) const { return std::ranges::equal(span(), other.span()); }

private:
    std::shared_ptr<const std::vector<std::byte>> buffer_;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::span<const std::byte> bytes);

}  // namespace assize::model::wire
