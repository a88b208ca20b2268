#include "sim/disk/page_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace assize::sim {

namespace {

constexpr std::size_t kSlabBytesMin = 64 * 1024;
constexpr std::size_t kHugePageBytes = 2 * 1024 * 1024;

}  // namespace

void PagePool::Slab::operator()(void* memory) const {
    ::operator delete (memory, std::align_val_t{bytes});
}

void PagePool::add_slab() {
    const std::size_t bytes = slabs_.empty()
                                  ? kSlabBytesMin
                                  : std::min(2 * slabs_.back().get_deleter().bytes, kHugePageBytes);
    void* memory = ::operator new (bytes, std::align_val_t{bytes});
    slabs_.emplace_back(memory, Slab{bytes});
    if (bytes == kHugePageBytes) madvise(memory, bytes, MADV_HUGEPAGE);  // It is but a wish.

    auto* pages = static_cast<PageBytes*>(memory);
    const std::size_t count = bytes / kPageBytes;
    pages_ += count;
    free_.reserve(pages_);
    for (std::size_t i = count; i > 0; --i) free_.push_back(pages + i - 1);
}

}  // namespace assize::sim
