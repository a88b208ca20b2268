#include "model/replication/follower_truncation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace assize::model::replication {
namespace {

using log::EpochEnd;
using log::LeaderEpochCache;

constexpr auto kFetch = Truncation::Then::kFetch;
constexpr auto kAskAgain = Truncation::Then::kAskAgain;

LeaderEpochCache epochs(std::initializer_list<std::pair<std::int32_t, std::int64_t>> entries) {
    LeaderEpochCache cache;
    for (const auto& [epoch, start] : entries) cache.assign(LeaderEpoch(epoch), Offset(start));
    return cache;
}

EpochEnd ends(std::int32_t epoch, std::int64_t end) {
    return {LeaderEpoch(epoch), Offset(end)};
}

FollowerLog log_until(std::int64_t end, std::int64_t high_watermark) {
    return {.start = Offset(0), .end = Offset(end), .high_watermark = Offset(high_watermark)};
}

Truncation cut(std::int64_t to, Truncation::Then then,
               TruncationCause cause = TruncationCause::kDivergence) {
    return {Offset(to), then, cause};
}

// KIP-101, scenario 1: a follower whose high watermark is behind must not cut off what the leader
// has, committed or not.
TEST(TruncationTest, a_follower_keeps_what_its_leader_has_though_its_high_watermark_is_behind) {
    EXPECT_EQ(truncation_for(ends(0, 2), epochs({{0, 0}}), log_until(2, 1)), cut(2, kFetch));
}

// KIP-101, scenario 2: both crashed, and the one that came back first wrote something else.
TEST(TruncationTest, a_follower_cuts_off_what_its_leader_never_had_in_that_epoch) {
    EXPECT_EQ(truncation_for(ends(0, 1), epochs({{0, 0}}), log_until(2, 2)), cut(1, kFetch));
}

// KIP-279: after fast leader changes the leader may not know the follower's epoch at all, nor the
// follower the leader's.
TEST(TruncationTest, epochs_that_only_one_side_knows_are_gone_through_from_the_latest) {
    // Leader: 0 until 10, then 2. Follower: 0 until 8, then 1. Asked for 1, the leader says (0,
    // 10).
    EXPECT_EQ(truncation_for(ends(0, 10), epochs({{0, 0}, {1, 8}}), log_until(12, 5)),
              cut(8, kFetch));
    // Leader: 1 until 10. Follower: 0 until 8, then 2: it does not know the leader's 1.
    EXPECT_EQ(truncation_for(ends(1, 10), epochs({{0, 0}, {2, 8}}), log_until(12, 5)),
              cut(8, kAskAgain));
    // It asks again with its 0, of which the leader has less.
    EXPECT_EQ(truncation_for(ends(0, 6), epochs({{0, 0}}), log_until(8, 5)), cut(6, kFetch));
}

TEST(TruncationTest, a_leader_that_knows_no_epoch_sends_its_follower_back_to_the_high_watermark) {
    EXPECT_EQ(truncation_for(std::nullopt, epochs({{0, 0}}), log_until(12, 5)),
              cut(5, kFetch, TruncationCause::kUnknownEpoch));
}

TEST(TruncationTest, a_follower_without_that_epoch_or_an_earlier_one_goes_by_offset) {
    EXPECT_EQ(truncation_for(ends(1, 4), epochs({}), log_until(12, 0)), cut(4, kFetch));
    // All that it has is of later epochs, which the leader does not know: all goes.
    EXPECT_EQ(truncation_for(ends(1, 9), epochs({{3, 5}}), log_until(12, 5)), cut(5, kFetch));
}

TEST(TruncationTest, it_never_cuts_beyond_the_end) {
    EXPECT_EQ(truncation_for(ends(0, 99), epochs({{0, 0}}), log_until(12, 5)), cut(12, kFetch));
}

// A log as the epochs of its records. Replicas that are elected in turn extend and truncate them;
// then the loser of the last election catches up with the winner by fetching.
using EpochLog = std::vector<std::int32_t>;

LeaderEpochCache epochs_of(const EpochLog& records) {
    LeaderEpochCache cache;
    for (std::size_t at = 0; at < records.size(); ++at) {
        const LeaderEpoch epoch(records[at]);
        if (cache.latest_epoch() != epoch) cache.assign(epoch, Offset(static_cast<int>(at)));
    }
    return cache;
}

/// As the leader's divergence check and the follower's truncation do it, until they agree.
void reconcile(const EpochLog& leader, std::int32_t leader_epoch, EpochLog& follower) {
    LeaderEpochCache leaders = epochs_of(leader);
    const Offset leader_end(static_cast<std::int64_t>(leader.size()));
    if (leaders.latest_epoch() != LeaderEpoch(leader_epoch)) {
        leaders.assign(LeaderEpoch(leader_epoch), leader_end);  // It has written nothing yet.
    }
    for (int asked = 0; !follower.empty(); ++asked) {
        RC_ASSERT(asked < 100);
        const LeaderEpochCache own = epochs_of(follower);
        const Offset end(static_cast<std::int64_t>(follower.size()));
        const auto answer = leaders.end_offset_for(*own.latest_epoch(), leader_end);
        const bool diverges = answer && (answer->epoch < *own.latest_epoch() || answer->end < end);
        if (answer && !diverges) return;
        const Truncation truncation = truncation_for(answer, own, {Offset(0), end, Offset(0)});
        RC_ASSERT(truncation.to <= end);
        RC_ASSERT(truncation.to < end);  // Each step makes progress, or there was none to make.
        follower.resize(static_cast<std::size_t>(truncation.to.value()));
    }
}

RC_GTEST_PROP(TruncationTest, logs_agree_after_any_history_and_nothing_shared_is_lost, ()) {
    std::vector<EpochLog> replicas(3);
    // Each epoch: somebody leads, writes some, and some followers copy a part of it.
    const auto history = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(
        rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(0, 4), rc::gen::inRange(0, 3),
                       rc::gen::inRange(0, 9)));
    std::int32_t epoch = 0;
    for (const auto& [leader, writes, follower, copies] : history) {
        EpochLog& leads = replicas[static_cast<std::size_t>(leader)];
        leads.insert(leads.end(), static_cast<std::size_t>(writes), epoch++);
        if (leader == follower) continue;
        EpochLog& follows = replicas[static_cast<std::size_t>(follower)];
        const auto shared =
            static_cast<std::size_t>(std::ranges::mismatch(leads, follows).in1 - leads.begin());
        reconcile(leads, epoch - 1, follows);
        RC_ASSERT(follows.size() >= shared);
        RC_ASSERT(follows.size() <= leads.size());
        RC_ASSERT(std::equal(follows.begin(), follows.end(), leads.begin()));
        const auto until =
            std::min(leads.size(), follows.size() + static_cast<std::size_t>(copies));
        follows.assign(leads.begin(), leads.begin() + static_cast<std::ptrdiff_t>(until));
    }
}

TEST(OutOfRangeTest, what_to_do_depends_on_where_the_leaders_log_lies) {
    using Kind = OutOfRangeAction::Kind;
    const FollowerLog own = log_until(10, 5);
    // After an unclean election the leader has less.
    EXPECT_EQ(action_when_out_of_range(Offset(0), Offset(7), own),
              (OutOfRangeAction{Kind::kTruncateTo, Offset(7)}));
    // The leader has deleted what comes next.
    EXPECT_EQ(action_when_out_of_range(Offset(12), Offset(20), own),
              (OutOfRangeAction{Kind::kStartAt, Offset(12)}));
    // The leader has caught up meanwhile.
    EXPECT_EQ(action_when_out_of_range(Offset(10), Offset(20), own),
              (OutOfRangeAction{Kind::kFetch, Offset(10)}));
}

}  // namespace
}  // namespace assize::model::replication
