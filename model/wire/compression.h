#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/wire/compression/error.h"
#include "sim/result.h"

namespace assize::model::wire {

/// How the records of a batch are packed: bits 0-2 of its attributes.
enum class Compression : std::uint8_t { kNone = 0, kGzip = 1, kSnappy = 2, kLz4 = 3, kZstd = 4 };

/// Kafka's name, as in `compression.type`: "none", "gzip" ...
std::string_view to_string(Compression compression);
/// The codec of that name, or none.
std::optional<Compression> compression_named(std::string_view name);

/// What a batch may unpack to when its reader names no limit of its own: as much as a request may
/// hold (the default of socket.request.max.bytes).
inline constexpr std::size_t kUnpackedSizeMax = 104'857'600;

/// Packs `bytes` as Kafka's Java client does, with each codec's default level. The same input gives
/// the same output, always; but a new version of a library may pack it differently.
std::vector<std::byte> compress(Compression compression, std::span<const std::byte> bytes);

/// Unpacks what any client may have packed. Memory follows what is really unpacked, never what the
/// bytes claim, and never exceeds about twice `limit`.
/// Fails: kMalformed, also when bytes follow the end; kTooLarge when more than `limit` come out.
sim::Result<std::vector<std::byte>, CompressionError> decompress(Compression compression,
                                                                 std::span<const std::byte> bytes,
                                                                 std::size_t limit);

}  // namespace assize::model::wire
