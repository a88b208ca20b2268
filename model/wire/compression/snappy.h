#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/wire/compression/error.h"
#include "sim/result.h"

namespace assize::model::wire {

/// Blocks of 32 KiB in the framing of snappy-java ("xerial"), as Java writes them. Reads that
/// framing, and a single raw block, which is what librdkafka and others write.
std::vector<std::byte> snappy_compress(std::span<const std::byte> bytes);

sim::Result<std::vector<std::byte>, CompressionError> snappy_decompress(
    std::span<const std::byte> bytes, std::size_t limit);

}  // namespace assize::model::wire
