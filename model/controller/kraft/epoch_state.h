#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/controller/kraft/election_state.h"
#include "model/controller/kraft/leader_progress.h"
#include "model/controller/kraft/offset_and_epoch.h"
#include "model/controller/kraft/vote_tally.h"
#include "model/controller/kraft/voter_set.h"
#include "model/facts/kraft.h"
#include "model/types.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::kraft {

/// Knows of no leader, or waits for one.
struct Unattached {
    sim::MonotonicInstant election_deadline;  // Never, for an observer.
};
/// Asks whether a majority would vote for it, in its present epoch.
struct Prospective {
    VoteTally tally;
    sim::MonotonicInstant election_deadline;
};
/// Asks for votes in an epoch that it began.
struct Candidate {
    VoteTally tally;
    sim::MonotonicInstant election_deadline;
    std::optional<sim::MonotonicInstant> backoff_until = std::nullopt;  // It lost, and waits.
};
struct Leader {
    LeaderProgress progress;
};
struct Follower {
    sim::MonotonicInstant fetch_deadline;
    bool has_fetched = false;  // From this leader, successfully.
};
/// Led in this epoch, and will not again.
struct Resigned {
    sim::MonotonicInstant election_deadline;
    std::set<BrokerId> unacknowledged;  // Who has not been told that the epoch ends.
    std::vector<ReplicaKey> preferred_successors;
};

using RoleState = std::variant<Unattached, Prospective, Candidate, Leader, Follower, Resigned>;

/// Where a node stands in the quorum.
/// Invariant: election.leader is this node exactly when it leads or resigned; a follower has a
/// leader, a candidate none; who is unattached never both voted and knows the leader.
struct EpochState {
    ElectionState election;
    RoleState role;

    LeaderEpoch epoch() const { return election.epoch; }
    KraftRole role_name() const { return static_cast<KraftRole>(role.index()); }
};

/// Who the node is.
struct Membership {
    ReplicaKey self;
    VoterSet voters;

    bool is_voter() const { return voters.contains(self.id); }
    bool is_only_voter() const { return voters.is_only_voter(self.id); }
};

/// Why a node cannot get there from where it is.
struct IllegalTransition {
    std::string_view why;
};
using Transition = sim::Result<EpochState, IllegalTransition>;

/// When what begins now is over.
struct Deadlines {
    sim::MonotonicInstant election;
    sim::MonotonicInstant fetch;
};

// The transitions (semantics.md 3.2; Source: QuorumState of Kafka 4.x). Each gives the state after
// it, or says why it must not be.

/// After a start, from what is stored and the epoch of the last record in the log.
EpochState initial_state(const Membership& node, const ElectionState& stored, LeaderEpoch log_epoch,
                         const Deadlines& deadlines);

/// Learned of a greater epoch; or lost a pre-election, in the same one.
Transition to_unattached(const Membership& node, const EpochState& from, LeaderEpoch epoch,
                         const Deadlines& deadlines);
/// Gives its vote to another.
Transition to_voted(const Membership& node, const EpochState& from, const ReplicaKey& candidate);
/// Learned who leads.
Transition to_follower(const Membership& node, const EpochState& from, LeaderEpoch epoch,
                       BrokerId leader, const Deadlines& deadlines);
Transition to_prospective(const Membership& node, const EpochState& from,
                          const Deadlines& deadlines);
/// Begins the next epoch, and votes for itself.
Transition to_candidate(const Membership& node, const EpochState& from, const Deadlines& deadlines);
Transition to_leader(const Membership& node, const EpochState& from,
                     const LeaderProgress& progress);
Transition to_resigned(const Membership& node, const EpochState& from, const Deadlines& deadlines);

}  // namespace assize::model::kraft
