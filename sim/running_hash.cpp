#include "sim/running_hash.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace assize::sim {

void RunningHash::add(std::string_view text) {
    add(text.size());
    while (!text.empty()) {
        if (used_ == block_.size()) flush();
        const std::size_t part = std::min(text.size(), block_.size() - used_);
        std::memcpy(block_.data() + used_, text.data(), part);
        used_ += part;
        text.remove_prefix(part);
    }
}

std::uint64_t RunningHash::value() const {
    return XXH3_64bits_withSeed(block_.data(), used_, of_blocks_before_);
}

void RunningHash::flush() {
    of_blocks_before_ = value();
    used_ = 0;
}

}  // namespace assize::sim
