#pragma once

#include <string>
#include <utility>

#include "sim/network/host_set.h"
#include "sim/network/rule.h"

namespace assize::sim {

/// One bit is flipped in some of the frames that one set of hosts sends to another.
class Corruption final : public Rule {
public:
    Corruption(HostSet from, HostSet to, Chance of_frame)
        : from_(std::move(from)), to_(std::move(to)), of_frame_(of_frame) {}

    Verdict on_frame(const FrameInTransit& frame, Random& random) override;
    std::string describe() const override;

private:
    const HostSet from_;
    const HostSet to_;
    const Chance of_frame_;
};

}  // namespace assize::sim
