#include "sim/clock.h"

#include "sim/invariant.h"
#include "sim/wide_integer.h"

namespace assize::sim {

namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

}  // namespace

HostClock::HostClock(const ClockOptions& options, Instant now)
    : monotonic_drift_(options.monotonic_drift),
      booted_(now),
      wall_drift_(options.wall_drift),
      wall_base_(options.wall_at_start),
      wall_base_at_(now) {
    INVARIANT(monotonic_drift_.parts_per_billion() > -kBillion, "a clock that stands still");
    INVARIANT(wall_drift_.parts_per_billion() > -kBillion, "a clock that stands still");
}

void HostClock::jump_wall(Instant now, Duration by) {
    wall_base_ = wall(now) + by;
    wall_base_at_ = now;
}

void HostClock::set_wall_drift(Instant now, Drift drift) {
    INVARIANT(drift.parts_per_billion() > -kBillion, "a clock that stands still");
    jump_wall(now, Duration::zero());
    wall_drift_ = drift;
}

Duration HostClock::stretch(Duration elapsed, Drift drift) {
    const Wide rate = kBillion + drift.parts_per_billion();
    const Wide stretched = Wide{elapsed.nanoseconds()} * rate / kBillion;
    return Duration::nanoseconds(static_cast<std::int64_t>(stretched));
}

Instant HostClock::when_drifting(MonotonicInstant reading) const {
    const Wide rate = kBillion + monotonic_drift_.parts_per_billion();
    const Wide shown = reading.since_origin().nanoseconds();
    const Wide elapsed = shown <= 0 ? shown : (shown * kBillion + rate - 1) / rate;
    const Wide longest = (Instant::never() - booted_).nanoseconds();
    if (elapsed >= longest) return Instant::never();
    return booted_ + Duration::nanoseconds(static_cast<std::int64_t>(elapsed));
}

}  // namespace assize::sim
