#include "sim/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random.h"

namespace assize::sim {
namespace {

constexpr Instant kStart = Instant::origin();

TEST(HostClock, TheMonotonicClockBeginsAtZeroWithEachBoot) {
    HostClock clock(ClockOptions{}, kStart + 5_s);
    EXPECT_EQ(clock.monotonic(kStart + 8_s).since_origin(), 3_s);
    clock.boot(kStart + 10_s);
    EXPECT_EQ(clock.monotonic(kStart + 11_s).since_origin(), 1_s);
}

TEST(HostClock, ClocksDriftApart) {
    HostClock fast({.monotonic_drift = Drift::parts_per_billion(100'000)}, kStart);
    EXPECT_EQ(fast.monotonic(kStart + 1'000_s).since_origin(), 1'000_s + 100_ms);
    HostClock slow({.monotonic_drift = Drift::parts_per_billion(-100'000)}, kStart);
    EXPECT_EQ(slow.monotonic(kStart + 1'000_s).since_origin(), 1'000_s - 100_ms);
}

TEST(HostClock, TheWallClockJumpsBothWaysAndTheMonotonicOneDoesNot) {
    HostClock clock({.wall_drift = Drift::parts_per_billion(1'000'000)}, kStart);
    EXPECT_EQ(clock.wall(kStart + 1_s), kWallEpoch + 1_s + 1_ms);
    clock.jump_wall(kStart + 1_s, -(3600_s));
    EXPECT_EQ(clock.wall(kStart + 1_s), kWallEpoch + 1_s + 1_ms - 3600_s);
    EXPECT_EQ(clock.monotonic(kStart + 1_s).since_origin(), 1_s);
    clock.jump_wall(kStart + 1_s, 7200_s);
    EXPECT_EQ(clock.wall(kStart + 1_s), kWallEpoch + 1_s + 1_ms + 3600_s);
}

TEST(HostClock, ANewWallDriftCountsFromNowOn) {
    HostClock clock(ClockOptions{}, kStart);
    clock.set_wall_drift(kStart + 10_s, Drift::parts_per_billion(1'000'000));
    EXPECT_EQ(clock.wall(kStart + 10_s), kWallEpoch + 10_s);
    EXPECT_EQ(clock.wall(kStart + 11_s), kWallEpoch + 11_s + 1_ms);
}

RC_GTEST_PROP(HostClock, WhenIsTheFirstInstantThatShowsAReading, (std::uint64_t seed)) {
    Random random(seed);
    const auto drift = Drift::parts_per_billion(random.between(-500'000'000, 500'000'000));
    const HostClock clock({.monotonic_drift = drift}, kStart + 3_s);
    const auto reading = MonotonicInstant::at(random.between(0_s, 100'000_s));
    const Instant at = clock.when(reading);
    RC_ASSERT(clock.monotonic(at) >= reading);
    RC_ASSERT(at == kStart + 3_s || clock.monotonic(at - 1_ns) < reading);
}

TEST(HostClock, NeverStaysNever) {
    const HostClock clock({.monotonic_drift = Drift::parts_per_billion(-5)}, kStart + 3_s);
    EXPECT_EQ(clock.when(MonotonicInstant::never()), Instant::never());
    EXPECT_EQ(clock.when(MonotonicInstant::never() - 1_ns), Instant::never());
}

}  // namespace
}  // namespace assize::sim
