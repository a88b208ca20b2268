#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "model/wire/writer.h"

namespace assize::model::wire {

// The variable-length integers inside a record: zig-zag (0, -1, 1, -2 ...), then seven bits a byte,
// low bits first. 32 bits take at most 5 bytes, 64 bits at most 10.

/// Returns the byte after the last. Requires: room for varlong_size(value) bytes.
inline std::byte* put_zigzag(std::byte* to, std::int64_t value) {
    std::uint64_t bits = zigzag(value);
    for (; bits >= 0x80; bits >>= 7) *to++ = static_cast<std::byte>(bits | 0x80);
    *to++ = static_cast<std::byte>(bits);
    return to;
}

/// Reads bytes that anybody may have written. After the first failure every take fails.
class ZigzagReader {
public:
    ZigzagReader(const std::byte* begin, const std::byte* end) : at_(begin), end_(end) {}

    const std::byte* at() const { return at_; }
    std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }

    /// Fails, with false: cut off, or more than 64 bits.
    bool take(std::int64_t& value) {
        if (at_ != end_ && std::to_integer<unsigned>(*at_) < 0x80) {
            value = decoded(std::to_integer<std::uint64_t>(*at_++));
            return true;
        }
        return take_long(value);
    }

    /// Fails, with false: cut off, or not of 32 bits.
    bool take(std::int32_t& value) {
        std::int64_t wide = 0;
        if (!take(wide) || wide > std::numeric_limits<std::int32_t>::max() ||
            wide < std::numeric_limits<std::int32_t>::min())
            return false;
        value = static_cast<std::int32_t>(wide);
        return true;
    }

    bool take_byte(std::byte& value) {
        if (at_ == end_) return false;
        value = *at_++;
        return true;
    }

    /// A length and as many bytes; -1 for none.
    bool take_blob(std::optional<std::span<const std::byte>>& blob) {
        std::int64_t length = 0;
        if (!take(length) || length < -1) return false;
        if (length < 0) {
            blob.reset();
            return true;
        }
        if (static_cast<std::uint64_t>(length) > remaining()) return false;
        blob.emplace(at_, static_cast<std::size_t>(length));
        at_ += length;
        return true;
    }

private:
    static std::int64_t decoded(std::uint64_t bits) {
        return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
    }

    bool take_long(std::int64_t& value) {
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
            const auto byte = std::to_integer<std::uint64_t>(*at_++);
            if (shift == 63 && byte > 1) return false;
            bits |= (byte & 0x7f) << shift;
            if (byte < 0x80) {
                value = decoded(bits);
                return true;
            }
        }
        return false;
    }

    const std::byte* at_;
    const std::byte* end_;
};

}  // namespace assize::model::wire
