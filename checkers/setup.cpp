#include "checkers/setup.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::checkers {

const TopicSetup* TrialSetup::topic(std::string_view name) const {
    const auto found = std::ranges::find(topics, name, &TopicSetup::name);
    return found == topics.end() ? nullptr : &*found;
}

const ProducerSetup* TrialSetup::producer(std::string_view name) const {
    const auto found = std::ranges::find(producers, name, &ProducerSetup::name);
    return found == producers.end() ? nullptr : &*found;
}

std::string TrialSetup::node_name(std::int32_t id) const {
    const auto found = std::ranges::find(nodes, id, &NodeSetup::id);
    return found == nodes.end() ? fmt::format("broker-{}", id) : found->name;
}

}  // namespace assize::checkers
