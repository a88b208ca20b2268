#pragma once

#include <string_view>
#include <vector>

#include "sim/legend.h"

namespace assize::scenarios {

/// Every kind of event that a trace can have.
std::vector<sim::LegendEntry> whole_legend();

/// Null when there is no such kind.
const sim::LegendEntry* find_kind(const std::vector<sim::LegendEntry>& legend,
                                  std::string_view kind);

}  // namespace assize::scenarios
