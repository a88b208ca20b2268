#pragma once

#include <cstddef>
#include <vector>

#include <boost/context/stack_context.hpp>

namespace assize::sim::kernel {

#if defined(__SANITIZE_ADDRESS__)
#define ASSIZE_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASSIZE_ADDRESS_SANITIZER 1
#endif
#endif

/// Stacks for fibers, cut from slabs of address space. Below each lies a page that may not be
/// touched, so that an overflow ends the program instead of another fiber's frames. Memory is
/// committed page by page as it is used: an idle fiber holds one page.
class StackSlabs {
public:
#if defined(ASSIZE_ADDRESS_SANITIZER)
    static constexpr std::size_t kStackSize = 128 * 1024;
#else
    static constexpr std::size_t kStackSize = 64 * 1024;
#endif

    StackSlabs() = default;
    ~StackSlabs();
    StackSlabs(const StackSlabs&) = delete;
    StackSlabs& operator=(const StackSlabs&) = delete;

    /// The highest byte behind a new stack; the stack begins kStackSize below it.
    /// Fails: std::bad_alloc when the system gives no more memory or mappings.
    std::byte* allocate();

private:
    static constexpr std::size_t kGuardSize = 4096;
    static constexpr std::size_t kStride = kStackSize + kGuardSize;
    static constexpr std::size_t kStacksPerSlab = 64;

    std::vector<std::byte*> slabs_;
    std::size_t used_of_last_ = kStacksPerSlab;
};

/// Hands Boost.Context a stack that is already there; the slabs keep it when the fiber ends.
class StackInSlab {
public:
    StackInSlab(std::byte* top, std::size_t size) : top_(top), size_(size) {}

    boost::context::stack_context allocate() {
        boost::context::stack_context context;
        context.size = size_;
        context.sp = top_;
        return context;
    }
    void deallocate(boost::context::stack_context&) {}

private:
    std::byte* top_;
    std::size_t size_;
};

}  // namespace assize::sim::kernel
