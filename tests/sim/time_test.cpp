#include "sim/time.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace assize::sim {
namespace {

template <class A, class B>
concept Subtractable = requires(A a, B b) {
    a - b;
};
template <class A, class B>
concept Addable = requires(A a, B b) {
    a + b;
};

TEST(Time, DurationsAreBuiltByNamedUnitsOnly) {
    EXPECT_EQ(2_s, Duration::milliseconds(2'000));
    EXPECT_EQ(3_ms, Duration::microseconds(3'000));
    EXPECT_EQ(5_us, 5'000_ns);
    static_assert(!std::is_convertible_v<std::int64_t, Duration>);
    static_assert(!std::is_default_constructible_v<Duration>);
}

TEST(Time, InstantsSubtractToADurationAndDoNotAdd) {
    const Instant later = Instant::origin() + 7_ms;
    EXPECT_EQ(later - Instant::origin(), 7_ms);
    EXPECT_EQ(later - 7_ms, Instant::origin());
    static_assert(!Addable<Instant, Instant>);
}

TEST(Time, ClocksDoNotMix) {
    static_assert(Subtractable<Instant, Instant>);
    static_assert(!Subtractable<Instant, MonotonicInstant>);
    static_assert(!Subtractable<WallInstant, MonotonicInstant>);
    static_assert(!std::is_convertible_v<Instant, WallInstant>);
}

TEST(Time, DividingDurationsCounts) {
    EXPECT_EQ(10_s / 3_s, 3);
    EXPECT_EQ(9_s / 2, 4'500_ms);
    EXPECT_EQ(-(3_s) + 1_s, -(2_s));
}

TEST(Time, NeverIsLaterThanAnything) {
    EXPECT_GT(Instant::never(), Instant::origin() + 9'000'000'000_s);
    EXPECT_TRUE(Deadline::never().is_never());
    EXPECT_FALSE(Deadline::at(MonotonicInstant::origin()).is_never());
}

}  // namespace
}  // namespace assize::sim
