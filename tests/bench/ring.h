#pragma once

#include <cstdint>

#include "sim/time.h"

namespace assize::bench {

/// The work of both rings: N parties in a circle, N messages on their way. Whoever gets one
/// mixes time and place into a checksum and sends one on, with a latency that is drawn for it.
/// Equal checksums after equal time mean equal work in equal order.
class RingWork {
public:
    std::uint64_t checksum() const { return checksum_; }
    std::uint64_t deliveries() const { return deliveries_; }

    /// Accounts for a delivery, and returns how long the next message takes.
    sim::Duration deliver(std::int64_t now_ns, std::uint32_t to) {
        deliveries_ += 1;
        checksum_ = (checksum_ ^ static_cast<std::uint64_t>(now_ns)) * 0x100000001b3u + to;
        return draw_latency();
    }
    /// 1 000 to 66 535 ns, by splitmix64.
    sim::Duration draw_latency() {
        std::uint64_t z = random_ += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return sim::Duration::nanoseconds(1'000 + static_cast<std::int64_t>((z ^ z >> 31) >> 48));
    }

private:
    std::uint64_t random_ = 1;
    std::uint64_t checksum_ = 0;
    std::uint64_t deliveries_ = 0;
};

/// How long a slice of virtual time must be for about `deliveries` in a ring of `parties`.
constexpr sim::Duration slice_of(std::uint32_t parties, std::int64_t deliveries) {
    constexpr std::int64_t mean_latency_ns = 33'768;
    return sim::Duration::nanoseconds(mean_latency_ns * deliveries / parties);
}

}  // namespace assize::bench
