#include "model/controller/kraft/leader_progress.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace assize::model::kraft {
namespace {

using sim::MonotonicInstant;

constexpr MonotonicInstant second(std::int64_t seconds) {
    return MonotonicInstant::at(sim::Duration::seconds(seconds));
}

LeaderProgress leader_of(int voters, std::int64_t epoch_start = 10,
                         std::optional<Variant> variant = std::nullopt) {
    std::vector<BrokerId> ids;
    for (int id = 1; id <= voters; ++id) ids.emplace_back(id);
    return LeaderProgress({.self = {.id = BrokerId(1)},
                           .voters = VoterSet::of(ids),
                           .epoch_start = Offset(epoch_start),
                           .now = second(0),
                           .check_quorum_timeout = sim::Duration::seconds(3),
                           .variant = variant});
}

ReplicaKey node(int id) {
    return {.id = BrokerId(id)};
}

TEST(LeaderProgressTest, a_majority_commits_once_a_record_of_the_own_epoch_is_on_it) {
    LeaderProgress leader = leader_of(3);
    EXPECT_FALSE(leader.update_local_end(Offset(11)));
    EXPECT_FALSE(
        leader.update_replica_end(node(2), Offset(10), second(1)));  // Not beyond the start.
    EXPECT_EQ(leader.high_watermark(), std::nullopt);
    EXPECT_TRUE(leader.update_replica_end(node(2), Offset(11), second(1)));
    EXPECT_EQ(leader.high_watermark(), Offset(11));
}

TEST(LeaderProgressTest, the_variant_that_commits_with_a_minority_asks_nobody_else) {
    LeaderProgress leader = leader_of(3, 10, Variant::kCommitMetadataWithMinority);
    EXPECT_TRUE(leader.update_local_end(Offset(11)));
    EXPECT_EQ(leader.high_watermark(), Offset(11));
}

TEST(LeaderProgressTest, an_only_voter_commits_by_itself) {
    LeaderProgress leader = leader_of(1);
    EXPECT_TRUE(leader.update_local_end(Offset(11)));
    EXPECT_EQ(leader.high_watermark(), Offset(11));
    EXPECT_EQ(leader.check_quorum_deadline(), MonotonicInstant::never());
}

TEST(LeaderProgressTest, observers_count_for_nothing) {
    LeaderProgress leader = leader_of(3);
    leader.update_local_end(Offset(11));
    EXPECT_FALSE(leader.update_replica_end(node(8), Offset(11), second(1)));
    EXPECT_FALSE(leader.update_replica_end(node(9), Offset(11), second(1)));
    leader.note_fetch(BrokerId(8), second(2));
    EXPECT_EQ(leader.check_quorum_deadline(), second(3));
    EXPECT_EQ(leader.observers(second(2)).size(), 2u);
    EXPECT_EQ(leader.observers(second(1000)).size(), 0u);  // Their sessions are over.
}

TEST(LeaderProgressTest, what_is_computed_below_the_high_watermark_is_ignored) {
    LeaderProgress leader = leader_of(3);
    leader.update_local_end(Offset(20));
    leader.update_replica_end(node(2), Offset(20), second(1));
    EXPECT_FALSE(leader.update_replica_end(node(2), Offset(5), second(2)));  // It lost its disk.
    EXPECT_EQ(leader.high_watermark(), Offset(20));
}

TEST(LeaderProgressTest, a_majority_that_fetches_puts_off_resignation) {
    LeaderProgress leader = leader_of(5);
    EXPECT_EQ(leader.check_quorum_deadline(), second(3));
    leader.note_fetch(BrokerId(2), second(1));
    leader.note_fetch(BrokerId(2), second(2));  // The same one again is no majority.
    EXPECT_EQ(leader.check_quorum_deadline(), second(3));
    leader.note_fetch(BrokerId(3), second(2));
    EXPECT_EQ(leader.check_quorum_deadline(), second(5));
}

TEST(LeaderProgressTest, the_successor_that_has_most_comes_first) {
    LeaderProgress leader = leader_of(4);
    leader.update_local_end(Offset(20));
    leader.update_replica_end(node(3), Offset(15), second(1));
    leader.update_replica_end(node(4), Offset(12), second(1));
    EXPECT_EQ(leader.successors(), (std::vector{node(3), node(4), node(2)}));
}

TEST(LeaderProgressTest, voters_that_are_silent_are_told_again_who_leads) {
    const sim::Duration interval = sim::Duration::seconds(1);
    LeaderProgress leader = leader_of(3);
    EXPECT_LE(leader.next_begin_quorum_epoch(BrokerId(2), interval), second(0));
    leader.sent_begin_quorum_epoch(BrokerId(2), second(5));
    EXPECT_EQ(leader.next_begin_quorum_epoch(BrokerId(2), interval), second(6));
    leader.note_fetch(BrokerId(2), second(8));
    EXPECT_EQ(leader.next_begin_quorum_epoch(BrokerId(2), interval), second(9));
}

RC_GTEST_PROP(LeaderProgressTest, the_high_watermark_is_what_a_majority_has_and_never_falls,
              (const std::vector<std::pair<std::uint8_t, std::uint8_t>>& fetches)) {
    LeaderProgress leader = leader_of(5);
    leader.update_local_end(Offset(300));
    std::map<int, std::int64_t> ends{{1, 300}, {2, -1}, {3, -1}, {4, -1}, {5, -1}};
    std::optional<Offset> before;
    for (const auto& [who, end] : fetches) {
        const int id = 2 + who % 4;
        ends[id] = end;
        const bool advanced = leader.update_replica_end(node(id), Offset(end), second(1));
        RC_ASSERT(advanced == (leader.high_watermark() != before));
        RC_ASSERT(!before || *leader.high_watermark() >= *before);
        if (advanced) {
            const auto holders = std::count_if(ends.begin(), ends.end(), [&](const auto& replica) {
                return replica.second >= leader.high_watermark()->value();
            });
            RC_ASSERT(holders >= 3);
            RC_ASSERT(leader.high_watermark()->value() > 10);
        }
        before = leader.high_watermark();
    }
}

}  // namespace
}  // namespace assize::model::kraft
