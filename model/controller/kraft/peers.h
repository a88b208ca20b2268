#pragma once

#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "model/controller/kraft/transport.h"
#include "model/types.h"
#include "model/wire/messages/begin_quorum_epoch.h"
#include "model/wire/messages/end_quorum_epoch.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/fetch_snapshot.h"
#include "model/wire/messages/vote.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::kraft {

using Question =
    std::variant<wire::VoteRequest, wire::BeginQuorumEpochRequest, wire::EndQuorumEpochRequest,
                 wire::FetchRequest, wire::FetchSnapshotRequest>;
using Answer =
    std::variant<wire::VoteResponse, wire::BeginQuorumEpochResponse, wire::EndQuorumEpochResponse,
                 wire::FetchResponse, wire::FetchSnapshotResponse>;

/// A request to another node, and what came of it.
struct Exchange {
    BrokerId with;
    Question question;
    sim::Result<Answer, TransportError> answer;
};

/// The other voters, as far as sending to them goes: one request at a time to each, and a pause
/// after one that failed.
/// Source: RequestManager.
class Peers {
public:
    Peers(const std::vector<BrokerId>& ids, sim::Duration request_timeout,
          sim::Duration retry_backoff);

    bool is_ready(BrokerId to, sim::MonotonicInstant now) const;
    bool any_busy() const;
    /// When a peer that is not busy is ready. Never, if it is busy.
    sim::MonotonicInstant ready_at(BrokerId to) const;
    std::vector<BrokerId> all_ready(sim::MonotonicInstant now) const;

    /// Requires: is_ready().
    void send(BrokerId to, Question question);
    /// Its answer was no use: pause, before it is asked again.
    void back_off(BrokerId from, sim::MonotonicInstant now);

    /// Sends what there is for one peer, for ever. `deliver` is told of each exchange.
    void run(sim::Fiber& fiber, BrokerId to, Transport& transport,
             const std::function<void(Exchange)>& deliver);

private:
    struct Peer {
        bool busy = false;
        std::optional<Question> question = std::nullopt;
        sim::MonotonicInstant pause_until = sim::MonotonicInstant::origin();
        sim::Condition asked = {};
    };

    sim::Duration request_timeout_;
    sim::Duration retry_backoff_;
    std::map<BrokerId, Peer> peers_;
};

}  // namespace assize::model::kraft
