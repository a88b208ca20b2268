#pragma once

#include <cstdint>

#include "sim/latency.h"
#include "sim/time.h"

namespace assize::sim {

/// How one direction between two hosts behaves when nothing is wrong with it, and how patient
/// the senders are when something is.
struct LinkProfile {
    LatencyLaw latency = LatencyLaw::uniform(100_us, 300_us);
    std::int64_t bytes_per_second = 1'250'000'000;
    /// Bytes that a sender may have accepted and the receiver not yet read, per direction of a
    /// connection; beyond that a sender waits.
    std::int64_t buffer_bytes = 256 * 1024;
    /// What is lost is sent again after the first of these, then after twice that, and so on up
    /// to the second; until it was tried for the third.
    Duration retransmit_first = 200_ms;
    Duration retransmit_most = 120_s;
    Duration give_up_after = 900_s;

    bool operator==(const LinkProfile&) const = default;

    /// From a host to itself, unless set otherwise.
    static LinkProfile loopback() {
        return {.latency = LatencyLaw::uniform(10_us, 30_us), .bytes_per_second = 10'000'000'000};
    }
};

}  // namespace assize::sim
