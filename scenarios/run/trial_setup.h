#pragma once

#include "checkers/setup.h"
#include "scenarios/plan.h"

namespace assize::scenarios {

/// What of a plan decides what it promises, with the defaults of Kafka where it says nothing.
/// What makes no sense (see World and Workload, which refuse it) is as by default.
checkers::TrialSetup trial_setup(const Plan& plan);

}  // namespace assize::scenarios
