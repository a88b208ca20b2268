#pragma once

#include <cstdint>

namespace assize {

struct ClusterOutcome {
    std::uint64_t trace_hash;
    std::uint64_t facts;
};

/// A cluster with clients, to which each kind of harm is done once; all of it follows from the
/// seed.
ClusterOutcome run_cluster_world(std::uint64_t seed);

}  // namespace assize
