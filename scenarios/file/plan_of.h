#pragma once

#include <cstdint>

#include "scenarios/plan.h"
#include "scenarios/scenario.h"

namespace assize::scenarios {

/// Draws all that the scenario leaves open: when records are sent and with which keys, whom
/// "random broker" means, which random faults come when, which core is healed. Each has a stream
/// of random numbers of its own, so that a change to one moves nothing of the others.
/// Requires: the scenario was read by read_scenario() without an error.
Plan plan_of(const Scenario& scenario, std::uint64_t seed);

}  // namespace assize::scenarios
