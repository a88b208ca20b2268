#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/types.h"

namespace assize::model::kraft {

/// A replica of the metadata log: a node, and the directory in which it keeps the log. A node
/// whose disk was replaced is another replica.
struct ReplicaKey {
    BrokerId id;
    std::optional<Uuid> directory_id = std::nullopt;  // None: not known, any will do.

    bool operator==(const ReplicaKey&) const = default;
};
std::string to_string(const ReplicaKey& replica);

/// Whether `known` may be the replica that somebody calls `asked`: an unknown directory matches
/// any.
bool matches(const ReplicaKey& known, const ReplicaKey& asked);

/// The replicas whose majority decides. A value: it could change with the log (KIP-853), but is
/// the same for the whole life of a cluster here (kraft.version 0).
/// Invariant: ids ascend, none twice.
class VoterSet {
public:
    VoterSet() = default;
    /// Requires: no id twice.
    explicit VoterSet(std::vector<ReplicaKey> voters);
    static VoterSet of(const std::vector<BrokerId>& ids);

    const std::vector<ReplicaKey>& voters() const { return voters_; }
    std::size_t size() const { return voters_.size(); }
    std::size_t majority() const { return voters_.size() / 2 + 1; }
    bool contains(BrokerId id) const;
    /// Requires: contains(id).
    const ReplicaKey& key_of(BrokerId id) const;
    bool is_only_voter(BrokerId id) const { return size() == 1 && contains(id); }
    std::vector<BrokerId> ids() const;

    bool operator==(const VoterSet&) const = default;

private:
    std::vector<ReplicaKey> voters_;
};

}  // namespace assize::model::kraft
