#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/legend.h"

namespace assize::scenarios {

/// All kinds of events that a trace can hold: the simulation's first, then the model's.
const std::vector<sim::LegendEntry>& event_kinds();

/// What they are called, in the same order.
const std::vector<std::string>& names_of_event_kinds();

/// Null when there is no such kind.
const sim::LegendEntry* find_event_kind(std::string_view name);

}  // namespace assize::scenarios
