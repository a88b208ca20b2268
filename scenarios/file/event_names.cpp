#include "scenarios/file/event_names.h"

#include <algorithm>
#include <iterator>

#include "model/legend.h"

namespace assize::scenarios::file {

const std::vector<sim::LegendEntry>& all_events() {
    static const std::vector<sim::LegendEntry> kEvents = [] {
        std::vector<sim::LegendEntry> events = sim::legend();
        std::ranges::move(model::legend(), std::back_inserter(events));
        return events;
    }();
    return kEvents;
}

const std::vector<std::string>& event_names() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const sim::LegendEntry& each : all_events()) names.emplace_back(each.name);
        return names;
    }();
    return kNames;
}

std::optional<std::vector<std::string>> fields_of_event(std::string_view name) {
    const auto found = std::ranges::find(all_events(), name, &sim::LegendEntry::name);
    if (found == all_events().end()) return std::nullopt;
    std::vector<std::string> fields;
    for (const sim::LegendEntry::Field& each : found->fields) fields.emplace_back(each.name);
    return fields;
}

}  // namespace assize::scenarios::file
