#pragma once

#include <cstddef>
#include <vector>

#include "reports/describe.h"
#include "reports/event_log.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// The faults that lasted and touch the rows: those of the plan, or, where no plan tells of them,
/// the network's rules. `last_of_row` says where in the log each row ends.
std::vector<Timeline::Band> bands_of(const EventLog& log, const Describer& describer,
                                     const std::vector<Timeline::Lane>& lanes,
                                     const std::vector<std::size_t>& last_of_row);

}  // namespace assize::reports
