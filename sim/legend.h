#pragma once

#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "sim/fact.h"

namespace assize::sim {

/// What a kind of fact means, for those who read traces. Generated from the facts themselves, so
/// that it cannot differ from what a trace holds.
struct LegendEntry {
    struct Field {
        std::string_view name;
        std::string_view meaning;
    };

    std::string_view name;
    std::string_view meaning;
    std::vector<Field> fields;
};

template <Fact F>
LegendEntry legend_entry() {
    LegendEntry entry{F::kName, F::kMeaning, {}};
    F::fields([&](std::string_view name, auto, std::string_view meaning) {
        entry.fields.push_back({name, meaning});
    });
    return entry;
}

/// An entry for each kind in a tuple of facts, in its order.
template <class... Facts>
std::vector<LegendEntry> legend_of(std::type_identity<std::tuple<Facts...>>) {
    return {legend_entry<Facts>()...};
}

/// All kinds of facts that this folder states: about processes, hosts, network and disks.
std::vector<LegendEntry> legend();

}  // namespace assize::sim
