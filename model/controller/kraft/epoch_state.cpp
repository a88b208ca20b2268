#include "model/controller/kraft/epoch_state.h"

namespace assize::model::kraft {

namespace {

using sim::MonotonicInstant;

template <class Role>
bool is(const EpochState& state) {
    return std::holds_alternative<Role>(state.role);
}

auto illegal(std::string_view why) {
    return sim::Failure(IllegalTransition{why});
}

/// An election that is awaited already stays at its time: epochs that rush by do not put it off.
MonotonicInstant election_deadline_after(const Membership& node, const EpochState& from,
                                         const Deadlines& deadlines) {
    if (!node.is_voter()) return MonotonicInstant::never();
    if (const auto* unattached = std::get_if<Unattached>(&from.role)) {
        return unattached->election_deadline;
    }
    if (const auto* candidate = std::get_if<Candidate>(&from.role)) {
        return candidate->election_deadline;
    }
    if (const auto* prospective = std::get_if<Prospective>(&from.role)) {
        if (!prospective->tally.lost()) return prospective->election_deadline;
    }
    return deadlines.election;
}

}  // namespace

EpochState initial_state(const Membership& node, const ElectionState& stored, LeaderEpoch log_epoch,
                         const Deadlines& deadlines) {
    const auto election_deadline = node.is_voter() ? deadlines.election : MonotonicInstant::never();
    if (log_epoch > stored.epoch) {
        return {.election = {.epoch = log_epoch}, .role = Unattached{election_deadline}};
    }
    if (stored.leader == node.self.id) {
        return {.election = stored,
                .role = Resigned{.election_deadline = election_deadline,
                                 .unacknowledged = {},
                                 .preferred_successors = {}}};
    }
    if (stored.leader) {
        return {.election = stored, .role = Follower{.fetch_deadline = deadlines.fetch}};
    }
    if (node.is_voter() && stored.voted == node.self) {
        return {.election = stored,
                .role = Candidate{.tally = VoteTally(node.voters, node.self.id),
                                  .election_deadline = election_deadline}};
    }
    return {.election = stored, .role = Unattached{election_deadline}};
}

Transition to_unattached(const Membership& node, const EpochState& from, LeaderEpoch epoch,
                         const Deadlines& deadlines) {
    if (epoch < from.epoch()) return illegal("to an epoch that is over");
    const bool same_epoch = epoch == from.epoch();
    if (same_epoch && !is<Prospective>(from)) return illegal("unattached in its own epoch");
    if (same_epoch && from.election.leader) return illegal("forgets the leader of its epoch");

    ElectionState election{.epoch = epoch};
    if (same_epoch) election.voted = from.election.voted;
    return EpochState{.election = election,
                      .role = Unattached{election_deadline_after(node, from, deadlines)}};
}

Transition to_voted(const Membership& node, const EpochState& from, const ReplicaKey& candidate) {
    if (!node.is_voter()) return illegal("an observer has no vote");
    if (candidate.id == node.self.id) return illegal("votes for itself without being a candidate");
    if (!is<Unattached>(from) && !is<Prospective>(from)) return illegal("has no vote to give");
    if (from.election.voted) return illegal("votes twice in an epoch");
    if (from.election.leader) return illegal("votes though it knows the leader");

    EpochState voted = from;
    voted.election.voted = candidate;
    return voted;
}

Transition to_follower(const Membership& node, const EpochState& from, LeaderEpoch epoch,
                       BrokerId leader, const Deadlines& deadlines) {
    if (leader == node.self.id) return illegal("follows itself");
    if (epoch < from.epoch()) return illegal("to an epoch that is over");
    const bool same_epoch = epoch == from.epoch();
    if (same_epoch && is<Follower>(from)) return illegal("follows already in this epoch");
    if (same_epoch && (is<Leader>(from) || is<Resigned>(from))) {
        return illegal("follows in an epoch that it led");
    }
    if (same_epoch && from.election.leader && from.election.leader != leader) {
        return illegal("two leaders in an epoch");
    }

    ElectionState election{.epoch = epoch, .leader = leader};
    if (same_epoch) election.voted = from.election.voted;
    return EpochState{.election = election, .role = Follower{.fetch_deadline = deadlines.fetch}};
}

Transition to_prospective(const Membership& node, const EpochState& from,
                          const Deadlines& deadlines) {
    if (!node.is_voter()) return illegal("an observer runs for leader");
    if (is<Leader>(from) || is<Resigned>(from)) return illegal("runs in an epoch that it led");
    if (is<Prospective>(from)) return illegal("prospective already");
    return EpochState{.election = from.election,
                      .role = Prospective{.tally = VoteTally(node.voters, node.self.id),
                                          .election_deadline = deadlines.election}};
}

Transition to_candidate(const Membership& node, const EpochState& from,
                        const Deadlines& deadlines) {
    if (!node.is_voter()) return illegal("an observer runs for leader");
    const auto* prospective = std::get_if<Prospective>(&from.role);
    if (!prospective) return illegal("a candidate without a pre-vote");
    if (!prospective->tally.won()) return illegal("a candidate that would not win");
    const LeaderEpoch epoch(from.epoch().value() + 1);
    return EpochState{.election = {.epoch = epoch, .voted = node.self},
                      .role = Candidate{.tally = VoteTally(node.voters, node.self.id),
                                        .election_deadline = deadlines.election}};
}

Transition to_leader(const Membership& node, const EpochState& from,
                     const LeaderProgress& progress) {
    const auto* candidate = std::get_if<Candidate>(&from.role);
    if (!candidate) return illegal("leads without an election");
    if (!candidate->tally.won()) return illegal("leads without a majority");
    ElectionState election = from.election;
    election.leader = node.self.id;
    return EpochState{.election = election, .role = Leader{progress}};
}

Transition to_resigned(const Membership& node, const EpochState& from, const Deadlines& deadlines) {
    const auto* leader = std::get_if<Leader>(&from.role);
    if (!leader) return illegal("resigns without leading");
    Resigned resigned{.election_deadline = deadlines.election,
                      .unacknowledged = {},
                      .preferred_successors = leader->progress.successors()};
    for (const BrokerId voter : node.voters.ids()) {
        if (voter != node.self.id) resigned.unacknowledged.insert(voter);
    }
    return EpochState{.election = from.election, .role = std::move(resigned)};
}

}  // namespace assize::model::kraft
