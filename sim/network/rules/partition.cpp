#include "sim/network/rules/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace assize::sim {

Passage Partition::passage(HostId from, HostId to) const {
    const HostSet* group = group_of(from);
    const HostSet* other = group_of(to);
    return group && other && group != other ? Passage::kCut : Passage::kOpen;
}

const HostSet* Partition::group_of(HostId host) const {
    const auto holds = [host](const HostSet& group) { return group.contains(host); };
    const auto found = std::find_if(groups_.begin(), groups_.end(), holds);
    return found == groups_.end() ? nullptr : &*found;
}

std::string Partition::describe() const {
    std::string text = "partition";
    for (const HostSet& group : groups_)
        text += (&group == &groups_[0] ? " " : " | ") + to_string(group);
    return text;
}

Passage Ring::passage(HostId from, HostId to) const {
    const auto a = std::find(circle_.begin(), circle_.end(), from);
    const auto b = std::find(circle_.begin(), circle_.end(), to);
    if (a == circle_.end() || b == circle_.end()) return Passage::kOpen;
    const auto distance = static_cast<std::size_t>(a < b ? b - a : a - b);
    const bool neighbours = distance <= 1 || distance == circle_.size() - 1;
    return neighbours ? Passage::kOpen : Passage::kCut;
}

std::string Ring::describe() const {
    std::string text = "ring";
    for (const HostId host : circle_) text += fmt::format(" {}", host.value());
    return text;
}

}  // namespace assize::sim
