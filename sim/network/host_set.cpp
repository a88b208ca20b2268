#include "sim/network/host_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assize::sim {

HostSet::HostSet(std::vector<HostId> hosts) : hosts_(std::move(hosts)) {
    std::sort(hosts_.begin(), hosts_.end());
    hosts_.erase(std::unique(hosts_.begin(), hosts_.end()), hosts_.end());
}

bool HostSet::contains(HostId host) const {
    return std::binary_search(hosts_.begin(), hosts_.end(), host);
}

std::string to_string(const HostSet& hosts) {
    std::string text = "{";
    for (const HostId host : hosts.hosts_) {
        text += fmt::format("{}{}", text.size() == 1 ? "" : ", ", host.value());
    }
    return text + "}";
}

}  // namespace assize::sim
