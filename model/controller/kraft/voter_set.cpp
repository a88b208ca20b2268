#include "model/controller/kraft/voter_set.h"

#include <algorithm>

#include "sim/invariant.h"

namespace assize::model::kraft {

std::string to_string(const ReplicaKey& replica) {
    std::string text = std::to_string(replica.id.value());
    if (replica.directory_id) text += "@" + to_string(*replica.directory_id);
    return text;
}

bool matches(const ReplicaKey& known, const ReplicaKey& asked) {
    if (known.id != asked.id) return false;
    return !known.directory_id || !asked.directory_id || known.directory_id == asked.directory_id;
}

VoterSet::VoterSet(std::vector<ReplicaKey> voters) : voters_(std::move(voters)) {
    std::sort(voters_.begin(), voters_.end(),
              [](const ReplicaKey& a, const ReplicaKey& b) { return a.id < b.id; });
    const auto twice =
        std::adjacent_find(voters_.begin(), voters_.end(),
                           [](const ReplicaKey& a, const ReplicaKey& b) { return a.id == b.id; });
    INVARIANT(twice == voters_.end(), "a voter is named once");
}

VoterSet VoterSet::of(const std::vector<BrokerId>& ids) {
    std::vector<ReplicaKey> voters;
    for (const BrokerId id : ids) voters.push_back({.id = id});
    return VoterSet(std::move(voters));
}

bool VoterSet::contains(BrokerId id) const {
    return std::any_of(voters_.begin(), voters_.end(),
                       [&](const ReplicaKey& voter) { return voter.id == id; });
}

const ReplicaKey& VoterSet::key_of(BrokerId id) const {
    const auto found = std::find_if(voters_.begin(), voters_.end(),
                                    [&](const ReplicaKey& voter) { return voter.id == id; });
    INVARIANT(found != voters_.end(), "the key of a voter");
    return *found;
}

std::vector<BrokerId> VoterSet::ids() const {
    std::vector<BrokerId> ids;
    for (const ReplicaKey& voter : voters_) ids.push_back(voter.id);
    return ids;
}

}  // namespace assize::model::kraft
