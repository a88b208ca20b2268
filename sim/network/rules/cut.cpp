#include "sim/network/rules/cut.h"

#include <fmt/format.h>

namespace assize::sim {

Passage Cut::passage(HostId from, HostId to) const {
    const bool there = from_.contains(from) && to_.contains(to);
    const bool back = ways_ == Ways::kBoth && from_.contains(to) && to_.contains(from);
    return there || back ? Passage::kCut : Passage::kOpen;
}

std::string Cut::describe() const {
    return fmt::format("cut {} {} {}", to_string(from_), ways_ == Ways::kBoth ? "<->" : "->",
                       to_string(to_));
}

}  // namespace assize::sim
