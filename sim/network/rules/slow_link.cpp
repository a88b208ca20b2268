#include "sim/network/rules/slow_link.h"

#include <fmt/format.h>

#include "sim/invariant.h"

namespace assize::sim {

SlowLink::SlowLink(HostSet from, HostSet to, Slowdown slowdown)
    : from_(std::move(from)), to_(std::move(to)), slowdown_(slowdown) {
    INVARIANT(slowdown.extra_latency >= Duration::zero(), "a link is slowed by less than nothing");
    INVARIANT(slowdown.bandwidth_divisor >= 1, "a slow link divides its bandwidth by less than 1");
}

Slowdown SlowLink::slowdown(HostId from, HostId to) const {
    return from_.contains(from) && to_.contains(to) ? slowdown_ : Slowdown{};
}

std::string SlowLink::describe() const {
    return fmt::format("slow {} -> {} by {} ns, bandwidth / {}", to_string(from_), to_string(to_),
                       slowdown_.extra_latency.nanoseconds(), slowdown_.bandwidth_divisor);
}

}  // namespace assize::sim
