#include "scenarios/event_kinds.h"

#include <algorithm>
#include <iterator>

#include "model/legend.h"

namespace assize::scenarios {

const std::vector<sim::LegendEntry>& event_kinds() {
    static const std::vector<sim::LegendEntry> kKinds = [] {
        std::vector<sim::LegendEntry> kinds = sim::legend();
        std::ranges::move(model::legend(), std::back_inserter(kinds));
        return kinds;
    }();
    return kKinds;
}

const std::vector<std::string>& names_of_event_kinds() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const sim::LegendEntry& kind : event_kinds()) names.emplace_back(kind.name);
        return names;
    }();
    return kNames;
}

const sim::LegendEntry* find_event_kind(std::string_view name) {
    const auto found = std::ranges::find(event_kinds(), name, &sim::LegendEntry::name);
    return found == event_kinds().end() ? nullptr : &*found;
}

}  // namespace assize::scenarios
