#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace assize::sim {

/// A span of time, which may be negative.
/// Units: integer nanoseconds; about 292 years either way. Built by named units only.
class Duration {
public:
    static constexpr Duration nanoseconds(std::int64_t count) { return Duration(count); }
    static constexpr Duration microseconds(std::int64_t count) { return Duration(count * 1'000); }
    static constexpr Duration milliseconds(std::int64_t count) {
        return Duration(count * 1'000'000);
    }
    static constexpr Duration seconds(std::int64_t count) {
        return Duration(count * 1'000'000'000);
    }
    static constexpr Duration zero() { return Duration(0); }
    static constexpr Duration max() { return Duration(std::numeric_limits<std::int64_t>::max()); }

    constexpr std::int64_t nanoseconds() const { return nanoseconds_; }

    constexpr auto operator<=>(const Duration&) const = default;
    constexpr Duration operator-() const { return Duration(-nanoseconds_); }
    constexpr Duration& operator+=(Duration more) {
        nanoseconds_ += more.nanoseconds_;
        return *this;
    }
    constexpr Duration& operator-=(Duration less) {
        nanoseconds_ -= less.nanoseconds_;
        return *this;
    }
    friend constexpr Duration operator+(Duration a, Duration b) { return a += b; }
    friend constexpr Duration operator-(Duration a, Duration b) { return a -= b; }
    friend constexpr Duration operator*(Duration a, std::int64_t times) {
        return Duration(a.nanoseconds_ * times);
    }
    friend constexpr Duration operator*(std::int64_t times, Duration a) { return a * times; }
    friend constexpr Duration operator/(Duration a, std::int64_t parts) {
        return Duration(a.nanoseconds_ / parts);
    }
    /// How many whole times `b` fits into `a`.
    friend constexpr std::int64_t operator/(Duration a, Duration b) {
        return a.nanoseconds_ / b.nanoseconds_;
    }

private:
    constexpr explicit Duration(std::int64_t count) : nanoseconds_(count) {}

    std::int64_t nanoseconds_;
};

/// A point on one clock. Points of different clocks do not mix: subtracting or comparing them
/// does not compile.
/// Units: integer nanoseconds since the clock's own origin.
template <class Clock>
class TimePoint {
public:
    static constexpr TimePoint at(Duration since_origin) { return TimePoint(since_origin); }
    static constexpr TimePoint origin() { return TimePoint(Duration::zero()); }
    /// Later than anything that can happen.
    static constexpr TimePoint never() { return TimePoint(Duration::max()); }

    constexpr Duration since_origin() const { return since_origin_; }

    constexpr auto operator<=>(const TimePoint&) const = default;
    friend constexpr TimePoint operator+(TimePoint at, Duration after) {
        return TimePoint(at.since_origin_ + after);
    }
    friend constexpr TimePoint operator-(TimePoint at, Duration before) {
        return TimePoint(at.since_origin_ - before);
    }
    friend constexpr Duration operator-(TimePoint later, TimePoint earlier) {
        return later.since_origin_ - earlier.since_origin_;
    }

private:
    constexpr explicit TimePoint(Duration since_origin) : since_origin_(since_origin) {}

    Duration since_origin_;
};

/// Virtual time: the simulation's own. Only `sim` and the stamps of the trace know it.
using Instant = TimePoint<struct VirtualClock>;
/// What a host's monotonic clock shows: since its boot, at the host's own rate.
using MonotonicInstant = TimePoint<struct MonotonicClock>;
/// What a host's wall clock shows: since the Unix epoch, as far as the host knows.
using WallInstant = TimePoint<struct WallClock>;

/// Up to when to wait, on the monotonic clock of the host that waits.
class Deadline {
public:
    static constexpr Deadline never() { return Deadline(MonotonicInstant::never()); }
    static constexpr Deadline at(MonotonicInstant instant) { return Deadline(instant); }

    constexpr bool is_never() const { return instant_ == MonotonicInstant::never(); }
    constexpr MonotonicInstant instant() const { return instant_; }

    constexpr auto operator<=>(const Deadline&) const = default;

private:
    constexpr explicit Deadline(MonotonicInstant instant) : instant_(instant) {}

    MonotonicInstant instant_;
};

inline namespace literals {

constexpr Duration operator""_ns(unsigned long long count) {
    return Duration::nanoseconds(static_cast<std::int64_t>(count));
}
constexpr Duration operator""_us(unsigned long long count) {
    return Duration::microseconds(static_cast<std::int64_t>(count));
}
constexpr Duration operator""_ms(unsigned long long count) {
    return Duration::milliseconds(static_cast<std::int64_t>(count));
}
constexpr Duration operator""_s(unsigned long long count) {
    return Duration::seconds(static_cast<std::int64_t>(count));
}

}  // namespace literals

}  // namespace assize::sim
