#include "model/rpc/frames_that.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "model/wire/frame.h"

namespace assize::model::rpc {

namespace {

constexpr std::uint16_t kFirstPortOfClients = 32768;

bool goes_to_server(const sim::FrameInTransit& frame) {
    return frame.to.port.value() < kFirstPortOfClients;
}

// The correlation id of a request of that API.
std::optional<std::int32_t> asked_by(const sim::FrameInTransit& frame, wire::ApiKey api) {
    if (!goes_to_server(frame)) return std::nullopt;
    const auto request = wire::peek_request(frame.bytes);
    if (!request || request->api_key != api) return std::nullopt;
    return request->correlation_id;
}

}  // namespace

sim::FrameRule::Predicate frames_that_request(wire::ApiKey api) {
    return [api](const sim::FrameInTransit& frame) { return asked_by(frame, api).has_value(); };
}

sim::FrameRule::Predicate frames_that_answer(wire::ApiKey api) {
    using UnderWay = std::set<std::pair<sim::ConnectionId, std::int32_t>>;
    return [api, asked = std::make_shared<UnderWay>()](const sim::FrameInTransit& frame) {
        if (const auto id = asked_by(frame, api)) asked->emplace(frame.connection, *id);
        if (goes_to_server(frame)) return false;
        const auto id = wire::peek_correlation_id(frame.bytes);
        return id && asked->erase({frame.connection, *id}) > 0;
    };
}

}  // namespace assize::model::rpc
