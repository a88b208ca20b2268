#include "checkers/white_box/epoch_runs.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace assize::checkers {
namespace {

TEST(EpochRuns, AnEpochIsOneRunHoweverManyBatchesItHas) {
    EpochRuns runs;
    runs.append(0, 5, 1);
    runs.append(5, 9, 1);
    runs.append(9, 10, 3);
    EXPECT_EQ(runs.runs().size(), 2u);
    EXPECT_EQ(runs.epoch_at(8), 1);
    EXPECT_EQ(runs.epoch_at(9), 3);
    EXPECT_EQ(runs.epoch_at(10), std::nullopt);
}

TEST(EpochRuns, WhatIsMissingInAnotherIsFoundAtItsFirstOffset) {
    EpochRuns leader;
    leader.append(0, 10, 1);
    leader.append(10, 20, 2);
    EpochRuns follower;
    follower.append(0, 12, 1);
    EXPECT_EQ(leader.first_missing_in(follower, 0, 10), std::nullopt);
    EXPECT_EQ(leader.first_missing_in(follower, 0, 20), 10);
    EXPECT_EQ(follower.first_missing_in(leader, 0, 12), 10);
    EXPECT_EQ(leader.first_missing_in(EpochRuns(), 3, 20), 3);
}

RC_GTEST_PROP(EpochRuns, AreAMapFromOffsetsToEpochs, ()) {
    std::map<std::int64_t, std::int32_t> map;
    EpochRuns runs;
    std::int32_t epoch = 0;
    for (int step = 0; step < 30; ++step) {
        const std::int64_t end = map.empty() ? 0 : map.rbegin()->first + 1;
        if (*rc::gen::inRange(0, 4) > 0) {
            epoch += *rc::gen::inRange(0, 2);
            const std::int64_t begin = end + *rc::gen::inRange(0, 2);
            const std::int64_t stop = begin + *rc::gen::inRange(1, 5);
            runs.append(begin, stop, epoch);
            for (std::int64_t at = begin; at < stop; ++at) map[at] = epoch;
        } else if (*rc::gen::arbitrary<bool>()) {
            const std::int64_t at = *rc::gen::inRange<std::int64_t>(0, end + 2);
            runs.cut_end(at);
            map.erase(map.lower_bound(at), map.end());
        } else {
            const std::int64_t at = *rc::gen::inRange<std::int64_t>(0, end + 2);
            runs.cut_begin(at);
            map.erase(map.begin(), map.lower_bound(at));
        }
        for (std::int64_t at = 0; at < end + 8; ++at) {
            const auto known = map.find(at);
            RC_ASSERT(runs.epoch_at(at) ==
                      (known == map.end() ? std::nullopt : std::optional(known->second)));
        }
    }
}

}  // namespace
}  // namespace assize::checkers
