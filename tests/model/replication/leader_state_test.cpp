#include "model/replication/leader_state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/replication/leader_world.h"

namespace assize::model::replication {
namespace {

constexpr std::int32_t kMinIsr = 2;

LeaderLog log_of(std::int64_t end, std::int64_t high_watermark) {
    return {.end = Offset(end), .high_watermark = Offset(high_watermark)};
}

std::optional<Offset> advanced(const LeaderState& leader, const LeaderLog& log,
                               sim::Duration now = 1_s, std::int32_t min_isr = kMinIsr,
                               const FakeEligibility& eligibility = {}) {
    return leader.next_high_watermark(log, at(now), min_isr, eligibility);
}

// --- The high watermark.

TEST(LeaderStateTest, the_high_watermark_waits_for_every_member_to_fetch_in_this_epoch) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1, 2, 3}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 1_s});
    EXPECT_EQ(advanced(leader, log_of(20, 5)), std::nullopt);
    let_fetch(leader, {.follower = 3, .from = 15, .leader_end = 20, .when = 1_s});
    EXPECT_EQ(advanced(leader, log_of(20, 5)), Offset(15));
}

TEST(LeaderStateTest, the_high_watermark_never_goes_back) {
    LeaderState leader = leader_of(brokers({1, 2}), brokers({1, 2}));
    let_fetch(leader, {.follower = 2, .from = 12, .leader_end = 20, .when = 1_s});
    EXPECT_EQ(advanced(leader, log_of(20, 12)), std::nullopt);
    EXPECT_EQ(advanced(leader, log_of(20, 13)), std::nullopt);
    EXPECT_EQ(advanced(leader, log_of(20, 11)), Offset(12));
}

TEST(LeaderStateTest, a_leader_that_is_alone_commits_by_itself) {
    const LeaderState leader = leader_of(brokers({1}), brokers({1}));
    EXPECT_EQ(advanced(leader, log_of(20, 5)), Offset(20));  // Two are not needed of one replica.
}

// KIP-966: "the high watermark cannot advance when the ISR is below min.insync.replicas".
TEST(LeaderStateTest, below_the_minimum_in_sync_the_high_watermark_is_frozen) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1}));
    EXPECT_EQ(advanced(leader, log_of(20, 5), 99_s), std::nullopt);
    EXPECT_EQ(advanced(leader, log_of(20, 5), 99_s, 1), Offset(20));
    leader.isr().commit(brokers({1, 2}), PartitionEpoch(4));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 99_s});
    EXPECT_EQ(advanced(leader, log_of(20, 5), 99_s), Offset(20));
}

TEST(LeaderStateTest, what_is_only_proposed_does_not_count_towards_the_minimum) {
    LeaderState leader = leader_of(brokers({1, 2}), brokers({1}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 1_s});
    leader.isr().propose_expand(BrokerId(2));
    EXPECT_EQ(advanced(leader, log_of(20, 5)), std::nullopt);
}

TEST(LeaderStateTest, the_high_watermark_waits_for_who_joins_and_for_who_still_has_to_leave) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1, 2}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 40_s});
    let_fetch(leader, {.follower = 3, .from = 12, .leader_end = 20, .when = 40_s});
    EXPECT_EQ(advanced(leader, log_of(20, 10), 40_s), Offset(20));
    leader.isr().propose_expand(BrokerId(3));
    EXPECT_EQ(advanced(leader, log_of(20, 10), 40_s), Offset(12));
    leader.isr().revert();
    leader.isr().propose_shrink(brokers({2}));
    let_fetch(leader, {.follower = 2, .from = 11, .leader_end = 20, .when = 41_s});
    EXPECT_EQ(advanced(leader, log_of(20, 10), 41_s), Offset(11));
}

TEST(LeaderStateTest, the_high_watermark_waits_for_who_is_caught_up_and_may_join) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1, 2}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 1_s});
    let_fetch(leader, {.follower = 3, .from = 15, .leader_end = 15, .when = 1_s});
    EXPECT_EQ(advanced(leader, log_of(20, 10), 2_s), Offset(15));
    FakeEligibility fenced;
    fenced.excluded = {BrokerId(3)};
    EXPECT_EQ(advanced(leader, log_of(20, 10), 2_s, kMinIsr, fenced), Offset(20));
    EXPECT_EQ(advanced(leader, log_of(20, 10), 40_s), Offset(20));  // It lags for too long now.
}

// --- Joining and leaving.

struct JoinCase {
    const char* story;
    std::int64_t fetches_from;
    std::int64_t high_watermark;
    bool joins;
};

class JoinTest : public testing::TestWithParam<JoinCase> {};

TEST_P(JoinTest, who_has_all_that_is_committed_and_all_from_before_the_epoch_joins) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1, 2}));
    let_fetch(leader,
              {.follower = 3, .from = GetParam().fetches_from, .leader_end = 20, .when = 1_s});
    const bool joins = leader.may_join(*leader.find(BrokerId(3)),
                                       log_of(20, GetParam().high_watermark), FakeEligibility());
    EXPECT_EQ(joins, GetParam().joins) << GetParam().story;
}

INSTANTIATE_TEST_SUITE_P(Offsets, JoinTest,
                         testing::Values(JoinCase{"at the high watermark", 15, 15, true},
                                         JoinCase{"below it", 14, 15, false},
                                         JoinCase{"at the epoch's start", 10, 5, true},
                                         JoinCase{"committed, but before the epoch", 9, 5, false},
                                         JoinCase{"at the end", 20, 15, true}));

