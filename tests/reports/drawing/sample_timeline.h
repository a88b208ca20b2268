#pragma once

#include "reports/timeline/timeline.h"

namespace assize::reports {

/// A small one with a bit of everything: an acknowledged record is lost by an unclean election.
Timeline sample_timeline();

}  // namespace assize::reports
