#include "sim/disk/device.h"

#include <algorithm>

#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::sim {

namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
// Beyond that, the remainder of a division by it, in nanoseconds, would overflow.
constexpr std::int64_t kBytesPerSecondMax = 9'000'000'000;

}  // namespace

Device::Device(Simulation& simulation, const DiskProfile& profile, Random random)
    : simulation_(simulation), profile_(profile), random_(random) {
    INVARIANT(profile.bytes_per_second > 0 && profile.bytes_per_second <= kBytesPerSecondMax,
              "a disk with an impossible bandwidth");
}

Instant Device::work(const LatencyLaw& latency, std::int64_t bytes) {
    const std::int64_t rate = profile_.bytes_per_second;
    const Duration transfer = Duration::seconds(bytes / rate) +
                              Duration::nanoseconds(bytes % rate * kNanosecondsPerSecond / rate);
    const Instant begin = std::max(simulation_.now(), busy_until_);
    busy_until_ = begin + latency.draw(random_) + transfer;
    return busy_until_;
}

void Device::lose_power() {
    busy_until_ = simulation_.now();
}

Instant Device::now() const {
    return simulation_.now();
}

void Device::wait_until(Fiber& fiber, Instant instant) {
    simulation_.scheduler().park(fiber, nullptr, instant);
}

}  // namespace assize::sim
