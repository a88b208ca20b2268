#include "model/controller/kraft/vote_tally.h"

namespace assize::model::kraft {

VoteTally::VoteTally(const VoterSet& voters, BrokerId self) : voters_(voters) {
    record(self, true);
}

bool VoteTally::record(BrokerId voter, bool granted) {
    if (!voters_.contains(voter)) return false;
    if (granted_.contains(voter) || rejected_.contains(voter)) return false;
    (granted ? granted_ : rejected_).insert(voter);
    return true;
}

std::vector<BrokerId> VoteTally::unanswered() const {
    std::vector<BrokerId> open;
    for (const BrokerId voter : voters_.ids()) {
        if (!granted_.contains(voter) && !rejected_.contains(voter)) open.push_back(voter);
    }
    return open;
}

}  // namespace assize::model::kraft
