#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/controller/kraft/raft_node.h"
#include "model/controller/kraft/transport.h"
#include "model/rpc/client.h"
#include "model/rpc/resolve.h"
#include "model/rpc/server.h"
#include "model/wire/messages/begin_quorum_epoch.h"
#include "model/wire/messages/describe_quorum.h"
#include "model/wire/messages/end_quorum_epoch.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/fetch_snapshot.h"
#include "model/wire/messages/vote.h"

namespace assize::model::kraft {

/// Reaches the other nodes by real requests: node n is host n.
class RpcTransport final : public Transport {
public:
    RpcTransport(const VoterSet& voters, sim::Duration request_timeout) {
        for (const BrokerId id : voters.ids()) {
            const sim::Address address{sim::HostId(static_cast<std::uint32_t>(id.value())),
                                       rpc::kControllerPort};
            clients_.try_emplace(
                id, address,
                rpc::ClientOptions{.client_id = "raft",
                                   .request_timeout = request_timeout,
                                   .reconnect_backoff = sim::Duration::milliseconds(20),
                                   .reconnect_backoff_max = sim::Duration::milliseconds(100)});
        }
    }

    Answer<wire::VoteResponse> call(sim::Fiber& fiber, BrokerId to,
                                    const wire::VoteRequest& request,
                                    sim::Deadline deadline) override {
        return ask(fiber, to, request, deadline);
    }
    Answer<wire::BeginQuorumEpochResponse> call(sim::Fiber& fiber, BrokerId to,
                                                const wire::BeginQuorumEpochRequest& request,
                                                sim::Deadline deadline) override {
        return ask(fiber, to, request, deadline);
    }
    Answer<wire::EndQuorumEpochResponse> call(sim::Fiber& fiber, BrokerId to,
                                              const wire::EndQuorumEpochRequest& request,
                                              sim::Deadline deadline) override {
        return ask(fiber, to, request, deadline);
    }
    Answer<wire::FetchResponse> call(sim::Fiber& fiber, BrokerId to,
                                     const wire::FetchRequest& request,
                                     sim::Deadline deadline) override {
        return ask(fiber, to, request, deadline);
    }
    Answer<wire::FetchSnapshotResponse> call(sim::Fiber& fiber, BrokerId to,
                                             const wire::FetchSnapshotRequest& request,
                                             sim::Deadline deadline) override {
        return ask(fiber, to, request, deadline);
    }

private:
    template <class Request>
    Answer<typename Request::Response> ask(sim::Fiber& fiber, BrokerId to, const Request& request,
                                           sim::Deadline deadline) {
        auto response = clients_.at(to).call(fiber, request, Request::kVersionMax, deadline);
        if (response) return std::move(*response);
        switch (response.error()) {
            case rpc::RpcError::kTimedOut: return sim::Failure(TransportError::kTimedOut);
            case rpc::RpcError::kBadResponse: return sim::Failure(TransportError::kBadResponse);
            default: return sim::Failure(TransportError::kDisconnected);
        }
    }

    std::map<BrokerId, rpc::Client> clients_;
};

/// Hands the requests of others to a node.
inline rpc::Handler handler_of(RaftNode& node) {
    const auto handle = [&node]<class Request>(sim::Fiber& fiber,
                                               const rpc::RequestContext& context,
                                               wire::Reader& body, std::type_identity<Request>) {
        const auto request = wire::decode<Request>(body, context.header.api_version);
        if (!request) return rpc::Answer::close(RefusalReason::kBadBody);
        return rpc::Answer::with(context, node.handle(fiber, *request));
    };
    return [handle](sim::Fiber& fiber, const rpc::RequestContext& context, wire::Reader& body) {
        switch (context.header.api_key) {
            case wire::ApiKey::kVote:
                return handle(fiber, context, body, std::type_identity<wire::VoteRequest>());
            case wire::ApiKey::kBeginQuorumEpoch:
                return handle(fiber, context, body,
                              std::type_identity<wire::BeginQuorumEpochRequest>());
            case wire::ApiKey::kEndQuorumEpoch:
                return handle(fiber, context, body,
                              std::type_identity<wire::EndQuorumEpochRequest>());
            case wire::ApiKey::kFetch:
                return handle(fiber, context, body, std::type_identity<wire::FetchRequest>());
            case wire::ApiKey::kFetchSnapshot:
                return handle(fiber, context, body,
                              std::type_identity<wire::FetchSnapshotRequest>());
            default: return rpc::Answer::close(RefusalReason::kFailedWithoutAnswer);
        }
    };
}

inline rpc::ApiVersionTable raft_apis() {
    return rpc::ApiVersionTable({{wire::ApiKey::kVote, 0, 2},
                                 {wire::ApiKey::kBeginQuorumEpoch, 0, 1},
                                 {wire::ApiKey::kEndQuorumEpoch, 0, 1},
                                 {wire::ApiKey::kFetch, 12, 18},
                                 {wire::ApiKey::kFetchSnapshot, 0, 1}});
}

}  // namespace assize::model::kraft