TEST(LeaderStateTest, nobody_joins_who_may_not_or_is_in_or_while_another_change_is_pending) {
    LeaderState leader = leader_of(brokers({1, 2, 3, 4}), brokers({1, 2}));
    const LeaderLog log = log_of(20, 15);
    FakeEligibility eligibility;
    EXPECT_FALSE(leader.may_join(*leader.find(BrokerId(3)), log, eligibility));  // Not fetched.
    for (const std::int32_t follower : {2, 3, 4}) {
        let_fetch(leader, {.follower = follower, .from = 20, .leader_end = 20, .when = 1_s});
    }
    EXPECT_TRUE(leader.may_join(*leader.find(BrokerId(3)), log, eligibility));
    EXPECT_FALSE(leader.may_join(*leader.find(BrokerId(2)), log, eligibility));
    eligibility.excluded = {BrokerId(3)};
    EXPECT_FALSE(leader.may_join(*leader.find(BrokerId(3)), log, eligibility));
    eligibility.excluded = {};
    leader.isr().propose_expand(BrokerId(4));
    EXPECT_FALSE(leader.may_join(*leader.find(BrokerId(3)), log, eligibility));
}

TEST(LeaderStateTest, who_fetches_in_another_life_than_it_registered_in_does_not_join) {
    LeaderState leader = leader_of(brokers({1, 2}), brokers({1}));
    leader.find(BrokerId(2))
        ->on_fetch({.fetch_offset = Offset(20),
                    .log_start = Offset(0),
                    .leader_end = Offset(20),
                    .at = at(1_s),
                    .broker_epoch = BrokerEpoch(99)});
    EXPECT_FALSE(leader.may_join(*leader.find(BrokerId(2)), log_of(20, 15), FakeEligibility()));
}

TEST(LeaderStateTest, who_lags_for_too_long_is_out_of_sync) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1, 2, 3}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 10_s});
    const LeaderLog log = log_of(21, 10);
    EXPECT_EQ(leader.out_of_sync(log, at(30_s)), brokers({}));
    EXPECT_EQ(leader.out_of_sync(log, at(31_s)), brokers({3}));
    EXPECT_EQ(leader.out_of_sync(log, at(41_s)), brokers({2, 3}));
    leader.isr().propose_shrink(brokers({3}));
    EXPECT_EQ(leader.out_of_sync(log, at(41_s)), brokers({}));
}

TEST(LeaderStateTest, an_idle_follower_that_has_everything_never_lags) {
    LeaderState leader = leader_of(brokers({1, 2}), brokers({1, 2}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 1_s});
    EXPECT_EQ(leader.out_of_sync(log_of(20, 20), at(9'999_s)), brokers({}));
}

TEST(LeaderStateTest, a_new_assignment_keeps_what_is_known_of_who_stays) {
    LeaderState leader = leader_of(brokers({1, 2, 3}), brokers({1, 2}));
    let_fetch(leader, {.follower = 2, .from = 20, .leader_end = 20, .when = 1_s});
    leader.assign(brokers({1, 2, 4}));
    EXPECT_EQ(leader.find(BrokerId(2))->end_offset(), Offset(20));
    EXPECT_EQ(leader.find(BrokerId(3)), nullptr);
    EXPECT_EQ(leader.find(BrokerId(4))->end_offset(), std::nullopt);
}

// R10: HW <= LEO, and HW <= LEO(r) for every member of the maximal ISR; R14: and it does not move
// below the minimum; within an epoch it does not go back.
RC_GTEST_PROP(LeaderStateTest, no_order_of_fetches_and_isr_changes_breaks_the_high_watermark, ()) {
    LeaderState leader = leader_of(brokers({1, 2, 3, 4}), brokers({1, 2, 3}));
    const FakeEligibility eligibility;
    Offset end(10);
    Offset high_watermark(4);
    sim::Duration now = 1_s;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(0, 8)));
    for (const auto& [what, how_far] : steps) {
        now += sim::Duration::seconds(how_far);
        if (what == 0) end = end + RecordCount(how_far);
        if (what >= 1 && what <= 3) {
            RemoteReplica& follower = *leader.find(BrokerId(what + 1));
            const Offset has = follower.end_offset().value_or(Offset(0));
            const Offset from = std::min(end, has + RecordCount(how_far));
            let_fetch(leader, {.follower = what + 1,
                               .from = from.value(),
                               .leader_end = end.value(),
                               .when = now});
            const LeaderLog log{.end = end, .high_watermark = high_watermark};
            if (leader.may_join(follower, log, eligibility)) {
                RC_ASSERT(*follower.end_offset() >= high_watermark);
                RC_ASSERT(*follower.end_offset() >= leader.start());
                leader.isr().propose_expand(follower.id());
            }
        }
        const LeaderLog log{.end = end, .high_watermark = high_watermark};
        if (what == 4) {
            const BrokerIds lagging = leader.out_of_sync(log, at(now));
            if (!lagging.empty()) leader.isr().propose_shrink(lagging);
        }
        if (what == 5 && leader.isr().pending()) {
            const PartitionEpoch next(leader.isr().partition_epoch().value() + 1);
            if (how_far < 5) {
                leader.isr().commit(leader.isr().proposed(), next);
            } else {
                leader.isr().revert();
            }
        }
        const auto next = leader.next_high_watermark(log, at(now), kMinIsr, eligibility);
        if (!next) continue;
        RC_ASSERT(*next > high_watermark);
        RC_ASSERT(*next <= end);
        RC_ASSERT(leader.isr().committed().size() >= 2u);
        for (const BrokerId member : leader.isr().maximal()) {
            if (member == BrokerId(1)) continue;
            RC_ASSERT(leader.find(member)->end_offset().has_value());
            RC_ASSERT(*next <= *leader.find(member)->end_offset());
        }
        high_watermark = *next;
    }
}

}  // namespace
}  // namespace assize::model::replication
