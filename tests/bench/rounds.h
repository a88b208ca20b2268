#pragma once

namespace assize::bench {

struct Rounds {
    int repetitions;
    const char* seconds;  // Each lasts, at least.
};

/// Prepares Google Benchmark. Rounds of the benchmarks follow one another in random order, so that
/// a slow moment of the machine hits all alike.
void begin_rounds(const Rounds& rounds);

}  // namespace assize::bench
