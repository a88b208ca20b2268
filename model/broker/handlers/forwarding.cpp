#include "model/broker/handlers/forwarding.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/wire/error_code.h"
#include "model/wire/messages/alter_partition_reassignments.h"
#include "model/wire/messages/create_partitions.h"
#include "model/wire/messages/create_topics.h"
#include "model/wire/messages/delete_topics.h"
#include "model/wire/messages/describe_quorum.h"
#include "model/wire/messages/elect_leaders.h"
#include "model/wire/messages/incremental_alter_configs.h"
#include "model/wire/messages/list_partition_reassignments.h"
#include "model/wire/messages/unregister_broker.h"

namespace assize::model::broker {

namespace {

using wire::ErrorCode;

// As Kafka's forwarding channel.
constexpr sim::Duration kForwardTimeout = sim::Duration::seconds(60);

// What a request is answered with as a whole.

wire::CreateTopicsResponse failure_of(const wire::CreateTopicsRequest& request, ErrorCode error) {
    wire::CreateTopicsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.topics.emplace_back();
        answer.name = topic.name;
        answer.error_code = error;
    }
    return response;
}

wire::DeleteTopicsResponse failure_of(const wire::DeleteTopicsRequest& request, ErrorCode error) {
    wire::DeleteTopicsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.responses.emplace_back();
        answer.name = topic.name;
        answer.topic_id = topic.topic_id;
        answer.error_code = error;
    }
    for (const std::string& name : request.topic_names) {
        auto& answer = response.responses.emplace_back();
        answer.name = name;
        answer.error_code = error;
    }
    return response;
}

wire::CreatePartitionsResponse failure_of(const wire::CreatePartitionsRequest& request,
                                          ErrorCode error) {
    wire::CreatePartitionsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.results.emplace_back();
        answer.name = topic.name;
        answer.error_code = error;
    }
    return response;
}

wire::IncrementalAlterConfigsResponse failure_of(
    const wire::IncrementalAlterConfigsRequest& request, ErrorCode error) {
    wire::IncrementalAlterConfigsResponse response;
    for (const auto& resource : request.resources) {
        auto& answer = response.responses.emplace_back();
        answer.resource_type = resource.resource_type;
        answer.resource_name = resource.resource_name;
        answer.error_code = error;
    }
    return response;
}

template <class Request>
typename Request::Response failure_of(const Request&, ErrorCode error) {
    typename Request::Response response;
    response.error_code = error;
    return response;
}

std::vector<std::byte> response_frame(const rpc::RequestContext& context, const wire::Bytes& body) {
    const wire::ResponseHeader header{context.header.correlation_id};
    const wire::ApiKey key = context.header.api_key;
    const std::int16_t version = context.header.api_version;
    const std::size_t size = wire::encoded_size(header, key, version) + body.size();
    wire::Writer writer(wire::kFramePrefixSize + size);
    wire::encode_frame_prefix(size, writer);
    wire::encode(header, key, version, writer);
    writer.raw(body.span());
    return writer.take();
}

template <class Request>
rpc::Answer forward(sim::Fiber& fiber, BrokerServices& broker, const rpc::RequestContext& context,
                    wire::Reader& reader) {
    const wire::Bytes body = reader.rest();
    const auto request = read_request<Request>(context, reader);
    if (!request) return rpc::Answer::close(request.error());
    const auto answer =
        broker.controllers.forward(fiber, context.header.api_key, context.header.api_version, body,
                                   fiber.after(kForwardTimeout));
    if (answer) return rpc::Answer(response_frame(context, *answer));
    return rpc::Answer::with(context, failure_of(*request, ErrorCode::kRequestTimedOut));
}

template <class Request>
RequestRow<BrokerServices> forwarded(std::int16_t min, std::int16_t max) {
    return {{Request::kApiKey, min, max}, &forward<Request>};
}

}  // namespace

RequestTable<BrokerServices> forwarded_requests() {
    return {
        forwarded<wire::CreateTopicsRequest>(2, 7),
        forwarded<wire::DeleteTopicsRequest>(1, 6),
        forwarded<wire::CreatePartitionsRequest>(0, 3),
        forwarded<wire::ElectLeadersRequest>(0, 2),
        forwarded<wire::IncrementalAlterConfigsRequest>(0, 1),
        forwarded<wire::AlterPartitionReassignmentsRequest>(0, 1),
        forwarded<wire::ListPartitionReassignmentsRequest>(0, 0),
        forwarded<wire::DescribeQuorumRequest>(0, 2),
        forwarded<wire::UnregisterBrokerRequest>(0, 0),
    };
}

}  // namespace assize::model::broker
