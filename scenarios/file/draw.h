#pragma once

#include "scenarios/plan.h"
#include "scenarios/scenario.h"
#include "sim/random.h"

namespace assize::scenarios::file {

// What a scenario leaves open, drawn.

/// When the producers of a scenario send what.
std::vector<SendPlan> draw_sends(const ProducerScenario& producer, const PhaseScenario& phases,
                                 const sim::Random& random);

/// Puts names and roles for random targets, and numbers for random partitions. Within one fault
/// nobody is drawn twice, if there are others.
void draw_targets(FaultPlan& fault, const Scenario& scenario, sim::Random& random);

/// A majority of the controllers, and so many brokers that acks=all can be had.
std::vector<Target> draw_core(const Scenario& scenario, sim::Random& random);

}  // namespace assize::scenarios::file
