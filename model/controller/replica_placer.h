#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/controller/cluster_view.h"
#include "sim/random.h"

namespace assize::model::controller {

/// A broker that replicas can be placed on.
struct UsableBroker {
    BrokerId id;
    std::optional<std::string> rack;
    bool fenced;
};

/// Registered and not about to go, in the order of their ids.
std::vector<UsableBroker> usable_brokers(const MetadataImage& image);

/// Spreads replicas over racks, and within a rack over its brokers, so that each broker leads about
/// as many partitions as any other: a stripe over the racks for each partition, begun one rack
/// further each time. Where it begins is random. A fenced broker is taken when there is no
/// other in its rack, and never to lead.
/// Source: StripedReplicaPlacer.
/// Fails: kInvalidReplicationFactor.
Decision<std::vector<BrokerIds>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                std::int32_t partitions,
                                                std::int32_t replication_factor,
                                                sim::Random& random);

}  // namespace assize::model::controller
