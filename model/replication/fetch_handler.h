#pragma once

#include <cstdint>

#include "model/replication/fetch_session.h"
#include "model/replication/replica_manager.h"
#include "model/wire/messages/fetch.h"
#include "sim/fiber.h"

namespace assize::model::replication {

/// Does what a FetchRequest asks, a follower's or a consumer's, with its session.
/// The answer's node endpoints are left to the caller.
/// Requires: `sessions` is of the same broker.
wire::FetchResponse handle_fetch(sim::Fiber& fiber, ReplicaManager& replicas,
                                 FetchSessionCache& sessions, const wire::FetchRequest& request,
                                 std::int16_t version);

}  // namespace assize::model::replication
