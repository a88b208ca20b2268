#pragma once

#include <cstdint>

namespace assize {

/// What is left of a run: equal for equal runs, whatever machine, compiler or build made them.
struct WorldOutcome {
    std::uint64_t trace_hash;
    std::uint64_t facts;
    std::uint64_t events;

    bool operator==(const WorldOutcome&) const = default;
};

/// Runs a few seconds of a small world that uses all of `sim`: hosts whose clocks drift, servers
/// that write what clients send them to disk, and every kind of fault, all drawn from the seed.
WorldOutcome run_small_world(std::uint64_t seed);

}  // namespace assize
