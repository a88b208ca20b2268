#pragma once

#include <cstdint>
#include <optional>

#include "model/metadata/control_plane.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/sync/mutex.h"
#include "sim/time.h"

namespace assize::model::broker {

/// Gives idempotent producers their ids, out of blocks that the controller allocates to this
/// broker: no id is given twice in a cluster.
/// Source: Kafka, RPCProducerIdManager. Departs: fetches the next block when the last is used up,
/// not before.
class ProducerIds {
public:
    ProducerIds(metadata::ControlPlane& controllers, BrokerId broker)
        : controllers_(controllers), broker_(broker) {}

    /// Fails: as the control plane; kTimedOut, too, when the controller refuses.
    metadata::ControlPlaneResult<ProducerId> next(sim::Fiber& fiber, BrokerEpoch broker_epoch,
                                                  sim::Deadline deadline);

private:
    metadata::ControlPlane& controllers_;
    const BrokerId broker_;
    sim::Mutex turn_;
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;
};

}  // namespace assize::model::broker
