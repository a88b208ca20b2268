#pragma once

#include <cstddef>
#include <vector>

#include "reports/event_log.h"
#include "reports/timeline/messages.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// What of the window [begin, begin + shown.size()) of the log is not shown, by the rows between
/// which it is missing. `shown` says which events are; `last_of_row`, where in the log rows end.
std::vector<Timeline::Break> breaks_of(const EventLog& log, const Messages& messages,
                                       std::size_t begin, const std::vector<bool>& shown,
                                       const std::vector<std::size_t>& last_of_row);

/// Counts of several, added up; the most frequent first.
std::vector<Timeline::CountOfKind> sum_of(const std::vector<Timeline::Break>& breaks);

}  // namespace assize::reports
