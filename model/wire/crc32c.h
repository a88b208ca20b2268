#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assize::model::wire {

/// CRC-32C (Castagnoli), as a record batch carries it: 0xE3069283 for "123456789".
std::uint32_t crc32c(std::span<const std::byte> bytes);

}  // namespace assize::model::wire
