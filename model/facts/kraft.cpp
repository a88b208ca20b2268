#include "model/facts/kraft.h"

namespace assize::model {

std::string_view to_string(KraftRole role) {
    switch (role) {
        case KraftRole::kUnattached: return "unattached";
        case KraftRole::kProspective: return "prospective";
        case KraftRole::kCandidate: return "candidate";
        case KraftRole::kLeader: return "leader";
        case KraftRole::kFollower: return "follower";
        case KraftRole::kResigned: return "resigned";
    }
    return "unknown";
}

std::string_view to_string(KraftReason reason) {
    switch (reason) {
        case KraftReason::kStarted: return "started";
        case KraftReason::kEpochLearned: return "epoch_learned";
        case KraftReason::kLeaderLearned: return "leader_learned";
        case KraftReason::kVoted: return "voted";
        case KraftReason::kElectionTimedOut: return "election_timed_out";
        case KraftReason::kFetchTimedOut: return "fetch_timed_out";
        case KraftReason::kElectionLost: return "election_lost";
        case KraftReason::kPreVoteWon: return "pre_vote_won";
        case KraftReason::kElectionWon: return "election_won";
        case KraftReason::kQuorumUnreachable: return "quorum_unreachable";
        case KraftReason::kResignAskedFor: return "resign_asked_for";
        case KraftReason::kShutDown: return "shut_down";
        case KraftReason::kResignationEnded: return "resignation_ended";
    }
    return "unknown";
}

}  // namespace assize::model
