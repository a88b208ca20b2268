#pragma once

#include <string>
#include <utility>

#include "sim/network/host_set.h"
#include "sim/network/rule.h"

namespace assize::sim {

/// What one set of hosts sends to another waits at its destination's door until the rule is
/// removed; then all of it arrives at once. Nobody times out for it.
class Stall final : public Rule {
public:
    Stall(HostSet from, HostSet to) : from_(std::move(from)), to_(std::move(to)) {}

    Passage passage(HostId from, HostId to) const override;
    std::string describe() const override;

private:
    const HostSet from_;
    const HostSet to_;
};

}  // namespace assize::sim
