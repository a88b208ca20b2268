#include "scenarios/cli/legend.h"

#include <algorithm>

#include "model/legend.h"

namespace assize::scenarios {

std::vector<sim::LegendEntry> whole_legend() {
    std::vector<sim::LegendEntry> all = model::legend();
    std::ranges::copy(sim::legend(), std::back_inserter(all));
    return all;
}

const sim::LegendEntry* find_kind(const std::vector<sim::LegendEntry>& legend,
                                  std::string_view kind) {
    const auto found = std::ranges::find(legend, kind, &sim::LegendEntry::name);
    return found == legend.end() ? nullptr : &*found;
}

}  // namespace assize::scenarios
