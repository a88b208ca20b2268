// Prints what is left of some runs: all builds must print the same.

#include <fmt/format.h>

#include "tests/determinism/cluster_world.h"
#include "tests/determinism/small_world.h"

int main() {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const assize::WorldOutcome outcome = assize::run_small_world(seed);
        fmt::print("seed {}: {:016x}, {} facts, {} events\n", seed, outcome.trace_hash,
                   outcome.facts, outcome.events);
    }
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const assize::ClusterOutcome outcome = assize::run_cluster_world(seed);
        fmt::print("cluster, seed {}: {:016x}, {} facts\n", seed, outcome.trace_hash,
                   outcome.facts);
    }
}
