#include "model/controller/kraft/epoch_state.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace assize::model::kraft {
namespace {

using sim::MonotonicInstant;

constexpr MonotonicInstant at(std::int64_t seconds) {
    return MonotonicInstant::at(sim::Duration::seconds(seconds));
}
constexpr Deadlines kDeadlines{.election = at(100), .fetch = at(200)};

/// Node 1 of the voters 1, 2 and 3.
const Membership kVoter{.self = {.id = BrokerId(1), .directory_id = Uuid(0, 7)},
                        .voters = VoterSet::of({BrokerId(1), BrokerId(2), BrokerId(3)})};
const Membership kObserver{.self = {.id = BrokerId(9)}, .voters = kVoter.voters};
const ReplicaKey kTwo{.id = BrokerId(2)};

LeaderProgress progress() {
    return LeaderProgress({.self = kVoter.self,
                           .voters = kVoter.voters,
                           .epoch_start = Offset(0),
                           .now = at(0),
                           .check_quorum_timeout = sim::Duration::seconds(3)});
}

VoteTally tally(bool won) {
    VoteTally votes(kVoter.voters, BrokerId(1));
    if (won) votes.record(BrokerId(2), true);
    return votes;
}

EpochState state(const ElectionState& election, RoleState role) {
    return {.election = election, .role = std::move(role)};
}

/// All that a voter can be in epoch 5.
std::map<std::string, EpochState> all_states() {
    const LeaderEpoch five(5);
    const BrokerId one(1);
    const BrokerId two(2);
    return {
        {"unattached", state({.epoch = five}, Unattached{at(50)})},
        {"unattached that voted for 2", state({.epoch = five, .voted = kTwo}, Unattached{at(50)})},
        {"prospective", state({.epoch = five}, Prospective{tally(false), at(50)})},
        {"prospective under 2",
         state({.epoch = five, .leader = two}, Prospective{tally(false), at(50)})},
        {"prospective that would win", state({.epoch = five}, Prospective{tally(true), at(50)})},
        {"candidate",
         state({.epoch = five, .voted = kVoter.self}, Candidate{tally(false), at(50), {}})},
        {"candidate that won",
         state({.epoch = five, .voted = kVoter.self}, Candidate{tally(true), at(50), {}})},
        {"leader", state({.epoch = five, .leader = one, .voted = kVoter.self}, Leader{progress()})},
        {"follower of 2", state({.epoch = five, .leader = two}, Follower{at(50), true})},
        {"resigned",
         state({.epoch = five, .leader = one, .voted = kVoter.self}, Resigned{at(50), {}, {}})},
    };
}

std::string show(const Transition& transition) {
    if (!transition) return std::string("illegal: ") + std::string(transition.error().why);
    const auto& [epoch, leader, voted] = transition->election;
    std::string text = fmt::format("{} {}", to_string(transition->role_name()), epoch.value());
    if (leader) text += fmt::format(" under {}", leader->value());
    if (voted) text += fmt::format(" voted {}", voted->id.value());
    return text;
}

using Table = std::map<std::string, std::string>;

template <class Move>
Table table(Move move) {
    Table results;
    for (const auto& [name, from] : all_states()) results[name] = show(move(from));
    return results;
}

TEST(EpochStateTest, a_greater_epoch_without_a_leader_detaches_from_everywhere) {
    for (const auto& [name, result] : table([](const EpochState& from) {
             return to_unattached(kVoter, from, LeaderEpoch(6), kDeadlines);
         })) {
        EXPECT_EQ(result, "unattached 6") << name;
    }
}

TEST(EpochStateTest, no_epoch_comes_back) {
    for (const auto& [name, from] : all_states()) {
        EXPECT_FALSE(to_unattached(kVoter, from, LeaderEpoch(4), kDeadlines)) << name;
        EXPECT_FALSE(to_follower(kVoter, from, LeaderEpoch(4), BrokerId(2), kDeadlines)) << name;
    }
}

TEST(EpochStateTest, only_a_lost_pre_election_without_a_leader_detaches_in_the_same_epoch) {
    EXPECT_EQ(table([](const EpochState& from) {
                  return to_unattached(kVoter, from, LeaderEpoch(5), kDeadlines);
              }),
              (Table{{"unattached", "illegal: unattached in its own epoch"},
                     {"unattached that voted for 2", "illegal: unattached in its own epoch"},
                     {"prospective", "unattached 5"},
                     {"prospective under 2", "illegal: forgets the leader of its epoch"},
                     {"prospective that would win", "unattached 5"},
                     {"candidate", "illegal: unattached in its own epoch"},
                     {"candidate that won", "illegal: unattached in its own epoch"},
                     {"leader", "illegal: unattached in its own epoch"},
                     {"follower of 2", "illegal: unattached in its own epoch"},
                     {"resigned", "illegal: unattached in its own epoch"}}));
}

TEST(EpochStateTest, a_vote_is_given_once_and_only_by_who_knows_no_leader) {
    EXPECT_EQ(
        table([](const EpochState& from) { return to_voted(kVoter, from, {.id = BrokerId(3)}); }),
        (Table{{"unattached", "unattached 5 voted 3"},
               {"unattached that voted for 2", "illegal: votes twice in an epoch"},
               {"prospective", "prospective 5 voted 3"},
               {"prospective under 2", "illegal: votes though it knows the leader"},
               {"prospective that would win", "prospective 5 voted 3"},
               {"candidate", "illegal: has no vote to give"},
               {"candidate that won", "illegal: has no vote to give"},
               {"leader", "illegal: has no vote to give"},
               {"follower of 2", "illegal: has no vote to give"},
               {"resigned", "illegal: has no vote to give"}}));
}

TEST(EpochStateTest, a_leader_of_the_same_epoch_is_followed_by_who_knew_none) {
    EXPECT_EQ(table([](const EpochState& from) {
                  return to_follower(kVoter, from, LeaderEpoch(5), BrokerId(3), kDeadlines);
              }),
              (Table{{"unattached", "follower 5 under 3"},
                     {"unattached that voted for 2", "follower 5 under 3 voted 2"},
                     {"prospective", "follower 5 under 3"},
                     {"prospective under 2", "illegal: two leaders in an epoch"},
                     {"prospective that would win", "follower 5 under 3"},
                     {"candidate", "follower 5 under 3 voted 1"},
                     {"candidate that won", "follower 5 under 3 voted 1"},
                     {"leader", "illegal: follows in an epoch that it led"},
                     {"follower of 2", "illegal: follows already in this epoch"},
                     {"resigned", "illegal: follows in an epoch that it led"}}));
}

TEST(EpochStateTest, a_leader_of_a_greater_epoch_is_followed_from_everywhere) {
    for (const auto& [name, result] : table([](const EpochState& from) {
             return to_follower(kVoter, from, LeaderEpoch(6), BrokerId(3), kDeadlines);
         })) {
        EXPECT_EQ(result, "follower 6 under 3") << name;
    }
}

TEST(EpochStateTest, who_led_in_an_epoch_does_not_run_in_it) {
    EXPECT_EQ(
        table([](const EpochState& from) { return to_prospective(kVoter, from, kDeadlines); }),
        (Table{{"unattached", "prospective 5"},
               {"unattached that voted for 2", "prospective 5 voted 2"},
               {"prospective", "illegal: prospective already"},
               {"prospective under 2", "illegal: prospective already"},
               {"prospective that would win", "illegal: prospective already"},
               {"candidate", "prospective 5 voted 1"},
               {"candidate that won", "prospective 5 voted 1"},
               {"leader", "illegal: runs in an epoch that it led"},
               {"follower of 2", "prospective 5 under 2"},
               {"resigned", "illegal: runs in an epoch that it led"}}));
}

TEST(EpochStateTest, only_a_pre_vote_that_was_won_begins_an_epoch) {
    const std::string unasked = "illegal: a candidate without a pre-vote";
    const std::string unwanted = "illegal: a candidate that would not win";
    EXPECT_EQ(table([](const EpochState& from) { return to_candidate(kVoter, from, kDeadlines); }),
              (Table{{"unattached", unasked},
                     {"unattached that voted for 2", unasked},
                     {"prospective", unwanted},
                     {"prospective under 2", unwanted},
                     {"prospective that would win", "candidate 6 voted 1"},
                     {"candidate", unasked},
                     {"candidate that won", unasked},
                     {"leader", unasked},
                     {"follower of 2", unasked},
                     {"resigned", unasked}}));
}

TEST(EpochStateTest, only_an_election_that_was_won_makes_a_leader) {
    for (const auto& [name, result] :
         table([](const EpochState& from) { return to_leader(kVoter, from, progress()); })) {
        if (name == "candidate that won") {
            EXPECT_EQ(result, "leader 5 under 1 voted 1");
        } else if (name == "candidate") {
            EXPECT_EQ(result, "illegal: leads without a majority");
        } else {
            EXPECT_EQ(result, "illegal: leads without an election") << name;
        }
    }
}

TEST(EpochStateTest, only_a_leader_resigns) {
    for (const auto& [name, result] :
         table([](const EpochState& from) { return to_resigned(kVoter, from, kDeadlines); })) {
        EXPECT_EQ(result, name == "leader" ? "resigned 5 under 1 voted 1"
                                           : "illegal: resigns without leading")
            << name;
    }
}

TEST(EpochStateTest, an_observer_neither_votes_nor_runs) {
    const EpochState unattached =
        state({.epoch = LeaderEpoch(5)}, Unattached{MonotonicInstant::never()});
    EXPECT_FALSE(to_voted(kObserver, unattached, kTwo));
    EXPECT_FALSE(to_prospective(kObserver, unattached, kDeadlines));
    const auto follower =
        to_follower(kObserver, unattached, LeaderEpoch(5), BrokerId(2), kDeadlines);
    ASSERT_TRUE(follower);
    const auto detached = to_unattached(kObserver, *follower, LeaderEpoch(6), kDeadlines);
    ASSERT_TRUE(detached);
    EXPECT_EQ(std::get<Unattached>(detached->role).election_deadline, MonotonicInstant::never());
}

TEST(EpochStateTest, an_election_that_is_awaited_is_not_put_off_by_epochs_that_go_by) {
    const auto from = all_states();
    const auto deadline = [&](const std::string& name) {
        const auto next = to_unattached(kVoter, from.at(name), LeaderEpoch(6), kDeadlines);
        return std::get<Unattached>(next->role).election_deadline;
    };
    EXPECT_EQ(deadline("unattached"), at(50));
    EXPECT_EQ(deadline("candidate"), at(50));
    EXPECT_EQ(deadline("prospective"), at(50));
    EXPECT_EQ(deadline("leader"), at(100));
    EXPECT_EQ(deadline("follower of 2"), at(100));
}

TEST(EpochStateTest, a_restart_goes_on_where_the_disk_says) {
    const auto after = [](const ElectionState& stored, std::int32_t log_epoch) {
        return show(initial_state(kVoter, stored, LeaderEpoch(log_epoch), kDeadlines));
    };
    const LeaderEpoch five(5);
    EXPECT_EQ(after({}, 0), "unattached 0");
    EXPECT_EQ(after({.epoch = five}, 5), "unattached 5");
    EXPECT_EQ(after({.epoch = five, .voted = kTwo}, 5), "unattached 5 voted 2");
    EXPECT_EQ(after({.epoch = five, .voted = kVoter.self}, 5), "candidate 5 voted 1");
    EXPECT_EQ(after({.epoch = five, .leader = BrokerId(2)}, 5), "follower 5 under 2");
    EXPECT_EQ(after({.epoch = five, .leader = BrokerId(1)}, 5), "resigned 5 under 1");
    // The log is ahead of the file: the file was lost, or the leader never told.
    EXPECT_EQ(after({.epoch = five, .leader = BrokerId(2)}, 6), "unattached 6");
    // Its vote was another directory's: the disk was replaced.
    const ReplicaKey earlier_self{.id = BrokerId(1), .directory_id = Uuid(0, 6)};
    EXPECT_EQ(after({.epoch = five, .voted = earlier_self}, 5), "unattached 5 voted 1");
}

}  // namespace
}  // namespace assize::model::kraft
