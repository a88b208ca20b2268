#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/controller/kraft/epoch_state.h"
#include "model/controller/kraft/offset_and_epoch.h"
#include "sim/time.h"

namespace assize::model::kraft {

enum class VoteKind : std::uint8_t { kStandard, kPreVote };

/// Whether a node grants its vote to a candidate of its own epoch whose log ends there; or its
/// pre-vote, to one of its own epoch or a greater one.
/// Source: canGrantVote of Kafka 4.x's states; semantics.md 3.3.
bool can_grant_vote(const Membership& node, const EpochState& state, VoteKind kind,
                    const ReplicaKey& candidate, const OffsetAndEpoch& candidate_log,
                    const OffsetAndEpoch& own_log);

/// How long a follower waits for its turn to run when its leader resigned and prefers those
/// successors, in that order.
sim::Duration wait_as_successor(const std::vector<ReplicaKey>& successors, const ReplicaKey& self,
                                sim::Duration backoff_max);

}  // namespace assize::model::kraft
