#include "model/broker/handlers/fetch.h"

#include "model/broker/handlers/leader_hint.h"
#include "model/replication/fetch_handler.h"
#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

constexpr std::int16_t kFirstWithEndpoints = 16;

// The version of a client that can do with such a hint names topics by id.
void hint_at_leaders(const metadata::MetadataImage& image, wire::FetchResponse& response) {
    for (auto& topic : response.responses) {
        for (auto& partition : topic.partitions) {
            if (partition.error_code != wire::ErrorCode::kNotLeaderOrFollower &&
                partition.error_code != wire::ErrorCode::kFencedLeaderEpoch) {
                continue;
            }
            const auto* state = image.topics.find(topic.topic_id, partition.partition_index);
            if (!state) continue;
            hint_at_leader(image, *state, partition.current_leader, response.node_endpoints);
        }
    }
}

}  // namespace

wire::FetchResponse on_fetch(sim::Fiber& fiber, BrokerServices& broker,
                             const rpc::RequestContext& context,
                             const wire::FetchRequest& request) {
    const std::int16_t version = context.header.api_version;
    wire::FetchResponse response =
        replication::handle_fetch(fiber, broker.replicas, broker.fetch_sessions, request, version);
    if (version >= kFirstWithEndpoints) hint_at_leaders(broker.image(), response);
    return response;
}

}  // namespace assize::model::broker
