#pragma once

#include <cstddef>
#include <vector>

#include "checkers/verdict.h"
#include "reports/event_log.h"

namespace assize::reports {

/// The events that tell the story, as indices in rising order: what a timeline of the run shows.
std::vector<std::size_t> slice_of(const EventLog& log, const checkers::Verdict& verdict);

}  // namespace assize::reports
