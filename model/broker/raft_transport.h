#pragma once

#include <map>
#include <memory>
#include <string>

#include "model/controller/kraft/transport.h"
#include "model/rpc/client.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/time.h"

namespace assize::model::broker {

/// Where the voters of the controller quorum listen.
using Voters = std::map<BrokerId, sim::Address>;

/// How a node of the quorum reaches the voters: a connection to each.
class RaftTransport final : public kraft::Transport {
public:
    RaftTransport(const Voters& voters, const std::string& client_id);

    Answer<wire::VoteResponse> call(sim::Fiber& fiber, BrokerId to,
                                    const wire::VoteRequest& request,
                                    sim::Deadline deadline) override;
    Answer<wire::BeginQuorumEpochResponse> call(sim::Fiber& fiber, BrokerId to,
                                                const wire::BeginQuorumEpochRequest& request,
                                                sim::Deadline deadline) override;
    Answer<wire::EndQuorumEpochResponse> call(sim::Fiber& fiber, BrokerId to,
                                              const wire::EndQuorumEpochRequest& request,
                                              sim::Deadline deadline) override;
    Answer<wire::FetchResponse> call(sim::Fiber& fiber, BrokerId to,
                                     const wire::FetchRequest& request,
                                     sim::Deadline deadline) override;
    Answer<wire::FetchSnapshotResponse> call(sim::Fiber& fiber, BrokerId to,
                                             const wire::FetchSnapshotRequest& request,
                                             sim::Deadline deadline) override;

private:
    template <class Request>
    Answer<typename Request::Response> ask(sim::Fiber& fiber, BrokerId to, const Request& request,
                                           sim::Deadline deadline);

    std::map<BrokerId, std::unique_ptr<rpc::Client>> clients_;
};

}  // namespace assize::model::broker
