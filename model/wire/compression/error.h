#pragma once

#include <cstdint>
#include <string_view>

namespace assize::model::wire {

/// Why bytes were not unpacked.
enum class CompressionError : std::uint8_t {
    kMalformed,  // Not what the codec writes, cut off, or followed by something else.
    kTooLarge,   // More comes out than the reader allows.
};

std::string_view to_string(CompressionError error);

}  // namespace assize::model::wire
