#pragma once

#include <string>

#include "reports/run_summary.h"
#include "reports/terminal.h"
#include "scenarios/cli/command.h"
#include "scenarios/plan.h"
#include "scenarios/run/run.h"

namespace assize::scenarios {

/// What reports tell of a run beside its events, but for where it is kept.
reports::RunSummary summary_of(const Plan& plan, const std::string& path, const RunResult& result,
                               const std::string& reproduce);

/// How standard output is to be written.
reports::TerminalOptions terminal_options(const CommonOptions& common);

}  // namespace assize::scenarios
