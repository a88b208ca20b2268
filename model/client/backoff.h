#pragma once

#include <cstdint>

#include "model/rpc/backoff.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::model::client {

/// How long to wait before an attempt: `first` doubled with each failure up to `most`, and a
/// fifth of it more or less by chance.
/// Source: Kafka, ExponentialBackoff (KIP-580).
class Backoff {
public:
    Backoff(sim::Duration first, sim::Duration most) : first_(first), most_(most) {}

    /// Before the attempt that follows `failures` failed ones. Requires: `failures` > 0.
    sim::Duration before_attempt(std::uint32_t failures, sim::Random& random) const {
        const sim::Duration wait = rpc::doubled(first_, failures - 1, most_);
        const sim::Duration fifth = wait / 5;
        return wait + random.between(-fifth, fifth);
    }

private:
    sim::Duration first_;
    sim::Duration most_;
};

}  // namespace assize::model::client
