#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/wire/compression/error.h"
#include "sim/result.h"

namespace assize::model::wire {

/// A zstd frame, level 3. Departs: a frame that needs a window above 8 MiB is malformed here, so
/// that no header can ask for 128 MiB (levels 20 to 22 write such frames, for as large a batch).
std::vector<std::byte> zstd_compress(std::span<const std::byte> bytes);

sim::Result<std::vector<std::byte>, CompressionError> zstd_decompress(
    std::span<const std::byte> bytes, std::size_t limit);

}  // namespace assize::model::wire
