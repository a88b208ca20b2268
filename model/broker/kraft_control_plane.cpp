#include "model/broker/kraft_control_plane.h"

#include <algorithm>
#include <utility>

#include "model/controller/kraft/raft_node.h"
#include "model/wire/error_code.h"
#include "model/wire/frame.h"
#include "model/wire/messages/allocate_producer_ids.h"
#include "model/wire/messages/alter_partition.h"
#include "model/wire/messages/assign_replicas_to_dirs.h"
#include "model/wire/messages/broker_heartbeat.h"
#include "model/wire/messages/broker_registration.h"
#include "model/wire/messages/envelope.h"

namespace assize::model::broker {

namespace {

using metadata::ControlPlaneError;
using metadata::ControlPlaneResult;

// How long to wait for another controller, when there is none or it is not the one.
constexpr sim::Duration kRetryBackoff = sim::Duration::milliseconds(50);

}  // namespace

KraftControlPlane::KraftControlPlane(const kraft::RaftNode& quorum, MetadataFeed& feed,
                                     const Voters& voters, const std::string& client_id)
    : quorum_(quorum),
      feed_(feed),
      voters_(voters),
      client_id_(client_id),
      lifecycle_(open_channel("heartbeat")),
      isr_changes_(open_channel("alter-partition")),
      forwarding_(open_channel("forwarding")),
      producer_ids_(open_channel("producer-ids")),
      directories_(open_channel("directory-assignments")) {}

KraftControlPlane::Channel KraftControlPlane::open_channel(std::string_view purpose) const {
    Channel channel;
    for (const auto& [id, address] : voters_) {
        channel.emplace(id, std::make_unique<rpc::Client>(
                                address, rpc::ClientOptions{.client_id = client_id_ + "-" +
                                                                         std::string(purpose)}));
    }
    return channel;
}

ControlPlaneResult<wire::BrokerRegistrationResponse> KraftControlPlane::register_broker(
    sim::Fiber& fiber, const wire::BrokerRegistrationRequest& request, sim::Deadline deadline) {
    return ask(fiber, lifecycle_, request, deadline);
}

ControlPlaneResult<wire::BrokerHeartbeatResponse> KraftControlPlane::heartbeat(
    sim::Fiber& fiber, const wire::BrokerHeartbeatRequest& request, sim::Deadline deadline) {
    return ask(fiber, lifecycle_, request, deadline);
}

ControlPlaneResult<wire::AlterPartitionResponse> KraftControlPlane::alter_partition(
    sim::Fiber& fiber, const wire::AlterPartitionRequest& request, sim::Deadline deadline) {
    return ask(fiber, isr_changes_, request, deadline);
}

ControlPlaneResult<wire::AllocateProducerIdsResponse> KraftControlPlane::allocate_producer_ids(
    sim::Fiber& fiber, const wire::AllocateProducerIdsRequest& request, sim::Deadline deadline) {
    return ask(fiber, producer_ids_, request, deadline);
}

ControlPlaneResult<wire::AssignReplicasToDirsResponse> KraftControlPlane::assign_directories(
    sim::Fiber& fiber, const wire::AssignReplicasToDirsRequest& request, sim::Deadline deadline) {
    return ask(fiber, directories_, request, deadline);
}

ControlPlaneResult<wire::Bytes> KraftControlPlane::forward(sim::Fiber& fiber, wire::ApiKey api,
                                                           std::int16_t version,
                                                           wire::Bytes request,
                                                           sim::Deadline deadline) {
    const wire::RequestHeader header{
        .api_key = api, .api_version = version, .correlation_id = 0, .client_id = client_id_};
    wire::Writer writer(wire::encoded_size(header) + request.size());
    wire::encode(header, writer);
    writer.raw(request.span());
    wire::EnvelopeRequest envelope;
    envelope.request_data = wire::Bytes(writer.take());
    const auto response = ask(fiber, forwarding_, envelope, deadline);
    if (!response) return sim::Failure(response.error());
    if (response->error_code != wire::ErrorCode::kNone || !response->response_data) {
        return sim::Failure(ControlPlaneError::kTimedOut);
    }
    wire::Reader reader(*response->response_data);
    if (!wire::decode_response_header(reader, api, version)) {
        return sim::Failure(ControlPlaneError::kTimedOut);
    }
    return reader.rest();
}

std::optional<BrokerId> KraftControlPlane::active_controller() const {
    return quorum_.leader_and_epoch().leader;
}

Offset KraftControlPlane::high_watermark() const {
    return quorum_.high_watermark().value_or(Offset(0));
}

void KraftControlPlane::stop() {
    stopped_ = true;
    for (Channel* channel :
         {&lifecycle_, &isr_changes_, &forwarding_, &producer_ids_, &directories_}) {
        for (const auto& [id, client] : *channel) client->close();
    }
    feed_.leader_changed().notify_all();
}

template <class Request>
ControlPlaneResult<typename Request::Response> KraftControlPlane::ask(sim::Fiber& fiber,
                                                                      Channel& channel,
                                                                      const Request& request,
                                                                      sim::Deadline deadline) {
    while (!stopped_) {
        const std::optional<BrokerId> leader = active_controller();
        const auto client = leader ? channel.find(*leader) : channel.end();
        if (client != channel.end()) {
            auto response = client->second->call(fiber, request, Request::kVersionMax, deadline);
            if (response && response->error_code != wire::ErrorCode::kNotController) {
                return std::move(*response);
            }
        }
        if (stopped_) break;
        if (fiber.now() >= deadline.instant()) return sim::Failure(ControlPlaneError::kTimedOut);
        feed_.leader_changed().wait(fiber, std::min(deadline, fiber.after(kRetryBackoff)));
    }
    return sim::Failure(ControlPlaneError::kStopped);
}

}  // namespace assize::model::broker
