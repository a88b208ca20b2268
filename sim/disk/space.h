#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/disk/page_pool.h"

namespace assize::sim {

/// The room on a disk, counted in whole pages. Directories and holes take none.
/// Invariant: used_bytes() is what files hold that can be reached by a path or an open handle.
/// That may exceed the capacity, when a power loss brings back what was deleted.
class Space {
public:
    explicit Space(std::int64_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}

    std::int64_t capacity_bytes() const { return capacity_bytes_; }
    std::int64_t used_bytes() const { return used_bytes_; }
    std::int64_t free_bytes() const {
        return std::max<std::int64_t>(capacity_bytes_ - used_bytes_, 0);
    }

    bool has_room_for(std::size_t pages) const { return bytes_of(pages) <= free_bytes(); }
    void take(std::size_t pages) { used_bytes_ += bytes_of(pages); }
    void give_back(std::size_t pages) { used_bytes_ -= bytes_of(pages); }
    /// Starts counting anew. Whoever took room before counts for nothing, until it takes again.
    void give_back_all() {
        used_bytes_ = 0;
        count_ += 1;
    }
    /// What pages are made of.
    PagePool& memory() { return memory_; }

    /// Which count this is.
    std::uint64_t count() const { return count_; }

private:
    static std::int64_t bytes_of(std::size_t pages) {
        return static_cast<std::int64_t>(pages * kPageBytes);
    }

    PagePool memory_;
    std::int64_t capacity_bytes_;
    std::int64_t used_bytes_ = 0;
    std::uint64_t count_ = 0;
};

}  // namespace assize::sim
