#include "model/controller/kraft/vote_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assize::model::kraft {
namespace {

using sim::MonotonicInstant;

const Membership kElector{.self = {.id = BrokerId(1)},
                          .voters = VoterSet::of({BrokerId(1), BrokerId(2), BrokerId(3)})};
const ReplicaKey kOther{.id = BrokerId(2), .directory_id = Uuid(0, 2)};
const ReplicaKey kWipedTwo{.id = BrokerId(2), .directory_id = Uuid(0, 22)};
constexpr OffsetAndEpoch kOwnLog{.epoch = LeaderEpoch(3), .offset = Offset(10)};
constexpr MonotonicInstant kLater = MonotonicInstant::never();

EpochState in_epoch_five(RoleState role, std::optional<int> leader = {},
                         std::optional<ReplicaKey> voted = {}) {
    EpochState state{.election = {.epoch = LeaderEpoch(5), .voted = voted},
                     .role = std::move(role)};
    if (leader) state.election.leader = BrokerId(*leader);
    return state;
}

VoteTally tally() {
    return VoteTally(kElector.voters, BrokerId(1));
}

bool grants(const EpochState& state, VoteKind kind, const OffsetAndEpoch& log = kOwnLog,
            const ReplicaKey& candidate = kOther) {
    return can_grant_vote(kElector, state, kind, candidate, log, kOwnLog);
}

struct Row {
    std::string name;
    EpochState state;
    bool grants_vote;
    bool grants_pre_vote;
};

TEST(VoteRulesTest, each_state_answers_a_candidate_that_is_up_to_date) {
    const LeaderProgress progress({.self = kElector.self,
                                   .voters = kElector.voters,
                                   .epoch_start = Offset(0),
                                   .now = MonotonicInstant::origin(),
                                   .check_quorum_timeout = sim::Duration::seconds(3)});
    const std::vector<Row> rows{
        {"unattached", in_epoch_five(Unattached{kLater}), true, true},
        {"unattached, voted for it", in_epoch_five(Unattached{kLater}, {}, kOther), true, true},
        {"unattached, voted for what it was before its disk was lost",
         in_epoch_five(Unattached{kLater}, {}, kWipedTwo), false, true},
        {"unattached, voted for another",
         in_epoch_five(Unattached{kLater}, {}, ReplicaKey{.id = BrokerId(3)}), false, true},
        {"prospective", in_epoch_five(Prospective{tally(), kLater}), true, true},
        {"prospective, knows the leader", in_epoch_five(Prospective{tally(), kLater}, 3), false,
         true},
        {"candidate", in_epoch_five(Candidate{tally(), kLater, {}}, {}, kElector.self), false,
         true},
        {"leader", in_epoch_five(Leader{progress}, 1), false, false},
        {"follower that has not fetched", in_epoch_five(Follower{kLater, false}, 3), false, true},
        {"follower that has fetched", in_epoch_five(Follower{kLater, true}, 3), false, false},
        {"resigned", in_epoch_five(Resigned{kLater, {}, {}}, 1), false, true},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(grants(row.state, VoteKind::kStandard), row.grants_vote) << row.name;
        EXPECT_EQ(grants(row.state, VoteKind::kPreVote), row.grants_pre_vote) << row.name;
    }
}

TEST(VoteRulesTest, a_later_epoch_outweighs_a_longer_log) {
    const EpochState open = in_epoch_five(Unattached{kLater});
    for (const VoteKind kind : {VoteKind::kStandard, VoteKind::kPreVote}) {
        EXPECT_TRUE(grants(open, kind, {.epoch = LeaderEpoch(4), .offset = Offset(1)}));
        EXPECT_TRUE(grants(open, kind, {.epoch = LeaderEpoch(3), .offset = Offset(11)}));
        EXPECT_FALSE(grants(open, kind, {.epoch = LeaderEpoch(3), .offset = Offset(9)}));
        EXPECT_FALSE(grants(open, kind, {.epoch = LeaderEpoch(2), .offset = Offset(99)}));
    }
}

TEST(VoteRulesTest, an_observer_grants_nothing) {
    const Membership observer{.self = {.id = BrokerId(9)}, .voters = kElector.voters};
    const EpochState open = in_epoch_five(Unattached{kLater});
    EXPECT_FALSE(can_grant_vote(observer, open, VoteKind::kStandard, kOther, kOwnLog, kOwnLog));
    EXPECT_FALSE(can_grant_vote(observer, open, VoteKind::kPreVote, kOther, kOwnLog, kOwnLog));
}

TEST(VoteRulesTest, successors_wait_for_their_turn) {
    const std::vector<ReplicaKey> successors{
        {.id = BrokerId(4)}, {.id = BrokerId(2)}, {.id = BrokerId(3)}};
    const auto wait = [&](int id) {
        return wait_as_successor(successors, {.id = BrokerId(id)}, sim::Duration::seconds(1));
    };
    EXPECT_EQ(wait(4), sim::Duration::zero());
    EXPECT_EQ(wait(2), sim::Duration::milliseconds(250));
    EXPECT_EQ(wait(3), sim::Duration::milliseconds(500));
    EXPECT_EQ(wait(8), sim::Duration::seconds(1));
}

}  // namespace
}  // namespace assize::model::kraft
