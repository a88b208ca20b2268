#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "model/metadata/control_plane.h"
#include "model/replication/isr_proposals.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::wire {
struct AlterPartitionRequest;
struct AlterPartitionResponse;
}  // namespace assize::model::wire

namespace assize::model::replication {

/// Takes the ISR proposals of a broker's leaders to the controller: one request at a time, with
/// all that have come meanwhile in the next.
/// Source: Kafka, AlterPartitionManager.scala.
class AlterPartitionManager final : public IsrProposals {
public:
    static constexpr sim::Duration kRetryBackoff = sim::Duration::milliseconds(50);
    static constexpr sim::Duration kRequestTimeout = sim::Duration::seconds(30);

    /// Requires: `controls` outlives it.
    AlterPartitionManager(BrokerId broker, metadata::ControlPlane& controls)
        : broker_(broker), controls_(controls) {}

    void set_broker_epoch(BrokerEpoch epoch) { broker_epoch_ = epoch; }
    void submit(IsrProposal proposal) override;

    /// Does the work, until the control plane stops.
    void run(sim::Fiber& fiber);

private:
    using Key = std::pair<Uuid, std::int32_t>;
    using Proposals = std::map<Key, IsrProposal>;

    wire::AlterPartitionRequest request_for(const Proposals& proposals) const;
    void take_answers(sim::Fiber& fiber, const wire::AlterPartitionResponse& response,
                      Proposals& asked);
    static Key key_of(const IsrProposal& proposal);

    const BrokerId broker_;
    metadata::ControlPlane& controls_;
    BrokerEpoch broker_epoch_{0};
    Proposals waiting_;
    sim::Condition arrived_;
};

}  // namespace assize::model::replication
