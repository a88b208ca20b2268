#pragma once

#include <vector>

#include "sim/legend.h"

namespace assize::model {

/// All kinds of facts that this folder states, and whoever runs a trial.
std::vector<sim::LegendEntry> legend();

}  // namespace assize::model
