#pragma once

#include <cstdint>
#include <vector>

#include "sim/simulation.h"
#include "sim/sync/condition.h"
#include "tests/bench/ring.h"

namespace assize::bench {

/// What a party of the ring does with a message beside passing it on.
enum class Handling : std::uint8_t {
    kBare,               // Nothing.
    kDeadlineAndTraced,  // Waits for it with a deadline of 30 s, and states that it came.
};

/// The ring on the kernel: a process for each party, which waits for messages in straight-line
/// code. One delivery is one event.
class FiberRing {
public:
    FiberRing(std::uint32_t parties, Handling handling);

    const RingWork& work() const { return work_; }
    void run_for(sim::Duration duration) { simulation_.run_for(duration); }

private:
    /// A message says nothing but whom it is for, so those that wait are counted.
    struct Inbox {
        std::uint32_t messages = 0;
        sim::Condition arrived;

        void take(sim::Fiber& fiber, sim::Deadline deadline) {
            arrived.wait_until(fiber, deadline, [this] { return messages != 0; });
            messages -= 1;
        }
    };

    static void on_delivery(void* inbox, std::uint64_t message) noexcept;
    void post(sim::Duration after, std::uint32_t to);
    void pass_messages_on(sim::Fiber& fiber, std::uint32_t self);
    void pass_traced_messages_on(sim::Fiber& fiber, std::uint32_t self);
    void pass_on(std::uint32_t self);

    const std::uint32_t parties_;
    RingWork work_;
    std::vector<Inbox*> inboxes_;  // Each is its process's own.
    sim::Simulation simulation_;
};

}  // namespace assize::bench
