#include "model/log/leader_epoch_cache.h"

#include <gtest/gtest.h>

namespace assize::model::log {
namespace {

LeaderEpochCache cache_of(const std::vector<std::pair<int, int>>& entries) {
    LeaderEpochCache cache;
    for (const auto& [epoch, start] : entries) cache.assign(LeaderEpoch(epoch), Offset(start));
    return cache;
}

std::string shown(const LeaderEpochCache& cache) {
    std::string text;
    for (const EpochStart& entry : cache.entries()) {
        text += (text.empty() ? "" : " ") + std::to_string(entry.epoch.value()) + "@" +
                std::to_string(entry.start.value());
    }
    return text;
}

TEST(LeaderEpochCacheTest, assigning_removes_what_contradicts_it) {
    LeaderEpochCache cache = cache_of({{1, 0}, {3, 10}, {5, 20}});
    EXPECT_EQ(shown(cache), "1@0 3@10 5@20");
    EXPECT_FALSE(cache.assign(LeaderEpoch(5), Offset(25))) << "known already";
    EXPECT_TRUE(cache.assign(LeaderEpoch(5), Offset(15)));
    EXPECT_EQ(shown(cache), "1@0 3@10 5@15");
    EXPECT_TRUE(cache.assign(LeaderEpoch(6), Offset(10)));
    EXPECT_EQ(shown(cache), "1@0 6@10");
    EXPECT_TRUE(cache.assign(LeaderEpoch(2), Offset(30)));
    EXPECT_EQ(shown(cache), "1@0 2@30");
}

TEST(LeaderEpochCacheTest, truncation_keeps_what_still_has_records) {
    LeaderEpochCache cache = cache_of({{1, 0}, {3, 10}, {5, 20}});
    EXPECT_TRUE(cache.truncate_from_end(Offset(20)));
    EXPECT_EQ(shown(cache), "1@0 3@10");
    EXPECT_FALSE(cache.truncate_from_end(Offset(11)));
    EXPECT_TRUE(cache.truncate_from_start(Offset(12)));
    EXPECT_EQ(shown(cache), "3@12");
    EXPECT_FALSE(cache.truncate_from_start(Offset(12)));
    EXPECT_TRUE(cache.truncate_from_start(Offset(30)));
    EXPECT_EQ(shown(cache), "3@30");
}

// Source: LeaderEpochFileCache.endOffsetFor.
TEST(LeaderEpochCacheTest, an_epoch_ends_where_the_next_one_begins) {
    const LeaderEpochCache cache = cache_of({{2, 5}, {4, 10}, {7, 20}});
    struct Row {
        int asked;
        int epoch;
        int end;
    };
    for (const Row& row : {Row{0, 0, 5}, Row{1, 1, 5}, Row{2, 2, 10}, Row{3, 2, 10}, Row{4, 4, 20},
                           Row{6, 4, 20}, Row{7, 7, 33}}) {
        EXPECT_EQ(cache.end_offset_for(LeaderEpoch(row.asked), Offset(33)),
                  (EpochEnd{LeaderEpoch(row.epoch), Offset(row.end)}))
            << row.asked;
    }
    EXPECT_EQ(cache.end_offset_for(LeaderEpoch(8), Offset(33)), std::nullopt);
    EXPECT_EQ(LeaderEpochCache().end_offset_for(LeaderEpoch(0), Offset(0)), std::nullopt);
    EXPECT_EQ(cache.epoch_for(Offset(4)), std::nullopt);
    EXPECT_EQ(cache.epoch_for(Offset(19)), LeaderEpoch(4));
    EXPECT_EQ(cache.previous_epoch(LeaderEpoch(7)), LeaderEpoch(4));
    EXPECT_EQ(cache.previous_epoch(LeaderEpoch(2)), std::nullopt);
}

}  // namespace
}  // namespace assize::model::log
