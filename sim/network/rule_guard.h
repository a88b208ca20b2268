#pragma once

#include "sim/network/rule.h"

namespace assize::sim {

class Network;

/// Removes a rule when it goes. Requires: the network is still there then.
class [[nodiscard]] RuleGuard {
public:
    RuleGuard(Network& network, RuleId rule) : network_(&network), rule_(rule) {}
    RuleGuard(RuleGuard&& other) noexcept;
    RuleGuard& operator=(RuleGuard&& other) noexcept;
    ~RuleGuard() { remove(); }

    RuleId id() const { return rule_; }

    void remove();
    /// Leaves the rule in place: it stays until Network::remove().
    RuleId keep();

private:
    Network* network_;  // Null when there is nothing to do.
    RuleId rule_;
};

}  // namespace assize::sim
