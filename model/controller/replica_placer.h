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

/// Spreads replicas over racks, and within a rack over its brokers: a stripe over the racks for
/// each partition, begun one rack further each time, so that racks (and brokers, where there are no
/// racks) lead as many partitions each, give or take one. Within a rack leaders need not be spread
/// as evenly, as in Kafka. Where it begins is random. A fenced broker is taken when there is no
/// other in its rack, and never to lead.
/// Source: StripedReplicaPlacer.
/// Fails: kInvalidReplicationFactor.
Decision<std::vector<BrokerIds>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                std::int32_t partitions,
                                                std::int32_t replication_factor,
                                                sim::Random& random);

}  // namespace assize::model::controller
