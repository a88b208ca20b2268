#pragma once

#include <cstddef>
#include <vector>

#include "reports/timeline/timeline.h"

namespace assize::reports {

/// Cuts a timeline into pages of at most so many rows; each begins with the last row of the one
/// before, and counts what is shown and left out on itself. Requires: rows_most >= 2.
std::vector<Timeline> split_into_pages(Timeline timeline, std::size_t rows_most);

}  // namespace assize::reports
