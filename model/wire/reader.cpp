#include "model/wire/reader.h"

#include <limits>

namespace assize::model::wire {
namespace {

using What = DecodeError::What;

/// Kafka refuses longer strings, also where the format could write them.
constexpr std::size_t kStringLengthMax = std::numeric_limits<std::int16_t>::max();

}  // namespace

void Reader::fail(What what) {
    if (failure_) return;
    failure_ = DecodeError{what, position()};
    at_ = end_;
}

std::uint32_t Reader::uvarint() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 7) {
        if (at_ == end_) {
            fail(What::kTruncated);
            return 0;
        }
        const auto byte = std::to_integer<std::uint32_t>(*at_);
        if (shift == 28 && byte > 0x0f) break;
        ++at_;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    fail(What::kBadVarint);
    return 0;
}

std::uint64_t Reader::uvarlong() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (at_ == end_) {
            fail(What::kTruncated);
            return 0;
        }
        const auto byte = std::to_integer<std::uint64_t>(*at_);
        if (shift == 63 && byte > 0x01) break;
        ++at_;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    fail(What::kBadVarint);
    return 0;
}

std::string Reader::string(Format format) {
    const auto size = string_length(format);
    if (!size) {
        fail(What::kUnexpectedNull);
        return {};
    }
    return take_string(*size);
}

std::optional<std::string> Reader::nullable_string(Format format) {
    const auto size = string_length(format);
    if (!size) return std::nullopt;
    return take_string(*size);
}

Bytes Reader::bytes(Format format) {
    const auto size = length(format);
    if (!size) {
        fail(What::kUnexpectedNull);
        return {};
    }
    return raw(*size);
}

std::optional<Bytes> Reader::nullable_bytes(Format format) {
    const auto size = length(format);
    if (!size) return std::nullopt;
    return raw(*size);
}

std::size_t Reader::array_size(Format format, std::size_t min_element_size) {
    const auto count = nullable_array_size(format, min_element_size);
    if (!count) fail(What::kUnexpectedNull);
    return count.value_or(0);
}

std::optional<std::size_t> Reader::nullable_array_size(Format format,
                                                       std::size_t min_element_size) {
    const auto count = length(format);
    if (!count) return std::nullopt;
    if (*count > remaining() / min_element_size) {
        fail(What::kTooManyElements);
        return 0;
    }
    return count;
}

bool Reader::presence() {
    const std::int8_t mark = int8();
    if (mark != -1 && mark != 1) fail(What::kBadLength);
    return mark == 1;
}

Bytes Reader::raw(std::size_t size) {
    if (!has(size)) return {};
    Bytes taken = bytes_.slice(position(), size);
    at_ += size;
    return taken;
}

void Reader::skip(std::size_t size) {
    if (has(size)) at_ += size;
}

std::optional<std::size_t> Reader::string_length(Format format) {
    std::optional<std::size_t> size;
    if (format == Format::kFlexible) {
        size = length(format);
    } else if (const std::int16_t plain = int16(); plain >= 0) {
        size = static_cast<std::size_t>(plain);
    } else if (plain < -1) {
        fail(What::kBadLength);
    }
    if (size && *size > kStringLengthMax) {
        fail(What::kBadLength);
        return 0;
    }
    return size;
}

std::optional<std::size_t> Reader::length(Format format) {
    if (format == Format::kFlexible) {
        const std::uint32_t size_and_one = uvarint();
        if (size_and_one == 0) return std::nullopt;
        return size_and_one - 1;
    }
    const std::int32_t size = int32();
    if (size < -1) fail(What::kBadLength);
    if (size < 0) return std::nullopt;
    return static_cast<std::size_t>(size);
}

bool Reader::has(std::size_t size) {
    if (size > remaining()) fail(What::kTruncated);
    return ok();
}

std::string Reader::take_string(std::size_t size) {
    if (!has(size)) return {};
    std::string taken(reinterpret_cast<const char*>(at_), size);
    at_ += size;
    return taken;
}

bool TaggedFields::next() {
    if (end_ && reader_.position() != *end_) reader_.fail(What::kBadTag);
    if (!reader_.ok() || left_ == 0) return false;
    --left_;
    tag_ = reader_.uvarint();
    const std::size_t size = reader_.uvarint();
    if (size > reader_.remaining()) reader_.fail(What::kTruncated);
    end_ = reader_.position() + size;
    return reader_.ok();
}

}  // namespace assize::model::wire
