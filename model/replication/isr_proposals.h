#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "model/metadata/registration.h"
#include "model/types.h"
#include "model/wire/error_code.h"

namespace assize::model::replication {

class Partition;

/// A change of an ISR that a leader asks the controller for.
struct IsrProposal {
    struct Member {
        BrokerId broker;
        std::optional<BrokerEpoch> epoch;  // With which it fetches, if known.
    };
    std::shared_ptr<Partition> asker;
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;  // On which the change builds.
    std::vector<Member> isr;
};

/// What the controller says to it: an error, or the state that is in force.
struct IsrAnswer {
    wire::ErrorCode error;
    LeaderEpoch proposed_in;       // The proposal's.
    PartitionEpoch proposed_upon;  // The proposal's.
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    metadata::BrokerIds isr = {};
};

/// Whether to ask the same again.
enum class AskAgain : bool { kNo, kYes };

/// Takes proposals to the controller, and brings Partition::on_isr_answer what it says.
class IsrProposals {
public:
    virtual ~IsrProposals() = default;
    /// Does not wait. Requires: nothing of this partition is under way.
    virtual void submit(IsrProposal proposal) = 0;
};

}  // namespace assize::model::replication
