#pragma once

#include <string>
#include <string_view>

#include "reports/event_log.h"
#include "reports/run_summary.h"

namespace assize::reports {

/// report.html: all of a run in one file that needs no network and works from file://. Story,
/// timeline with zoom and search, properties, plots, configuration and reproduction.
///
/// The page (page.html, *.css, *.js in this folder, and dygraphs) is fixed when Assize is built;
/// the run is data in it: what is read first as JSON, the events as compressed columns. Some 8
/// bytes an event. `plan` is the text of plan.toml, shown as it is.
std::string html_report(const RunSummary& run, const EventLog& log, std::string_view plan);

}  // namespace assize::reports
