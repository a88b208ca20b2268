#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "model/controller/kraft/voter_set.h"
#include "model/types.h"

namespace assize::model::kraft {

/// The answers of the voters in one election.
class VoteTally {
public:
    /// Who runs grants its own vote.
    VoteTally(const VoterSet& voters, BrokerId self);

    /// The first answer of a voter counts. Returns whether this was it; not for who is no voter.
    bool record(BrokerId voter, bool granted);

    bool won() const { return granted_.size() >= voters_.majority(); }
    /// So many refused that those who have not answered cannot make a majority.
    bool lost() const { return voters_.size() - rejected_.size() < voters_.majority(); }
    std::vector<BrokerId> granted() const { return {granted_.begin(), granted_.end()}; }
    std::vector<BrokerId> unanswered() const;

private:
    VoterSet voters_;
    std::set<BrokerId> granted_;
    std::set<BrokerId> rejected_;
};

}  // namespace assize::model::kraft
