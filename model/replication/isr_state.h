#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/metadata/registration.h"
#include "model/types.h"

namespace assize::model::replication {

/// Which way a leader wants to change the ISR.
enum class IsrChange : std::uint8_t { kExpand, kShrink };
std::string_view to_string(IsrChange change);

using metadata::BrokerIds;

/// The in-sync replicas of a partition as its leader sees them: what the controller committed
/// last, and the one change that may be asked for.
///
///     committed --propose--> pending --commit--> committed
///                               |----revert----> the last committed
///
/// Invariant: maximal() contains committed(). While a change is pending the leader counts with the
/// greater of both sets, so that it never acknowledges more than either allows.
/// Source: Kafka, PartitionState in Partition.scala; KIP-497.
class IsrState {
public:
    IsrState(BrokerIds committed, PartitionEpoch partition_epoch);

    const BrokerIds& committed() const { return committed_; }
    /// Everybody whom the high watermark must wait for.
    const BrokerIds& maximal() const { return maximal_; }
    PartitionEpoch partition_epoch() const { return partition_epoch_; }

    bool pending() const { return pending_.has_value(); }
    std::optional<IsrChange> pending_change() const { return pending_; }
    /// What was asked for. Requires: pending().
    const BrokerIds& proposed() const;

    /// Asks for one more member. Requires: nothing is pending, and it is none.
    void propose_expand(BrokerId joining);
    /// Asks for the committed ones without some. Requires: nothing is pending.
    void propose_shrink(const BrokerIds& leaving);
    /// The controller's word, by answer or by metadata: ends what is pending.
    /// Requires: `partition_epoch` is not below the one known.
    void commit(BrokerIds isr, PartitionEpoch partition_epoch);
    /// The change was refused for good: back to what was committed last. Requires: pending().
    void revert();

private:
    BrokerIds committed_;
    BrokerIds proposed_;  // Empty when nothing is pending.
    BrokerIds maximal_;
    PartitionEpoch partition_epoch_;
    std::optional<IsrChange> pending_;
};

}  // namespace assize::model::replication
