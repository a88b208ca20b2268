#pragma once

#include <string>

#include "scenarios/cli/exit_code.h"
#include "scenarios/plan.h"
#include "scenarios/run/run.h"

namespace assize::scenarios {

/// Whether a run came to a verdict. If not: tells the user why, on standard error, and how to see
/// it again.
bool has_verdict(const Plan& plan, const RunResult& result);

/// How a command ends that shows this run: by its verdict, or by why it has none.
ExitCode exit_code_of(const Plan& plan, const RunResult& result);

/// Tells why a run has no verdict, on standard error. Returns its exit code.
ExitCode complain_of_run(const Plan& plan, const std::string& path, const RunResult& result,
                         const std::string& reproduce);

}  // namespace assize::scenarios
