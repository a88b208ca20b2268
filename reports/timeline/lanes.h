#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/describe.h"
#include "reports/timeline/rows.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// Who has a lane, and who would have one if there was room.
struct Lanes {
    std::vector<Timeline::Lane> lanes;  // Producers, controllers, brokers, then who reads.
    std::vector<std::string> left_out;  // Processes.
};

/// Lanes for all whom a row tells of, at most so many: those go first that have the fewest rows,
/// but none of whom something is told that must be.
Lanes lanes_for(const EventLog& log, const Describer& describer, const std::vector<RowParts>& rows,
                std::size_t most);

}  // namespace assize::reports
