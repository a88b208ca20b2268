#include "model/broker/raft_transport.h"

#include "model/wire/messages/begin_quorum_epoch.h"
#include "model/wire/messages/end_quorum_epoch.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/fetch_snapshot.h"
#include "model/wire/messages/vote.h"

namespace assize::model::broker {

namespace {

kraft::TransportError transport_error_of(rpc::RpcError error) {
    switch (error) {
        case rpc::RpcError::kTimedOut: return kraft::TransportError::kTimedOut;
        case rpc::RpcError::kBadResponse: return kraft::TransportError::kBadResponse;
        default: return kraft::TransportError::kDisconnected;
    }
}

}  // namespace

RaftTransport::RaftTransport(const Voters& voters, const std::string& client_id) {
    for (const auto& [id, address] : voters) {
        clients_.emplace(
            id, std::make_unique<rpc::Client>(address, rpc::ClientOptions{.client_id = client_id}));
    }
}

template <class Request>
kraft::Transport::Answer<typename Request::Response> RaftTransport::ask(sim::Fiber& fiber,
                                                                        BrokerId to,
                                                                        const Request& request,
                                                                        sim::Deadline deadline) {
    const auto client = clients_.find(to);
    if (client == clients_.end()) return sim::Failure(kraft::TransportError::kDisconnected);
    auto response = client->second->call(fiber, request, Request::kVersionMax, deadline);
    if (!response) return sim::Failure(transport_error_of(response.error()));
    return std::move(*response);
}

kraft::Transport::Answer<wire::VoteResponse> RaftTransport::call(sim::Fiber& fiber, BrokerId to,
                                                                 const wire::VoteRequest& request,
                                                                 sim::Deadline deadline) {
    return ask(fiber, to, request, deadline);
}

kraft::Transport::Answer<wire::BeginQuorumEpochResponse> RaftTransport::call(
    sim::Fiber& fiber, BrokerId to, const wire::BeginQuorumEpochRequest& request,
    sim::Deadline deadline) {
    return ask(fiber, to, request, deadline);
}

kraft::Transport::Answer<wire::EndQuorumEpochResponse> RaftTransport::call(
    sim::Fiber& fiber, BrokerId to, const wire::EndQuorumEpochRequest& request,
    sim::Deadline deadline) {
    return ask(fiber, to, request, deadline);
}

kraft::Transport::Answer<wire::FetchResponse> RaftTransport::call(sim::Fiber& fiber, BrokerId to,
                                                                  const wire::FetchRequest& request,
                                                                  sim::Deadline deadline) {
    return ask(fiber, to, request, deadline);
}

kraft::Transport::Answer<wire::FetchSnapshotResponse> RaftTransport::call(
    sim::Fiber& fiber, BrokerId to, const wire::FetchSnapshotRequest& request,
    sim::Deadline deadline) {
    return ask(fiber, to, request, deadline);
}

}  // namespace assize::model::broker
