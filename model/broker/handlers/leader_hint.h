#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/metadata/image.h"
#include "model/types.h"

namespace assize::model::broker {

/// Tells who leads a partition now, to a client that asked the wrong broker (KIP-951): in
/// `current_leader`, and its address among `endpoints`.
template <class CurrentLeader, class NodeEndpoint>
void hint_at_leader(const metadata::MetadataImage& image,
                    const metadata::PartitionRegistration& partition, CurrentLeader& current_leader,
                    std::vector<NodeEndpoint>& endpoints) {
    if (!partition.leader) return;
    current_leader.leader_id = partition.leader->value();
    current_leader.leader_epoch = partition.leader_epoch.value();
    const metadata::BrokerRegistration* leader = image.broker(*partition.leader);
    if (!leader || leader->endpoints.empty()) return;
    const std::int32_t id = leader->id.value();
    if (std::ranges::find(endpoints, id, &NodeEndpoint::node_id) != endpoints.end()) return;
    NodeEndpoint& endpoint = endpoints.emplace_back();
    endpoint.node_id = id;
    endpoint.host = leader->endpoints.front().host;
    endpoint.port = leader->endpoints.front().port;
    endpoint.rack = leader->rack;
}

template <class CurrentLeader, class NodeEndpoint>
void hint_at_leader(const metadata::MetadataImage& image, std::string_view topic,
                    std::int32_t partition, CurrentLeader& current_leader,
                    std::vector<NodeEndpoint>& endpoints) {
    const metadata::TopicImage* known = image.topics.find(topic);
    const auto* state = known ? known->partition(partition) : nullptr;
    if (state) hint_at_leader(image, *state, current_leader, endpoints);
}

}  // namespace assize::model::broker
