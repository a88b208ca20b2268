#include "sim/latency.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assize::sim {
namespace {

TEST(LatencyLaw, AFixedLawDrawsNothing) {
    Random random(1);
    Random untouched(1);
    EXPECT_EQ(LatencyLaw::fixed(3_ms).draw(random), 3_ms);
    EXPECT_EQ(random.next(), untouched.next());
}

RC_GTEST_PROP(LatencyLaw, DrawsStayBetweenLeastAndMost, (std::uint64_t seed)) {
    Random random(seed);
    for (int i = 0; i < 100; ++i) {
        const Duration uniform = LatencyLaw::uniform(1_ms, 2_ms).draw(random);
        RC_ASSERT(uniform >= 1_ms && uniform <= 2_ms);
        RC_ASSERT(LatencyLaw::exponential(5_ms, 1_ms).draw(random) >= 5_ms);
    }
}

TEST(LatencyLaw, QuantilesComeTrue) {
    const auto law = LatencyLaw::quantiles({{500, 1_ms}, {990, 10_ms}, {1000, 1_s}});
    Random random(1);
    int below_median = 0;
    int in_tail = 0;
    for (int i = 0; i < 100'000; ++i) {
        const Duration drawn = law.draw(random);
        EXPECT_LE(drawn, 1_s);
        below_median += drawn <= 1_ms ? 1 : 0;
        in_tail += drawn > 10_ms ? 1 : 0;
    }
    EXPECT_NEAR(below_median, 50'000, 700);
    EXPECT_NEAR(in_tail, 1'000, 150);
}

TEST(LatencyLawDeathTest, QuantilesMustRiseToTheEnd) {
    EXPECT_DEATH(LatencyLaw::quantiles({{500, 1_ms}}), "invariant violated");
    EXPECT_DEATH(LatencyLaw::quantiles({{500, 2_ms}, {1000, 1_ms}}), "invariant violated");
    EXPECT_DEATH(LatencyLaw::uniform(2_ms, 1_ms), "invariant violated");
}

}  // namespace
}  // namespace assize::sim
