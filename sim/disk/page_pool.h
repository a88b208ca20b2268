#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace assize::sim {

inline constexpr std::size_t kPageBytes = 4096;

using PageBytes = std::array<std::byte, kPageBytes>;

/// Memory for pages, in slabs that grow with use, up to huge pages of the processor: touching
/// fresh memory 4 KiB at a time costs more than all else that a disk does.
/// Requires: outlives the buffers taken from it.
class PagePool {
public:
    class Return {
    public:
        explicit Return(PagePool* pool = nullptr) : pool_(pool) {}
        void operator()(PageBytes* page) const { pool_->give_back(page); }

    private:
        PagePool* pool_;
    };
    using Buffer = std::unique_ptr<PageBytes, Return>;

    PagePool() = default;
    PagePool(const PagePool&) = delete;
    PagePool& operator=(const PagePool&) = delete;

    /// A page of anything.
    Buffer take() {
        if (free_.empty()) add_slab();
        PageBytes* page = free_.back();
        free_.pop_back();
        return Buffer(page, Return(this));
    }

private:
    struct Slab {
        std::size_t bytes;
        void operator()(void* memory) const;
    };

    void give_back(PageBytes* page) { free_.push_back(page); }
    void add_slab();

    std::vector<std::unique_ptr<void, Slab>> slabs_;
    std::size_t pages_ = 0;         // In all slabs.
    std::vector<PageBytes*> free_;  // Has room for all of them, so that giving back allocates not.
};

}  // namespace assize::sim
