#pragma once

#include <cstdint>

#include "sim/disk/profile.h"
#include "sim/fiber.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim {

class Simulation;

/// What does the work of a disk, one thing after another: who comes later waits for its turn.
class Device {
public:
    /// Requires: `profile` outlives it.
    Device(Simulation& simulation, const DiskProfile& profile, Random random);

    /// Queues a piece of work. Returns when it will be done.
    Instant read(std::int64_t bytes) { return work(profile_.read_latency, bytes); }
    Instant sync(std::int64_t bytes) { return work(profile_.sync_latency, bytes); }
    /// Forgets what is queued.
    void lose_power();

    Instant now() const;
    /// Waits in virtual time.
    void wait_until(Fiber& fiber, Instant instant);

private:
    Instant work(const LatencyLaw& latency, std::int64_t bytes);

    Simulation& simulation_;
    const DiskProfile& profile_;
    Random random_;
    Instant busy_until_ = Instant::origin();
};

}  // namespace assize::sim
