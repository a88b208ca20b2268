#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/network/host_set.h"
#include "sim/network/rule.h"

namespace assize::sim {

/// Hosts of different groups do not see each other. Hosts in no group see all: one such host
/// between two groups is a bridge. Requires: no host is in two groups.
class Partition final : public Rule {
public:
    explicit Partition(std::vector<HostSet> groups) : groups_(std::move(groups)) {}

    Passage passage(HostId from, HostId to) const override;
    std::string describe() const override;

private:
    const HostSet* group_of(HostId host) const;

    const std::vector<HostSet> groups_;
};

/// Hosts in a circle, each of which sees its two neighbours only. Hosts outside it see all.
class Ring final : public Rule {
public:
    explicit Ring(std::vector<HostId> circle) : circle_(std::move(circle)) {}

    Passage passage(HostId from, HostId to) const override;
    std::string describe() const override;

private:
    const std::vector<HostId> circle_;
};

}  // namespace assize::sim
