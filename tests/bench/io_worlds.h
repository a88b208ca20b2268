#pragma once

#include <cstdint>

#include "sim/network/rule_guard.h"
#include "sim/simulation.h"

namespace assize::bench {

/// A process that sends frames of 1 KiB to another host, and one there that receives them, with
/// a latency drawn for each and rules to be asked.
class StreamWorld {
public:
    StreamWorld();

    void run_for(sim::Duration duration) { simulation_.run_for(duration); }
    std::uint64_t frames() const { return frames_; }

private:
    void receive(sim::Fiber& fiber);
    void send(sim::Fiber& fiber);

    std::uint64_t frames_ = 0;  // Received.
    sim::Simulation simulation_;
    sim::RuleGuard cut_elsewhere_;
};

/// A process that appends 4 KiB to a file and syncs it, again and again. The file begins anew
/// every so often, as logs do: what is measured is not the growth of our own memory.
class SyncWorld {
public:
    SyncWorld();

    void run_for(sim::Duration duration) { simulation_.run_for(duration); }
    std::uint64_t syncs() const { return syncs_; }

private:
    void write(sim::Fiber& fiber);

    std::uint64_t syncs_ = 0;
    sim::Simulation simulation_;
};

}  // namespace assize::bench
