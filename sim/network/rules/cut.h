#pragma once

#include <string>
#include <utility>

#include "sim/network/host_set.h"
#include "sim/network/rule.h"

namespace assize::sim {

/// Which directions between two sets of hosts a rule is about.
enum class Ways : bool { kOne, kBoth };

/// Nothing gets through between two sets of hosts; or nothing from the first to the second, and
/// what the second sends flows.
class Cut final : public Rule {
public:
    Cut(HostSet from, HostSet to, Ways ways)
        : from_(std::move(from)), to_(std::move(to)), ways_(ways) {}

    Passage passage(HostId from, HostId to) const override;
    std::string describe() const override;

private:
    const HostSet from_;
    const HostSet to_;
    const Ways ways_;
};

}  // namespace assize::sim
