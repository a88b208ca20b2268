#pragma once

#include "reports/run_summary.h"

namespace assize::reports {

/// A run that loses an acknowledged record, made by hand, for tests of what reports tell.
RunSummary losing_run();

/// The same run when nothing of it breaks a promise.
RunSummary quiet_run();

}  // namespace assize::reports
