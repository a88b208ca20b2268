#pragma once

#include <string>
#include <string_view>

#include "reports/describe.h"
#include "reports/event_log.h"
#include "reports/run_summary.h"

namespace assize::reports {

/// All that report.html shows of a run but its events, as JSON that may stand in a script tag.
std::string run_data(const RunSummary& run, const EventLog& log, const Describer& describer,
                     std::string_view plan);

}  // namespace assize::reports
