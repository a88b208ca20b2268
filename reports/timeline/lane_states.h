#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "reports/describe.h"
#include "reports/event_log.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// What each lane's process is, from row to row, for a partition ("orders-0"; empty: for none):
/// whether it lives, whether it takes itself for the leader, whether the controller has it in the
/// ISR. `last_of_row` says where in the log each row ends.
std::vector<Timeline::LaneState> lane_states(const EventLog& log, const Describer& describer,
                                             const std::vector<Timeline::Lane>& lanes,
                                             const std::vector<std::size_t>& last_of_row,
                                             std::string_view partition);

}  // namespace assize::reports
