#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/wire/compression/error.h"
#include "sim/result.h"

namespace assize::model::wire {

/// An LZ4 frame as Java writes it: independent blocks of 64 KiB, no checksums, no content size.
/// Reads frames of independent blocks only, as Java does.
std::vector<std::byte> lz4_compress(std::span<const std::byte> bytes);

sim::Result<std::vector<std::byte>, CompressionError> lz4_decompress(
    std::span<const std::byte> bytes, std::size_t limit);

}  // namespace assize::model::wire
