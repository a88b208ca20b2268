#include "model/wire/crc32c.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <limits>

namespace assize::model::wire {

std::uint32_t crc32c(std::span<const std::byte> bytes) {
    // ISA-L leaves both inversions to the caller, counts in int and takes a pointer to non-const
    // bytes, which it only reads.
    constexpr std::size_t kChunk = std::numeric_limits<int>::max();
    std::uint32_t crc = 0xffffffff;
    while (!bytes.empty()) {
        const auto chunk = bytes.first(std::min(bytes.size(), kChunk));
        auto* data = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(chunk.data()));
        crc = crc32_iscsi(data, static_cast<int>(chunk.size()), crc);
        bytes = bytes.subspan(chunk.size());
    }
    return ~crc;
}

}  // namespace assize::model::wire
