#include "sim/network/rules/stall.h"

#include <fmt/format.h>

namespace assize::sim {

Passage Stall::passage(HostId from, HostId to) const {
    return from_.contains(from) && to_.contains(to) ? Passage::kStalled : Passage::kOpen;
}

std::string Stall::describe() const {
    return fmt::format("stall {} -> {}", to_string(from_), to_string(to_));
}

}  // namespace assize::sim
