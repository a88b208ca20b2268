#include "sim/network/tcp/link.h"

#include <algorithm>
#include <cstdint>

#include "sim/invariant.h"
#include "sim/wide_integer.h"

namespace assize::sim::tcp {

namespace {

// How long `bytes` take at that rate. The longest that still counts is a year.
Duration time_to_send(std::size_t bytes, std::int64_t bytes_per_second, std::int64_t divisor) {
    constexpr std::int64_t kPlain = 1'000'000'000;  // Up to here, the product fits in 64 bits.
    if (static_cast<std::int64_t>(bytes) < kPlain && divisor == 1) [[likely]] {
        const std::int64_t product = static_cast<std::int64_t>(bytes) * 1'000'000'000;
        return Duration::nanoseconds(product / bytes_per_second);
    }
    const Wide product = static_cast<Wide>(bytes) * 1'000'000'000 * divisor / bytes_per_second;
    constexpr Wide kYear = Wide{365} * 24 * 3600 * 1'000'000'000;
    return Duration::nanoseconds(static_cast<std::int64_t>(std::min(product, kYear)));
}

void check(const LinkProfile& profile) {
    INVARIANT(profile.bytes_per_second > 0, "a link without bandwidth");
    INVARIANT(profile.buffer_bytes > 0, "a link without buffers");
    INVARIANT(profile.retransmit_first > Duration::zero(), "a link that sends again at once");
    INVARIANT(profile.retransmit_most >= profile.retransmit_first,
              "a link that sends again sooner than at first");
    INVARIANT(profile.give_up_after > Duration::zero(), "a link that gives up at once");
}

}  // namespace

Link::Flight Link::send(Instant now, std::size_t bytes, const Slowdown& slowdown) {
    const Instant begins = std::max(now, busy_until);
    busy_until = begins + time_to_send(bytes, profile.bytes_per_second, slowdown.bandwidth_divisor);
    return {busy_until, busy_until + profile.latency.draw(random) + slowdown.extra_latency};
}

Link& Links::between(HostId from, HostId to) {
    const auto known = links_.find({from, to});
    if (known != links_.end()) return known->second;
    const std::uint64_t number = std::uint64_t{from.value()} << 32 | to.value();
    const LinkProfile profile = from == to ? LinkProfile::loopback() : usual_;
    check(profile);
    return links_
        .emplace(std::pair(from, to), Link{from, to, profile, random_.split("link", number)})
        .first->second;
}

void Links::set(HostId from, HostId to, LinkProfile profile) {
    check(profile);
    between(from, to).profile = std::move(profile);
}

}  // namespace assize::sim::tcp
