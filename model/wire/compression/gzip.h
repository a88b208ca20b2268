#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/wire/compression/error.h"
#include "sim/result.h"

namespace assize::model::wire {

/// One gzip member, level 6, without a time in its header.
std::vector<std::byte> gzip_compress(std::span<const std::byte> bytes);

sim::Result<std::vector<std::byte>, CompressionError> gzip_decompress(
    std::span<const std::byte> bytes, std::size_t limit);

}  // namespace assize::model::wire
