#include "scenarios/run/faults/lives.h"

namespace assize::scenarios {

void Lives::bring_down(const std::string& name, Death death) {
    reasons_to_be_dead_[name] += 1;
    switch (death) {
        case Death::kCrash: return world_.process(name).crash();
        case Death::kPowerLoss: return world_.host(name).lose_power();
        case Death::kWipe: return world_.host(name).wipe();
        case Death::kShutDown: break;
    }
    if (!world_.is_node(name)) return world_.process(name).crash();
    if (!world_.is_alive(name)) return;
    world_.cluster().shut_down(name);
    shutting_down_.insert(name);
}

void Lives::bring_up(const std::string& name) {
    int& reasons = reasons_to_be_dead_[name];
    if (reasons > 0) reasons -= 1;
    if (reasons == 0 && !world_.is_alive(name)) world_.revive(name);
    tend();
}

void Lives::freeze(const std::string& name) {
    reasons_to_be_frozen_[name] += 1;
    world_.process(name).pause();
}

void Lives::thaw(const std::string& name) {
    int& reasons = reasons_to_be_frozen_[name];
    if (reasons > 0) reasons -= 1;
    if (reasons == 0) world_.process(name).resume();
}

void Lives::revive_if_dead(const std::string& name) {
    if (has_no_reason_to_be_dead(name) && !world_.is_alive(name)) world_.revive(name);
}

void Lives::restart(const std::string& name) {
    if (!shutting_down_.insert(name).second) return;
    world_.cluster().shut_down(name);
}

bool Lives::has_no_reason_to_be_dead(const std::string& name) const {
    const auto found = reasons_to_be_dead_.find(name);
    return found == reasons_to_be_dead_.end() || found->second == 0;
}

void Lives::heal(const std::set<std::string>& living) {
    const std::map<std::string, int> were_dead = std::exchange(reasons_to_be_dead_, {});
    reasons_to_be_frozen_.clear();
    for (const std::string& name : world_.clients()) {
        world_.process(name).resume();
        const auto found = were_dead.find(name);
        // Others that are dead are done with their work.
        if (found != were_dead.end() && found->second > 0) revive_if_dead(name);
    }
    for (const std::string& name : world_.nodes()) {
        world_.process(name).resume();
        if (living.contains(name)) {
            revive_if_dead(name);
        } else {
            bring_down(name, Death::kCrash);
        }
    }
}

void Lives::tend() {
    for (auto it = shutting_down_.begin(); it != shutting_down_.end();) {
        if (world_.is_alive(*it)) {
            ++it;
            continue;
        }
        revive_if_dead(*it);
        it = has_no_reason_to_be_dead(*it) ? shutting_down_.erase(it) : std::next(it);
    }
}

}  // namespace assize::scenarios
