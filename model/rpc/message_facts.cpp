#include "model/rpc/message_facts.h"

#include "sim/process.h"
#include "sim/trace.h"

namespace assize::model::rpc {

namespace {

sim::About about(const Message& message, std::optional<sim::MessageId> frame) {
    const auto changed = changes_something(message.api) ? sim::Changed::kYes : sim::Changed::kNo;
    return {.changed = changed, .message = frame};
}

}  // namespace

bool changes_something(wire::ApiKey api) {
    switch (api) {
        case wire::ApiKey::kApiVersions:
        case wire::ApiKey::kBrokerHeartbeat:
        case wire::ApiKey::kDescribeCluster:
        case wire::ApiKey::kDescribeConfigs:
        case wire::ApiKey::kDescribeQuorum:
        case wire::ApiKey::kFetch:
        case wire::ApiKey::kListOffsets:
        case wire::ApiKey::kListPartitionReassignments:
        case wire::ApiKey::kMetadata:
        case wire::ApiKey::kOffsetForLeaderEpoch: return false;
        default: return true;
    }
}

void tell_sent(sim::Fiber& fiber, const Message& message, sim::MessageId frame) {
    fiber.life().emit(MessageSent{.api = to_string(message.api),
                                  .side = message.side,
                                  .peer = message.peer,
                                  .correlation_id = message.correlation_id,
                                  .bytes = message.bytes},
                      about(message, frame));
}

void tell_received(sim::Fiber& fiber, const Message& message, std::optional<sim::MessageId> frame) {
    fiber.life().emit(MessageReceived{.api = to_string(message.api),
                                      .side = message.side,
                                      .peer = message.peer,
                                      .correlation_id = message.correlation_id,
                                      .bytes = message.bytes},
                      about(message, frame));
}

}  // namespace assize::model::rpc
