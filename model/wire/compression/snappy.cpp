#include "model/wire/compression/snappy.h"

#include <snappy.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "model/wire/big_endian.h"
#include "sim/invariant.h"

namespace assize::model::wire {

namespace {

using Unpacked = sim::Result<std::vector<std::byte>, CompressionError>;

constexpr std::array kMagic = {std::byte{0x82}, std::byte{'S'}, std::byte{'N'}, std::byte{'A'},
                               std::byte{'P'},  std::byte{'P'}, std::byte{'Y'}, std::byte{0}};
constexpr std::int32_t kVersion = 1;
constexpr std::size_t kHeaderSize = kMagic.size() + 2 * sizeof(std::int32_t);
constexpr std::size_t kLengthSize = sizeof(std::int32_t);
constexpr std::size_t kBlockSize = 32 * 1024;

const char* chars(std::span<const std::byte> bytes) {
    return reinterpret_cast<const char*>(bytes.data());
}

bool has_magic(std::span<const std::byte> bytes) {
    return bytes.size() >= kMagic.size() && std::ranges::equal(bytes.first(kMagic.size()), kMagic);
}

/// Unpacks one raw block behind what is there. Returns why it could not, if so.
std::optional<CompressionError> unpack_block(std::span<const std::byte> block, std::size_t limit,
                                             std::vector<std::byte>& unpacked) {
    // A block claims its size ahead of its data. No element of snappy makes more than 64 bytes out
    // of 3, so a claim beyond 32 for one is a lie, and costs no memory.
    constexpr std::size_t kExpansionMax = 32;
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(chars(block), block.size(), &size)) {
        return CompressionError::kMalformed;
    }
    if (size > limit - unpacked.size()) return CompressionError::kTooLarge;
    if (size > kExpansionMax * block.size()) return CompressionError::kMalformed;
    const std::size_t begin = unpacked.size();
    unpacked.resize(begin + size);
    auto* to = reinterpret_cast<char*>(unpacked.data() + begin);
    if (!snappy::RawUncompress(chars(block), block.size(), to)) {
        return CompressionError::kMalformed;
    }
    return std::nullopt;
}

Unpacked unpack_framed(std::span<const std::byte> bytes, std::size_t limit) {
    if (bytes.size() < kHeaderSize) return sim::Failure(CompressionError::kMalformed);
    const auto version = load_big_endian<std::int32_t>(bytes.data() + kMagic.size());
    if (version < kVersion) return sim::Failure(CompressionError::kMalformed);
    bytes = bytes.subspan(kHeaderSize);

    std::vector<std::byte> unpacked;
    while (!bytes.empty()) {
        if (bytes.size() < kLengthSize) return sim::Failure(CompressionError::kMalformed);
        const auto length = load_big_endian<std::int32_t>(bytes.data());
        bytes = bytes.subspan(kLengthSize);
        if (length < 0 || static_cast<std::size_t>(length) > bytes.size()) {
            return sim::Failure(CompressionError::kMalformed);
        }
        const auto block = bytes.first(static_cast<std::size_t>(length));
        if (const auto error = unpack_block(block, limit, unpacked)) return sim::Failure(*error);
        bytes = bytes.subspan(block.size());
    }
    return unpacked;
}

}  // namespace

std::vector<std::byte> snappy_compress(std::span<const std::byte> bytes) {
    const std::size_t block_count = (bytes.size() + kBlockSize - 1) / kBlockSize;
    const std::size_t block_bound = kLengthSize + snappy::MaxCompressedLength(kBlockSize);
    std::vector<std::byte> packed(kHeaderSize + block_count * block_bound);
    std::ranges::copy(kMagic, packed.begin());
    store_big_endian(packed.data() + kMagic.size(), kVersion);
    store_big_endian(packed.data() + kMagic.size() + sizeof(kVersion), kVersion);

    std::size_t at = kHeaderSize;
    while (!bytes.empty()) {
        const auto block = bytes.first(std::min(bytes.size(), kBlockSize));
        std::size_t size = 0;
        auto* to = reinterpret_cast<char*>(packed.data() + at + kLengthSize);
        snappy::RawCompress(chars(block), block.size(), to, &size);
        store_big_endian(packed.data() + at, static_cast<std::int32_t>(size));
        at += kLengthSize + size;
        bytes = bytes.subspan(block.size());
    }
    packed.resize(at);
    return packed;
}

Unpacked snappy_decompress(std::span<const std::byte> bytes, std::size_t limit) {
    if (has_magic(bytes)) return unpack_framed(bytes, limit);
    std::vector<std::byte> unpacked;
    if (const auto error = unpack_block(bytes, limit, unpacked)) return sim::Failure(*error);
    return unpacked;
}

}  // namespace assize::model::wire
