#pragma once

#include <cstdint>

#include "sim/time.h"

namespace assize::sim {

/// How much faster than virtual time a clock runs, in parts per billion; negative is slower.
/// A quartz clock is within 100 000.
class Drift {
public:
    static constexpr Drift none() { return Drift(0); }
    /// Requires: more than -1 000 000 000, at which the clock would stand still.
    static constexpr Drift parts_per_billion(std::int64_t parts) { return Drift(parts); }

    constexpr std::int64_t parts_per_billion() const { return parts_; }
    constexpr auto operator<=>(const Drift&) const = default;

private:
    constexpr explicit Drift(std::int64_t parts) : parts_(parts) {}

    std::int64_t parts_;
};

/// What a host's wall clock shows when the simulation begins: 2026-01-01T00:00:00Z.
inline constexpr WallInstant kWallEpoch = WallInstant::at(Duration::seconds(1'767'225'600));

struct ClockOptions {
    WallInstant wall_at_start = kWallEpoch;
    Drift wall_drift = Drift::none();
    Drift monotonic_drift = Drift::none();

    bool operator==(const ClockOptions&) const = default;
};

/// The two clocks of a host, as functions of virtual time.
///
/// The monotonic clock begins at zero with each boot, never goes back and never jumps; its rate
/// is the host's for good, so that armed deadlines stay true. The wall clock drifts on its own,
/// and may be set, forwards or backwards.
class HostClock {
public:
    HostClock(const ClockOptions& options, Instant now);

    MonotonicInstant monotonic(Instant now) const {
        if (monotonic_drift_ == Drift::none()) [[likely]] {
            return MonotonicInstant::at(now - booted_);
        }
        return MonotonicInstant::at(stretch(now - booted_, monotonic_drift_));
    }
    /// The first instant at which monotonic() shows at least `reading`.
    Instant when(MonotonicInstant reading) const {
        if (reading == MonotonicInstant::never()) return Instant::never();
        if (monotonic_drift_ == Drift::none()) [[likely]]
            return booted_ + reading.since_origin();
        return when_drifting(reading);
    }
    WallInstant wall(Instant now) const {
        return wall_base_ + stretch(now - wall_base_at_, wall_drift_);
    }

    void boot(Instant now) { booted_ = now; }
    void jump_wall(Instant now, Duration by);
    void set_wall_drift(Instant now, Drift drift);

private:
    static Duration stretch(Duration elapsed, Drift drift);
    [[gnu::noinline]] Instant when_drifting(MonotonicInstant reading) const;

    Drift monotonic_drift_;
    Instant booted_;
    Drift wall_drift_;
    WallInstant wall_base_;  // What the wall clock showed at wall_base_at_, its last setting.
    Instant wall_base_at_;
};

}  // namespace assize::sim
