#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "sim/id.h"

namespace assize::sim {

/// Some hosts.
class HostSet {
public:
    HostSet(std::initializer_list<HostId> hosts) : HostSet(std::vector<HostId>(hosts)) {}
    explicit HostSet(std::vector<HostId> hosts);

    bool contains(HostId host) const;

private:
    friend std::string to_string(const HostSet& hosts);

    std::vector<HostId> hosts_;  // Ascending, each once.
};

/// As in `{0, 2}`.
std::string to_string(const HostSet& hosts);

}  // namespace assize::sim
