#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/plan.h"
#include "scenarios/scenario.h"
#include "sim/random.h"

namespace assize::scenarios::file {

/// So many faults come by themselves at most, on average.
inline constexpr std::int64_t kRandomFaultsMost = 10'000;

/// What [[random_faults]] can bring, as name_of() has it.
const std::vector<std::string>& random_fault_kinds();
bool need_a_topic(const std::vector<std::string>& kinds);

/// The faults of one such process, in order of time; their targets may still be random.
std::vector<FaultPlan> draw_faults(const RandomFaults& process, const Scenario& scenario,
                                   sim::Random& random);

}  // namespace assize::scenarios::file
