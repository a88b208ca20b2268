#include "model/wire/compression.h"

#include <array>

#include "model/wire/compression/gzip.h"
#include "model/wire/compression/lz4.h"
#include "model/wire/compression/snappy.h"
#include "model/wire/compression/zstd.h"

namespace assize::model::wire {

namespace {

constexpr std::array<std::string_view, 5> kNames = {"none", "gzip", "snappy", "lz4", "zstd"};

std::vector<std::byte> copy_of(std::span<const std::byte> bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace

std::string_view to_string(Compression compression) {
    const auto index = static_cast<std::size_t>(compression);
    return index < kNames.size() ? kNames[index] : "unknown";
}

std::optional<Compression> compression_named(std::string_view name) {
    for (std::uint8_t index = 0; index < kNames.size(); ++index) {
        if (kNames[index] == name) return static_cast<Compression>(index);
    }
    return std::nullopt;
}

std::string_view to_string(CompressionError error) {
    return error == CompressionError::kTooLarge ? "too large" : "malformed";
}

std::vector<std::byte> compress(Compression compression, std::span<const std::byte> bytes) {
    switch (compression) {
        case Compression::kNone: break;
        case Compression::kGzip: return gzip_compress(bytes);
        case Compression::kSnappy: return snappy_compress(bytes);
        case Compression::kLz4: return lz4_compress(bytes);
        case Compression::kZstd: return zstd_compress(bytes);
    }
    return copy_of(bytes);
}

sim::Result<std::vector<std::byte>, CompressionError> decompress(Compression compression,
                                                                 std::span<const std::byte> bytes,
                                                                 std::size_t limit) {
    switch (compression) {
        case Compression::kNone: break;
        case Compression::kGzip: return gzip_decompress(bytes, limit);
        case Compression::kSnappy: return snappy_decompress(bytes, limit);
        case Compression::kLz4: return lz4_decompress(bytes, limit);
        case Compression::kZstd: return zstd_decompress(bytes, limit);
    }
    if (bytes.size() > limit) return sim::Failure(CompressionError::kTooLarge);
    return copy_of(bytes);
}

}  // namespace assize::model::wire
