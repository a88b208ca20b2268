#pragma once

#include "reports/run_summary.h"

namespace assize::reports {

/// The run of losing_events(), which loses an acknowledged record: made by hand, for tests of what
/// reports tell.
RunSummary losing_run(int sends_before = 2);

/// The same run when nothing of it breaks a promise.
RunSummary quiet_run();

}  // namespace assize::reports
