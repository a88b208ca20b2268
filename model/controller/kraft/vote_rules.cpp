#include "model/controller/kraft/vote_rules.h"

#include <algorithm>

namespace assize::model::kraft {

namespace {

bool grants_pre_vote(const EpochState& state) {
    if (std::holds_alternative<Leader>(state.role)) return false;
    const auto* follower = std::get_if<Follower>(&state.role);
    return !follower || !follower->has_fetched;  // Whoever hears from a leader wants no other.
}

bool grants_vote(const EpochState& state, const ReplicaKey& candidate, bool up_to_date) {
    const bool open = std::holds_alternative<Unattached>(state.role) ||
                      std::holds_alternative<Prospective>(state.role);
    if (!open || state.election.leader) return false;
    if (!state.election.voted) return up_to_date;
    const ReplicaKey& voted = *state.election.voted;  // Its answer may have been lost: again.
    return voted.id == candidate.id &&
           (!voted.directory_id || voted.directory_id == candidate.directory_id);
}

}  // namespace

bool can_grant_vote(const Membership& node, const EpochState& state, VoteKind kind,
                    const ReplicaKey& candidate, const OffsetAndEpoch& candidate_log,
                    const OffsetAndEpoch& own_log) {
    if (!node.is_voter()) return false;
    const bool up_to_date = candidate_log >= own_log;
    if (kind == VoteKind::kPreVote) return up_to_date && grants_pre_vote(state);
    return grants_vote(state, candidate, up_to_date);
}

sim::Duration wait_as_successor(const std::vector<ReplicaKey>& successors, const ReplicaKey& self,
                                sim::Duration backoff_max) {
    const auto found =
        std::find_if(successors.begin(), successors.end(),
                     [&](const ReplicaKey& successor) { return matches(self, successor); });
    if (found == successors.end()) return backoff_max;
    const auto position = found - successors.begin();
    if (position == 0) return sim::Duration::zero();
    // (max >> (n - 1)) << (i - 1), which stays below max; shifts beyond the width are none.
    const auto halvings = static_cast<std::ptrdiff_t>(successors.size()) - position;
    if (halvings >= 63) return sim::Duration::zero();
    return std::min(backoff_max, backoff_max / (std::int64_t{1} << halvings));
}

}  // namespace assize::model::kraft
