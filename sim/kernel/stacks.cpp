#include "sim/kernel/stacks.h"

#include <sys/mman.h>

#include <new>

#if defined(ASSIZE_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#endif

namespace assize::sim::kernel {

StackSlabs::~StackSlabs() {
    for (std::byte* slab : slabs_) munmap(slab, kStride * kStacksPerSlab);
}

std::byte* StackSlabs::allocate() {
    if (used_of_last_ == kStacksPerSlab) {
        slabs_.reserve(slabs_.size() + 1);
        void* slab = mmap(nullptr, kStride * kStacksPerSlab, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (slab == MAP_FAILED) throw std::bad_alloc();
#if defined(ASSIZE_ADDRESS_SANITIZER)
        // What lay here before may have left its marks, which the system call does not remove.
        ASAN_UNPOISON_MEMORY_REGION(slab, kStride * kStacksPerSlab);
#endif
        slabs_.push_back(static_cast<std::byte*>(slab));
        used_of_last_ = 0;
    }
    std::byte* guard = slabs_.back() + used_of_last_ * kStride;
    std::byte* bottom = guard + kGuardSize;
    if (mprotect(bottom, kStackSize, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    used_of_last_ += 1;
    return bottom + kStackSize;
}

}  // namespace assize::sim::kernel
