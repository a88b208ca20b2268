#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/legend.h"

namespace assize::scenarios::file {

/// All kinds of facts that a trace can hold: of the simulation, of the model and of trials.
const std::vector<sim::LegendEntry>& all_events();

const std::vector<std::string>& event_names();

/// None when there is no such event.
std::optional<std::vector<std::string>> fields_of_event(std::string_view name);

}  // namespace assize::scenarios::file
