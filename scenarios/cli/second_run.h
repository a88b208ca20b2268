#pragma once

#include <string>

#include "scenarios/cli/exit_code.h"
#include "scenarios/cli/live_run.h"
#include "scenarios/plan.h"

namespace assize::scenarios {

/// Judges a plan that was run twice: kHeld when both runs came out the same, event for event.
/// Fails: kNonDeterminism, after telling the user, on standard error, which event differs first and
/// how to see that again. `reproduce`: the command that makes one run of it.
ExitCode compare_runs(const Plan& plan, const LiveRun& first, const LiveRun& second,
                      const std::string& reproduce);

}  // namespace assize::scenarios
