#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/facts/rpc.h"
#include "model/wire/api_key.h"
#include "sim/fiber.h"
#include "sim/id.h"

namespace assize::model::rpc {

/// A request or an answer, as the facts about it tell it.
struct Message {
    wire::ApiKey api;
    MessageSide side;
    sim::HostId peer;
    std::int32_t correlation_id;
    std::size_t bytes;  // The four of its size included.
};

/// Whether requests of that API, or the answers to them, change something. Those do not that only
/// look, nor Fetch and BrokerHeartbeat, which come all the time: what came of them says so itself.
bool changes_something(wire::ApiKey api);

/// Emits message_sent, and message_received. The frame is the one that carries it.
void tell_sent(sim::Fiber& fiber, const Message& message, sim::MessageId frame);
void tell_received(sim::Fiber& fiber, const Message& message, std::optional<sim::MessageId> frame);

}  // namespace assize::model::rpc
