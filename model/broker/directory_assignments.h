#pragma once

#include <compare>
#include <cstdint>
#include <map>

#include "model/broker/kraft_control_plane.h"
#include "model/log/log_manager.h"
#include "model/metadata/delta.h"
#include "model/types.h"
#include "model/wire/messages/assign_replicas_to_dirs.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"

namespace assize::model::broker {

/// Tells the controller in which log directory each replica of this broker is, where the metadata
/// says otherwise: else it would not know who is hit when a directory fails (KIP-858).
/// Source: Kafka, AssignmentsManager.
class DirectoryAssignments {
public:
    DirectoryAssignments(BrokerId broker, const log::LogManager& logs)
        : broker_(broker), logs_(logs) {}

    /// Takes note of the replicas that a delta changed. Requires: their logs are there.
    void look_at(const metadata::MetadataDelta& delta);
    /// Tells, for as long as the fiber lives.
    void run(sim::Fiber& fiber, KraftControlPlane& controllers, BrokerEpoch broker_epoch);

private:
    struct Replica {
        Uuid topic_id;
        std::int32_t partition;

        auto operator<=>(const Replica&) const = default;
    };

    void look_at(const metadata::LocalPartition& local);
    wire::AssignReplicasToDirsRequest request(BrokerEpoch broker_epoch) const;

    const BrokerId broker_;
    const log::LogManager& logs_;
    std::map<Replica, Uuid> untold_;  // Where they are, as the controller does not know yet.
    sim::Condition work_;
};

}  // namespace assize::model::broker
