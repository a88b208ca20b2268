#include "reports/timeline/timeline.h"

#include <gtest/gtest.h>

namespace assize::reports {

namespace {

sim::Instant at_ns(std::int64_t ns) {
    return sim::Instant::at(sim::Duration::nanoseconds(ns));
}

TEST(Timeline, ShowsTimesAsMillisecondsWithThreeDigits) {
    EXPECT_EQ(milliseconds(at_ns(2'192'880'999)), "2192.880");
    EXPECT_EQ(milliseconds(at_ns(1'000)), "0.001");
}

TEST(Timeline, SaysHowLongABreakIsInTwoOrThreeDigits) {
    EXPECT_EQ(short_duration(sim::Duration::microseconds(300)), "300 us");
    EXPECT_EQ(short_duration(sim::Duration::microseconds(1'250)), "1.2 ms");
    EXPECT_EQ(short_duration(sim::Duration::milliseconds(505)), "505 ms");
    EXPECT_EQ(short_duration(sim::Duration::milliseconds(1'400)), "1.4 s");
    EXPECT_EQ(short_duration(sim::Duration::seconds(63)), "63 s");
}

TEST(Timeline, CountsByKindAndSumsUpTheRest) {
    EXPECT_EQ(counted(1, {}), "1 event");
    EXPECT_EQ(counted(4'118, {{"fetch", 4'000}, {"beat", 100}, {"a", 10}, {"b", 8}}, 2),
              "4 118 events: 4 000 fetch, 100 beat, 18 others");
    EXPECT_EQ(counted(3, {{"fetch", 3}}), "3 events: 3 fetch");
}

TEST(Timeline, GroupsDigitsByThousands) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(-123'456), "-123 456");
    EXPECT_EQ(grouped(1'234'567), "1 234 567");
}

}  // namespace

}  // namespace assize::reports
