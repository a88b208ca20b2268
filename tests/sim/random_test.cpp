#include "sim/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

namespace assize::sim {
namespace {

TEST(Random, TheSameSeedGivesTheSameNumbersEverywhere) {
    // Written down once: no compiler, library or processor may change them.
    Random random(42);
    EXPECT_EQ(random.next(), 0x15780b2e0c2ec716u);
    EXPECT_EQ(random.next(), 0x6104d9866d113a7eu);
    EXPECT_EQ(Random(42).split("disk").next(), 18005657315526398320u);
    EXPECT_EQ(Random(42).split("disk", 3).next(), 12093606421988171957u);
    EXPECT_EQ(Random(42).exponential(1_s).nanoseconds(), 2'478'572'167);
}

TEST(Random, ADrawInOneStreamMovesNothingInAnother) {
    Random parent(7);
    const std::uint64_t before = parent.split("network").next();
    parent.next();
    parent.split("disk").next();
    EXPECT_EQ(parent.split("network").next(), before);
}

TEST(Random, StreamsOfDifferentNamesOrNumbersDiffer) {
    const Random parent(7);
    EXPECT_NE(parent.split("network").next(), parent.split("disk").next());
    EXPECT_NE(parent.split("host", 1).next(), parent.split("host", 2).next());
    EXPECT_NE(parent.split("host", 0).next(), parent.split("host").next());
    EXPECT_NE(parent.split("a").split("b").next(), parent.split("b").split("a").next());
}

RC_GTEST_PROP(Random, DrawsStayWithinTheirBounds, (std::uint64_t seed)) {
    Random random(seed);
    const auto bound = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    const auto least = *rc::gen::inRange<std::int64_t>(-1'000, 1'000);
    const auto most = least + *rc::gen::inRange<std::int64_t>(0, 1'000);
    for (int i = 0; i < 100; ++i) {
        RC_ASSERT(random.below(bound) < bound);
        const std::int64_t drawn = random.between(least, most);
        RC_ASSERT(drawn >= least && drawn <= most);
        const Duration waited = random.exponential(1_ms);
        RC_ASSERT(waited >= Duration::zero() && waited <= 45_ms);
    }
}

TEST(Random, BoundedDrawsAreFair) {
    Random random(1);
    std::array<int, 6> seen{};
    for (int i = 0; i < 60'000; ++i) seen[random.below(6)] += 1;
    for (int count : seen) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Random, ChancesComeTrueAsOftenAsTheySay) {
    Random random(1);
    int often = 0;
    for (int i = 0; i < 100'000; ++i) {
        often += random.happens(Chance::percent(30)) ? 1 : 0;
        EXPECT_FALSE(random.happens(Chance::never()));
        EXPECT_TRUE(random.happens(Chance::always()));
    }
    EXPECT_NEAR(often, 30'000, 600);
}

// P(X > x) = exp(-x / mean): checked at the mean and at its quantiles of 1/2 and 1/1000.
TEST(Random, ExponentialDrawsFollowTheLaw) {
    Random random(1);
    constexpr int kDraws = 200'000;
    std::int64_t sum_us = 0;
    int above_median = 0;
    int above_per_mille = 0;
    for (int i = 0; i < kDraws; ++i) {
        const Duration drawn = random.exponential(1_s);
        sum_us += drawn.nanoseconds() / 1'000;
        above_median += drawn > 693'147_us ? 1 : 0;
        above_per_mille += drawn > 6'907'755_us ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(sum_us) / kDraws, 1e6, 1e4);
    EXPECT_NEAR(above_median, kDraws / 2, 1'200);
    EXPECT_NEAR(above_per_mille, kDraws / 1'000, 60);
}

}  // namespace
}  // namespace assize::sim
