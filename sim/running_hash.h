#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace assize::sim {

/// A 64-bit hash of a growing row of bytes. Numbers are added as eight little-endian bytes,
/// strings with their length before them, so that different rows give different bytes.
/// The bytes are hashed block by block with XXH3, each block seeded with the hash before it.
class RunningHash {
public:
    void add(std::uint64_t number) {
        if (used_ + sizeof number > block_.size()) flush();
        std::memcpy(block_.data() + used_, &number, sizeof number);
        used_ += sizeof number;
    }
    void add(std::string_view text);

    /// The hash of all that was added so far; more can be added afterwards.
    std::uint64_t value() const;

private:
    void flush();

    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

    std::array<std::byte, 1024> block_{};
    std::size_t used_ = 0;
    std::uint64_t of_blocks_before_ = 0;
};

}  // namespace assize::sim
