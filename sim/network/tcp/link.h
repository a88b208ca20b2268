#pragma once

#include <cstddef>
#include <map>
#include <utility>

#include "sim/id.h"
#include "sim/network/profile.h"
#include "sim/network/rule.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim::tcp {

/// One direction between two hosts, which all their connections share.
struct Link {
    HostId from;
    HostId to;
    LinkProfile profile;
    Random random;  // For its latencies.
    Instant busy_until = Instant::origin();

    bool is_loopback() const { return from == to; }

    /// When something that is sent now has left, after what was sent before; and arrives.
    struct Flight {
        Instant departs;
        Instant arrives;
    };
    Flight send(Instant now, std::size_t bytes, const Slowdown& slowdown);
};

/// All links, made as they are used. Invariant: a link stays where it is.
class Links {
public:
    Links(LinkProfile usual, Random random) : usual_(std::move(usual)), random_(random) {}

    Link& between(HostId from, HostId to);
    /// Requires: bandwidth, buffer and times to send again are positive.
    void set(HostId from, HostId to, LinkProfile profile);

private:
    const LinkProfile usual_;
    const Random random_;
    std::map<std::pair<HostId, HostId>, Link> links_;
};

}  // namespace assize::sim::tcp
