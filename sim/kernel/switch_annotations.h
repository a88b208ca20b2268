#pragma once

#include <cstddef>

#include "sim/kernel/stacks.h"

#if defined(ASSIZE_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

namespace assize::sim::kernel {

/// Whether the stack that is left will be entered again.
enum class Leaving : bool { kForNow, kForGood };

/// Tells the address sanitizer that execution is about to move to another stack; without it the
/// first exception on a fiber is reported as an overflow.
inline void before_switch([[maybe_unused]] void** fake_stack, [[maybe_unused]] Leaving leaving,
                          [[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t size) {
#if defined(ASSIZE_ADDRESS_SANITIZER)
    __sanitizer_start_switch_fiber(leaving == Leaving::kForGood ? nullptr : fake_stack, bottom,
                                   size);
#endif
}

/// Tells it that execution has arrived.
inline void after_switch([[maybe_unused]] void* fake_stack) {
#if defined(ASSIZE_ADDRESS_SANITIZER)
    __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
}

/// Where the stack lies from which a new one is entered; nothing when no sanitizer asks.
struct StackBounds {
    const void* bottom = nullptr;
    std::size_t size = 0;
};

/// Tells it that execution has arrived on a new stack.
inline StackBounds arrive_first_time() {
    StackBounds left;
#if defined(ASSIZE_ADDRESS_SANITIZER)
    __sanitizer_finish_switch_fiber(nullptr, &left.bottom, &left.size);
#endif
    return left;
}

}  // namespace assize::sim::kernel
