#pragma once

#include <string>
#include <utility>

#include "sim/network/host_set.h"
#include "sim/network/rule.h"

namespace assize::sim {

/// What one set of hosts sends to another takes longer, or shares less bandwidth.
class SlowLink final : public Rule {
public:
    /// Requires: the latency is not negative, and the divisor at least 1.
    SlowLink(HostSet from, HostSet to, Slowdown slowdown);

    Slowdown slowdown(HostId from, HostId to) const override;
    std::string describe() const override;

private:
    const HostSet from_;
    const HostSet to_;
    const Slowdown slowdown_;
};

}  // namespace assize::sim
