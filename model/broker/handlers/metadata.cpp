#include "model/broker/handlers/metadata.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/broker/api_versions_answer.h"
#include "model/broker/broker_requests.h"
#include "model/metadata/topic_name.h"
#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

using metadata::MetadataImage;

/// Who may be asked: brokers that are not fenced.
template <class Broker>
void list_brokers(const MetadataImage& image, std::vector<Broker>& brokers) {
    for (const auto& [id, registration] : *image.brokers) {
        if (registration.fenced || registration.endpoints.empty()) continue;
        Broker& broker = brokers.emplace_back();
        if constexpr (requires { broker.node_id; }) {
            broker.node_id = id.value();
        } else {
            broker.broker_id = id.value();
        }
        broker.host = registration.endpoints.front().host;
        broker.port = registration.endpoints.front().port;
        broker.rack = registration.rack;
    }
}

bool is_offline(const MetadataImage& image, const metadata::PartitionRegistration& partition,
                BrokerId replica) {
    const metadata::BrokerRegistration* broker = image.broker(replica);
    return !broker || broker->fenced || !broker->has_online(partition.directory_of(replica));
}

wire::MetadataResponse::Topic::Partition describe(const MetadataImage& image, std::int32_t index,
                                                  const metadata::PartitionRegistration& state) {
    wire::MetadataResponse::Topic::Partition partition;
    partition.partition_index = index;
    partition.leader_id = or_minus_one(state.leader);
    partition.leader_epoch = state.leader_epoch.value();
    if (!state.leader || !image.broker(*state.leader)) {
        partition.error_code = wire::ErrorCode::kLeaderNotAvailable;
        partition.leader_id = -1;
    }
    partition.replica_nodes = metadata::to_wire(state.replicas);
    partition.isr_nodes = metadata::to_wire(state.isr);
    for (const BrokerId replica : state.replicas) {
        if (is_offline(image, state, replica))
            partition.offline_replicas.push_back(replica.value());
    }
    return partition;
}

wire::MetadataResponse::Topic describe(const MetadataImage& image,
                                       const metadata::TopicImage& topic) {
    wire::MetadataResponse::Topic described;
    described.name = topic.name;
    described.topic_id = topic.id;
    described.is_internal = metadata::is_internal_topic(topic.name);
    for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
        described.partitions.push_back(
            describe(image, static_cast<std::int32_t>(i), *topic.partitions[i]));
    }
    return described;
}

wire::MetadataResponse::Topic describe_unknown(std::optional<std::string> name, const Uuid& id,
                                               wire::ErrorCode error) {
    wire::MetadataResponse::Topic topic;
    topic.error_code = error;
    topic.name = std::move(name);
    topic.topic_id = id;
    return topic;
}

wire::MetadataResponse::Topic describe_asked(BrokerServices& broker,
                                             const wire::MetadataRequest& request,
                                             const wire::MetadataRequest::Topic& asked,
                                             std::int16_t version) {
    const MetadataImage& image = broker.image();
    if (!asked.topic_id.is_zero()) {
        const metadata::TopicImage* topic = image.topics.find(asked.topic_id);
        if (topic) return describe(image, *topic);
        return describe_unknown(version < 12 ? std::optional(std::string()) : std::nullopt,
                                asked.topic_id, wire::ErrorCode::kUnknownTopicId);
    }
    const std::string name = asked.name.value_or("");
    if (const metadata::TopicImage* topic = image.topics.find(name)) return describe(image, *topic);
    if (!metadata::is_valid_topic_name(name)) {
        return describe_unknown(name, Uuid(), wire::ErrorCode::kInvalidTopicException);
    }
    const bool may_create = version < 4 || request.allow_auto_topic_creation;
    if (may_create && broker.config.auto_create_topics_enable) broker.topic_creation.create(name);
    return describe_unknown(name, Uuid(), wire::ErrorCode::kUnknownTopicOrPartition);
}

}  // namespace

wire::ApiVersionsResponse on_api_versions(sim::Fiber&, BrokerServices& broker,
                                          const rpc::RequestContext& context,
                                          const wire::ApiVersionsRequest& request) {
    static const rpc::ApiVersionTable offered = versions_of(broker_requests());
    return answer_api_versions(request, context.header.api_version, offered, broker.image());
}

wire::MetadataResponse on_metadata(sim::Fiber&, BrokerServices& broker,
                                   const rpc::RequestContext& context,
                                   const wire::MetadataRequest& request) {
    const std::int16_t version = context.header.api_version;
    const MetadataImage& image = broker.image();
    wire::MetadataResponse response;
    response.cluster_id = broker.cluster_id;
    list_brokers(image, response.brokers);
    response.controller_id = broker.broker.value();
    const bool wants_all = !request.topics || (version == 0 && request.topics->empty());
    if (wants_all) {
        for (const auto& [name, id] : image.topics.ids_by_name()) {
            response.topics.push_back(describe(image, *image.topics.find(id)));
        }
        return response;
    }
    for (const wire::MetadataRequest::Topic& asked : *request.topics) {
        response.topics.push_back(describe_asked(broker, request, asked, version));
    }
    return response;
}

wire::DescribeClusterResponse on_describe_cluster(sim::Fiber&, BrokerServices& broker,
                                                  const rpc::RequestContext&,
                                                  const wire::DescribeClusterRequest& request) {
    wire::DescribeClusterResponse response;
    response.endpoint_type = request.endpoint_type;
    response.error_message = std::nullopt;
    constexpr std::int8_t kBrokers = 1;
    if (request.endpoint_type != kBrokers) {
        response.error_code = wire::ErrorCode::kMismatchedEndpointType;
        response.error_message = "This endpoint is a broker's, not a controller's.";
        return response;
    }
    response.cluster_id = broker.cluster_id;
    response.controller_id = broker.broker.value();
    list_brokers(broker.image(), response.brokers);
    return response;
}

}  // namespace assize::model::broker
