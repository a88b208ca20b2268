#include "scenarios/run/healing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace assize::scenarios {

namespace {

using model::metadata::to_wire;

std::string in_braces(const model::metadata::BrokerIds& brokers) {
    return fmt::format("{{{}}}", fmt::join(to_wire(brokers), " "));
}

}  // namespace

Wholeness::Wholeness(const World& world, std::set<std::string> living)
    : world_(world), living_(std::move(living)) {}

bool Wholeness::is_to_live(model::BrokerId broker) const {
    return living_.contains(world_.name_of(broker));
}

bool Wholeness::has_a_quorum() const {
    const auto& controllers = world_.controllers();
    const auto living = std::ranges::count_if(
        controllers, [&](const std::string& name) { return living_.contains(name); });
    return static_cast<std::size_t>(living) > controllers.size() / 2;
}

std::string Wholeness::lacks() const {
    // A controller without a majority does not know yet that it decides nothing any more.
    if (!has_a_quorum()) return "most of the controllers are down";
    const auto* image = world_.cluster().image();
    if (!image) return "there is no controller";
    std::vector<std::string> lacks = brokers_missing(*image);
    for (const model::TopicPartition& partition : world_.partitions()) {
        if (std::string lack = lacks_of(partition); !lack.empty()) lacks.push_back(std::move(lack));
    }
    return fmt::format("{}", fmt::join(lacks, ", "));
}

std::vector<std::string> Wholeness::brokers_missing(
    const model::metadata::MetadataImage& image) const {
    std::vector<std::string> missing;
    for (const std::string& name : world_.brokers()) {
        if (!living_.contains(name)) continue;
        const auto* view = world_.cluster().view(name);
        if (!view) {
            missing.push_back(name + " is down");
        } else if (view->broker_state() != model::BrokerState::kRunning ||
                   !image.is_active(world_.cluster().config_of(name).node_id)) {
            missing.push_back(fmt::format("{} is {}", name, to_string(view->broker_state())));
        }
    }
    return missing;
}

std::string Wholeness::lacks_of(const model::TopicPartition& partition) const {
    const auto* state = world_.registration(partition);
    if (!state) return to_string(partition) + " is not there";
    if (!state->leader) {
        return fmt::format("{} has no leader: its ISR is {}{}", to_string(partition),
                           in_braces(state->isr),
                           state->elr.empty() ? "" : ", its ELR " + in_braces(state->elr));
    }
    if (!is_to_live(*state->leader)) {
        return fmt::format("{} is led by {}, which is down", to_string(partition),
                           world_.name_of(*state->leader));
    }
    const bool in_sync = std::ranges::all_of(state->replicas, [&](model::BrokerId replica) {
        return !is_to_live(replica) || model::metadata::contains(state->isr, replica);
    });
    if (!in_sync) {
        return fmt::format("the ISR of {} is {} of {}", to_string(partition), in_braces(state->isr),
                           in_braces(state->replicas));
    }
    const bool may_still_move = std::ranges::all_of(
        state->replicas, [&](model::BrokerId replica) { return is_to_live(replica); });
    if (state->is_reassigning() && may_still_move) {
        return to_string(partition) + " is still being reassigned";
    }
    return "";
}

bool Wholeness::is_excused() const {
    if (is_whole()) return false;
    if (!has_a_quorum()) return true;
    const auto* image = world_.cluster().image();
    if (!image || !brokers_missing(*image).empty()) return false;
    return std::ranges::all_of(world_.partitions(), [&](const auto& partition) {
        return lacks_of(partition).empty() || cannot_be_led(partition);
    });
}

/// Whether nobody that is to live is known to have all of it.
bool Wholeness::cannot_be_led(const model::TopicPartition& partition) const {
    const auto* state = world_.registration(partition);
    if (!state || state->leader) return false;
    const auto nobody = [&](const model::metadata::BrokerIds& brokers) {
        return std::ranges::none_of(brokers, [&](auto broker) { return is_to_live(broker); });
    };
    return nobody(state->isr) && nobody(state->elr);
}

}  // namespace assize::scenarios
