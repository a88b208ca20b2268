#include "sim/network/rule_guard.h"

#include <utility>

#include "sim/network/network.h"

namespace assize::sim {

RuleGuard::RuleGuard(RuleGuard&& other) noexcept
    : network_(std::exchange(other.network_, nullptr)), rule_(other.rule_) {}

RuleGuard& RuleGuard::operator=(RuleGuard&& other) noexcept {
    if (this == &other) return *this;
    remove();
    network_ = std::exchange(other.network_, nullptr);
    rule_ = other.rule_;
    return *this;
}

void RuleGuard::remove() {
    if (Network* network = std::exchange(network_, nullptr)) network->remove(rule_);
}

RuleId RuleGuard::keep() {
    network_ = nullptr;
    return rule_;
}

}  // namespace assize::sim
