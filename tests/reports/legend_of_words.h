#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/legend.h"

namespace assize::reports {

/// All kinds of facts, for tests that hold words to them.
std::vector<sim::LegendEntry> whole_legend();

/// The fields that words name: "base" and "end" of "append {base..end}".
std::set<std::string> fields_in(std::string_view words);

}  // namespace assize::reports
