#pragma once

#include <cstdint>
#include <utility>

#include "sim/kernel/ring.h"
#include "sim/random.h"

namespace assize::sim {
class Fiber;
}

namespace assize::sim::kernel {

/// Which of the fibers that are ready at the same instant runs first.
enum class ReadyOrder : std::uint8_t {
    kFifo,    // Who became ready first.
    kRandom,  // Any, by the seed: explores orders that a real machine may take.
};

/// The fibers that are ready to run.
class ReadyQueue {
public:
    ReadyQueue(ReadyOrder order, Random random) : order_(order), random_(random) {}

    bool empty() const { return ring_.empty(); }
    void push(Fiber* fiber) { ring_.push_back(fiber); }

    /// Requires: not empty.
    Fiber* pop() {
        if (order_ == ReadyOrder::kRandom) [[unlikely]]
            put_any_first();
        return ring_.pop_front();
    }

private:
    // Not inlined, as it is rare: see Scheduler::next_to_run().
    [[gnu::noinline]] void put_any_first() {
        const auto any = static_cast<std::uint32_t>(random_.below(ring_.size()));
        std::swap(ring_[0], ring_[any]);
    }

    Ring<Fiber*> ring_;
    ReadyOrder order_;
    Random random_;
};

}  // namespace assize::sim::kernel
