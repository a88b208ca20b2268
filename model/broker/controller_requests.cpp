#include "model/broker/controller_requests.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "model/broker/api_versions_answer.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/begin_quorum_epoch.h"
#include "model/wire/messages/describe_quorum.h"
#include "model/wire/messages/end_quorum_epoch.h"
#include "model/wire/messages/envelope.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/fetch_snapshot.h"
#include "model/wire/messages/vote.h"

namespace assize::model::broker {

namespace {

using wire::ErrorCode;

// How long to wait for a decision to be committed, when a request does not say.
constexpr sim::Duration kWriteTimeout = sim::Duration::seconds(30);

template <class Request>
sim::Deadline deadline_of(sim::Fiber& fiber, const Request& request) {
    if constexpr (requires { request.timeout_ms; }) {
        return fiber.after(sim::Duration::milliseconds(std::max(request.timeout_ms, 0)));
    } else {
        return fiber.after(kWriteTimeout);
    }
}

template <class Request>
typename Request::Response ask_controller(sim::Fiber& fiber, ControllerServices& node,
                                          const rpc::RequestContext&, const Request& request) {
    return node.controller.handle(fiber, request, deadline_of(fiber, request));
}

template <class Request>
typename Request::Response ask_quorum(sim::Fiber& fiber, ControllerServices& node,
                                      const rpc::RequestContext&, const Request& request) {
    return node.quorum.handle(fiber, request);
}

wire::ApiVersionsResponse on_api_versions(sim::Fiber&, ControllerServices& node,
                                          const rpc::RequestContext& context,
                                          const wire::ApiVersionsRequest& request) {
    static const rpc::ApiVersionTable offered = versions_of(controller_requests());
    return answer_api_versions(request, context.header.api_version, offered,
                               node.controller.committed_image());
}

// --- Envelopes.

template <class Items>
bool any_says_so(const Items& items) {
    return std::ranges::any_of(
        items, [](const auto& item) { return item.error_code == ErrorCode::kNotController; });
}

/// Whether a response says, as a whole or of a part, that another controller is to be asked.
template <class Response>
bool says_not_controller(const Response& response) {
    if constexpr (requires { response.error_code; }) {
        return response.error_code == ErrorCode::kNotController;
    } else if constexpr (requires { response.topics.front().error_code; }) {
        return any_says_so(response.topics);
    } else if constexpr (requires { response.results; }) {
        return any_says_so(response.results);
    } else {
        return any_says_so(response.responses);
    }
}

/// What is in an envelope, once opened.
struct Enclosed {
    rpc::RequestContext context;
    wire::Reader body;
};

wire::EnvelopeResponse refused(ErrorCode error) {
    wire::EnvelopeResponse response;
    response.error_code = error;
    return response;
}

template <class Request>
wire::EnvelopeResponse answer(const rpc::RequestContext& context,
                              const typename Request::Response& response) {
    if (says_not_controller(response)) return refused(ErrorCode::kNotController);
    const std::vector<std::byte> frame =
        wire::encode_response(context.header.correlation_id, context.header.api_version, response);
    wire::EnvelopeResponse envelope;
    envelope.response_data = wire::Bytes::copy_of(std::span(frame).subspan(wire::kFramePrefixSize));
    return envelope;
}

template <class Request, auto handle>
wire::EnvelopeResponse answer_enclosed(sim::Fiber& fiber, ControllerServices& node,
                                       Enclosed& enclosed) {
    const auto request = read_request<Request>(enclosed.context, enclosed.body);
    if (!request) return refused(ErrorCode::kInvalidRequest);
    return answer<Request>(enclosed.context, handle(fiber, node, enclosed.context, *request));
}

/// Who opens envelopes that enclose an API.
struct EnclosedRow {
    wire::ApiKey key;
    wire::EnvelopeResponse (*open)(sim::Fiber&, ControllerServices&, Enclosed&);
};

template <class Request>
constexpr EnclosedRow to_controller() {
    return {Request::kApiKey, &answer_enclosed<Request, &ask_controller<Request>>};
}

constexpr EnclosedRow kEnclosed[] = {
    to_controller<wire::CreateTopicsRequest>(),
    to_controller<wire::DeleteTopicsRequest>(),
    to_controller<wire::CreatePartitionsRequest>(),
    to_controller<wire::ElectLeadersRequest>(),
    to_controller<wire::IncrementalAlterConfigsRequest>(),
    to_controller<wire::AlterPartitionReassignmentsRequest>(),
    to_controller<wire::ListPartitionReassignmentsRequest>(),
    to_controller<wire::UnregisterBrokerRequest>(),
    {wire::ApiKey::kDescribeQuorum,
     &answer_enclosed<wire::DescribeQuorumRequest, &ask_quorum<wire::DescribeQuorumRequest>>},
};

wire::EnvelopeResponse on_envelope(sim::Fiber& fiber, ControllerServices& node,
                                   const rpc::RequestContext& context,
                                   const wire::EnvelopeRequest& envelope) {
    if (!node.controller.is_active()) return refused(ErrorCode::kNotController);
    wire::Reader reader(envelope.request_data);
    auto header = wire::decode_request_header(reader);
    if (!header) return refused(ErrorCode::kInvalidRequest);
    const auto row = std::ranges::find(kEnclosed, header->api_key, &EnclosedRow::key);
    if (row == std::end(kEnclosed)) return refused(ErrorCode::kInvalidRequest);
    Enclosed enclosed{{.header = std::move(*header),
                       .peer = context.peer,
                       .message = context.message,
                       .size_bytes = envelope.request_data.size()},
                      std::move(reader)};
    return row->open(fiber, node, enclosed);
}

// --- The table.

template <class Request>
RequestRow<ControllerServices> to_quorum(std::int16_t min, std::int16_t max) {
    return row<ControllerServices, Request, &ask_quorum<Request>>(min, max);
}

template <class Request>
RequestRow<ControllerServices> to_controller(std::int16_t min, std::int16_t max) {
    return row<ControllerServices, Request, &ask_controller<Request>>(min, max);
}

RequestTable<ControllerServices> make_controller_table() {
    return {
        to_quorum<wire::FetchRequest>(4, 18),
        to_quorum<wire::VoteRequest>(0, 2),
        to_quorum<wire::BeginQuorumEpochRequest>(0, 1),
        to_quorum<wire::EndQuorumEpochRequest>(0, 1),
        to_quorum<wire::DescribeQuorumRequest>(0, 2),
        to_quorum<wire::FetchSnapshotRequest>(0, 1),
        to_controller<wire::AlterPartitionRequest>(2, 3),
        to_controller<wire::BrokerRegistrationRequest>(0, 4),
        to_controller<wire::BrokerHeartbeatRequest>(0, 2),
        to_controller<wire::AllocateProducerIdsRequest>(0, 0),
        to_controller<wire::ControllerRegistrationRequest>(0, 0),
        to_controller<wire::AssignReplicasToDirsRequest>(0, 0),
        to_controller<wire::CreateTopicsRequest>(2, 7),
        to_controller<wire::DeleteTopicsRequest>(1, 6),
        to_controller<wire::CreatePartitionsRequest>(0, 3),
        to_controller<wire::ElectLeadersRequest>(0, 2),
        to_controller<wire::IncrementalAlterConfigsRequest>(0, 1),
        to_controller<wire::AlterPartitionReassignmentsRequest>(0, 1),
        to_controller<wire::ListPartitionReassignmentsRequest>(0, 0),
        to_controller<wire::UnregisterBrokerRequest>(0, 0),
        row<ControllerServices, wire::ApiVersionsRequest, &on_api_versions>(0, 4),
        row<ControllerServices, wire::EnvelopeRequest, &on_envelope>(0, 0),
    };
}

}  // namespace

const RequestTable<ControllerServices>& controller_requests() {
    static const RequestTable<ControllerServices> table = make_controller_table();
    return table;
}

}  // namespace assize::model::broker
