#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/types.h"
#include "model/wire/big_endian.h"
#include "model/wire/bytes.h"
#include "model/wire/float64.h"
#include "model/wire/format.h"
#include "sim/invariant.h"

namespace assize::model::wire {

constexpr std::uint32_t zigzag(std::int32_t value) {
    return (static_cast<std::uint32_t>(value) << 1) ^ static_cast<std::uint32_t>(value >> 31);
}
constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

/// How many bytes the variable-length forms take.
constexpr std::size_t uvarint_size(std::uint64_t value) {
    return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}
constexpr std::size_t varint_size(std::int32_t value) {
    return uvarint_size(zigzag(value));
}
constexpr std::size_t varlong_size(std::int64_t value) {
    return uvarint_size(zigzag(value));
}
/// The length before an array or bytes of `size`.
constexpr std::size_t length_size(Format format, std::size_t size) {
    return format == Format::kFlexible ? uvarint_size(size + 1) : 4;
}
constexpr std::size_t string_size(Format format, std::string_view text) {
    return (format == Format::kFlexible ? uvarint_size(text.size() + 1) : 2) + text.size();
}
inline std::size_t nullable_string_size(Format format, const std::optional<std::string>& text) {
    return string_size(format, text ? std::string_view(*text) : std::string_view());
}
inline std::size_t bytes_size(Format format, const Bytes& bytes) {
    return length_size(format, bytes.size()) + bytes.size();
}
inline std::size_t nullable_bytes_size(Format format, const std::optional<Bytes>& bytes) {
    return bytes ? bytes_size(format, *bytes) : length_size(format, 0);
}

/// Writes Kafka's primitives one after the other. Knowing the size before (encoded_size) saves it
/// from growing.
class Writer {
public:
    explicit Writer(std::size_t expected_size = 0) : bytes_(expected_size) {}

    /// What was written. The Writer is empty afterwards.
    std::vector<std::byte> take() {
        bytes_.resize(std::exchange(size_, 0));
        return std::exchange(bytes_, {});
    }
    std::size_t size() const { return size_; }

    void int8(std::int8_t value) { fixed(value); }
    void int16(std::int16_t value) { fixed(value); }
    void int32(std::int32_t value) { fixed(value); }
    void int64(std::int64_t value) { fixed(value); }
    void uint16(std::uint16_t value) { fixed(value); }
    void uint32(std::uint32_t value) { fixed(value); }
    void boolean(bool value) { fixed(static_cast<std::int8_t>(value)); }
    void float64(Float64 value) { fixed(to_bits(value)); }
    void uuid(const Uuid& value) {
        fixed(value.most_significant());
        fixed(value.least_significant());
    }

    void uvarint(std::uint64_t value) {
        std::byte* at = extend(uvarint_size(value));
        for (; value >= 0x80; value >>= 7) *at++ = static_cast<std::byte>(value | 0x80);
        *at = static_cast<std::byte>(value);
    }
    void varint(std::int32_t value) { uvarint(zigzag(value)); }
    void varlong(std::int64_t value) { uvarint(zigzag(value)); }

    /// Requires: no longer than Kafka's limit for strings, 32767 bytes.
    void string(Format format, std::string_view text) {
        INVARIANT(text.size() <= std::numeric_limits<std::int16_t>::max(),
                  "Kafka has no longer strings; refuse it where it comes from");
        if (format == Format::kFlexible) {
            uvarint(text.size() + 1);
        } else {
            int16(static_cast<std::int16_t>(text.size()));
        }
        raw(std::as_bytes(std::span(text.data(), text.size())));
    }
    void nullable_string(Format format, const std::optional<std::string>& text) {
        if (text) return string(format, *text);
        if (format == Format::kFlexible) return uvarint(0);
        int16(-1);
    }
    void bytes(Format format, const Bytes& bytes) {
        array_size(format, bytes.size());
        raw(bytes.span());
    }
    void nullable_bytes(Format format, const std::optional<Bytes>& value) {
        if (value) return bytes(format, *value);
        null_array(format);
    }
    /// The number of the elements that follow.
    void array_size(Format format, std::size_t size) {
        if (format == Format::kFlexible) return uvarint(size + 1);
        INVARIANT(size <= std::numeric_limits<std::int32_t>::max(), "Kafka counts with 31 bits");
        int32(static_cast<std::int32_t>(size));
    }
    void null_array(Format format) {
        if (format == Format::kFlexible) return uvarint(0);
        int32(-1);
    }
    /// Whether a nullable struct follows.
    void presence(bool present) { int8(present ? 1 : -1); }

    void raw(std::span<const std::byte> bytes) {
        if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
    }

private:
    template <class T>
    void fixed(T value) {
        store_big_endian(extend(sizeof value), value);
    }

    /// Room for `size` more bytes.
    std::byte* extend(std::size_t size) {
        if (bytes_.size() - size_ < size) bytes_.resize(std::max(2 * bytes_.size(), size_ + size));
        return bytes_.data() + std::exchange(size_, size_ + size);
    }

    std::vector<std::byte> bytes_;
    std::size_t size_ = 0;  // What of bytes_ is written.
};

}  // namespace assize::model::wire
