#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "model/types.h"
#include "model/wire/big_endian.h"
#include "model/wire/bytes.h"
#include "model/wire/decode_error.h"
#include "model/wire/float64.h"
#include "model/wire/format.h"

namespace assize::model::wire {

/// Reads Kafka's primitives from the front of bytes that nobody vouches for.
/// The first error sticks: from then on every read gives zero or nothing, and nothing remains, so
/// a caller may read a whole struct and ask ok() once.
/// What is read as Bytes shares the buffer.
class Reader {
public:
    explicit Reader(Bytes bytes)
        : bytes_(std::move(bytes)), at_(bytes_.data()), end_(bytes_.data() + bytes_.size()) {}

    bool ok() const { return !failure_; }
    /// The first error. Requires: !ok().
    DecodeError error() const { return *failure_; }
    /// Fails here, unless it already has.
    void fail(DecodeError::What what);

    /// How many bytes were read; where it failed, if it has.
    std::size_t position() const {
        return failure_ ? failure_->offset : static_cast<std::size_t>(at_ - bytes_.data());
    }
    std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
    bool at_end() const { return at_ == end_; }

    std::int8_t int8() { return fixed<std::int8_t>(); }
    std::int16_t int16() { return fixed<std::int16_t>(); }
    std::int32_t int32() { return fixed<std::int32_t>(); }
    std::int64_t int64() { return fixed<std::int64_t>(); }
    std::uint16_t uint16() { return fixed<std::uint16_t>(); }
    std::uint32_t uint32() { return fixed<std::uint32_t>(); }
    /// Anything but zero is true.
    bool boolean() { return int8() != 0; }
    Float64 float64() { return float64_of_bits(fixed<std::uint64_t>()); }
    Uuid uuid() {
        const auto most_significant = fixed<std::uint64_t>();
        return Uuid(most_significant, fixed<std::uint64_t>());
    }

    /// Seven bits a byte, the low ones first.
    std::uint32_t uvarint();
    std::uint64_t uvarlong();
    /// Zigzag: small numbers of either sign are short.
    std::int32_t varint() {
        const std::uint32_t zigzag = uvarint();
        return static_cast<std::int32_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
    }
    std::int64_t varlong() {
        const std::uint64_t zigzag = uvarlong();
        return static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
    }

    std::string string(Format format);
    std::optional<std::string> nullable_string(Format format);
    Bytes bytes(Format format);
    std::optional<Bytes> nullable_bytes(Format format);

    /// The number of elements of an array that follows. Fails when the remaining bytes cannot hold
    /// so many of `min_element_size` (> 0) bytes, so that a caller may reserve as much.
    std::size_t array_size(Format format, std::size_t min_element_size);
    std::optional<std::size_t> nullable_array_size(Format format, std::size_t min_element_size);
    /// Whether a nullable struct follows.
    bool presence();

    /// The next `size` bytes.
    Bytes raw(std::size_t size);
    void skip(std::size_t size);
    /// All that remains, left unread.
    Bytes rest() const { return failure_ ? Bytes() : bytes_.slice(position()); }

private:
    template <class T>
    T fixed() {
        if (remaining() < sizeof(T)) {
            fail(DecodeError::What::kTruncated);
            return T{};
        }
        const T value = load_big_endian<T>(at_);
        at_ += sizeof(T);
        return value;
    }

    /// A length, or none for null. Fails below -1.
    std::optional<std::size_t> string_length(Format format);
    std::optional<std::size_t> length(Format format);
    /// Whether `size` bytes remain; fails if not.
    bool has(std::size_t size);
    std::string take_string(std::size_t size);

    Bytes bytes_;
    const std::byte* at_;
    const std::byte* end_;
    std::optional<DecodeError> failure_;
};

/// Walks over the tagged fields after a struct:
///
///     for (TaggedFields fields(reader); fields.next();) {
///         if (fields.tag() == 0) value = reader.int32(); else fields.skip();
///     }
///
/// Fails when a field was not read or skipped to its end.
class TaggedFields {
public:
    explicit TaggedFields(Reader& reader) : reader_(reader), left_(reader.uvarint()) {}

    /// Whether there is one more. Then it is to be read or skipped.
    bool next();
    std::uint32_t tag() const { return tag_; }
    void skip() { reader_.skip(*end_ - reader_.position()); }

private:
    Reader& reader_;
    std::uint32_t left_;
    std::uint32_t tag_ = 0;
    std::optional<std::size_t> end_;  // Of the field that next() announced.
};

}  // namespace assize::model::wire
