#pragma once

#include <string>

#include "reports/event_log.h"
#include "reports/run_summary.h"
#include "scenarios/cli/run_folder.h"
#include "sim/result.h"

namespace assize::scenarios {

/// Writes timeline.svg, whose events link to the report beside it, and timeline.txt: all pages.
sim::Result<void, std::string> write_timelines(RunFolder& folder,
                                               const reports::RunSummary& summary,
                                               const reports::EventLog& log);

}  // namespace assize::scenarios
