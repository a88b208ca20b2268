#include "model/rpc/server.h"

#include <memory>
#include <string>
#include <utility>

#include "model/rpc/frame_reader.h"
#include "model/rpc/message_facts.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/api_versions.h"
#include "sim/network/listener.h"
#include "sim/network/network.h"
#include "sim/process.h"
#include "sim/simulation.h"
#include "sim/sync/task_group.h"

namespace assize::model::rpc {

namespace {

const wire::RequestHeader kNoHeader{.api_key = static_cast<wire::ApiKey>(-1),
                                    .api_version = -1,
                                    .correlation_id = -1,
                                    .client_id = std::nullopt};

Message message(const RequestContext& context, MessageSide side, std::size_t bytes) {
    return {.api = context.header.api_key,
            .side = side,
            .peer = context.peer.host,
            .correlation_id = context.header.correlation_id,
            .bytes = bytes};
}

}  // namespace

sim::Result<void, sim::NetworkError> Server::serve(sim::Fiber& fiber) {
    auto listener = fiber.process().simulation().network().listen(fiber, options_.port);
    if (!listener) return sim::Failure(listener.error());
    sim::TaskGroup connections(fiber);
    for (;;) {
        auto accepted = listener->accept(fiber);
        if (!accepted) return sim::Failure(accepted.error());
        connections.spawn([this, connection = std::make_shared<sim::Connection>(
                                     std::move(*accepted))](sim::Fiber& served) {
            serve_connection(served, *connection);
            connection->close();
        });
    }
}

void Server::serve_connection(sim::Fiber& fiber, sim::Connection& connection) const {
    FrameReader frames(options_.request_bytes_max);
    RequestContext context{
        .header = {}, .peer = connection.remote(), .message = {}, .size_bytes = 0};
    for (;;) {
        auto frame = frames.next(fiber, connection, fiber.after(options_.idle_max));
        context.message = connection.last_received();
        if (!frame) {
            if (frame.error() == FrameError::kBadSize) {
                context.header = kNoHeader;
                refuse(fiber, context, RefusalReason::kBadSize, frames.first_bytes());
            }
            return;
        }
        context.size_bytes = frame->size();
        wire::Reader reader(*frame);
        Answer answer = answer_to(fiber, context, reader);
        if (answer.refusal()) {
            return refuse(fiber, context, *answer.refusal(), hex_of_first(frame->span()));
        }
        std::vector<std::byte> response = answer.take_frame();
        if (!response.empty() && !send(fiber, connection, context, std::move(response))) return;
    }
}

// Returns whether the connection is still good.
bool Server::send(sim::Fiber& fiber, sim::Connection& connection, const RequestContext& context,
                  std::vector<std::byte> response) const {
    const std::size_t bytes = response.size();
    const auto sent = connection.send(fiber, std::move(response));
    if (!sent) return false;
    tell_sent(fiber, message(context, MessageSide::kResponse, bytes), *sent);
    return true;
}

Answer Server::answer_to(sim::Fiber& fiber, RequestContext& context, wire::Reader& reader) const {
    auto header = wire::decode_request_header(reader);
    if (!header) {
        context.header = kNoHeader;
        return Answer::close(RefusalReason::kBadHeader);
    }
    context.header = std::move(*header);
    const std::size_t bytes = wire::kFramePrefixSize + context.size_bytes;
    tell_received(fiber, message(context, MessageSide::kRequest, bytes), context.message);
    const wire::ApiKey key = context.header.api_key;
    const ApiVersionRange* range = options_.apis.find(key);
    if (!range) return Answer::close(RefusalReason::kUnsupportedApi);
    if (!options_.apis.offers(key, context.header.api_version)) {
        if (key == wire::ApiKey::kApiVersions) return answer_to_unknown_version(context);
        return Answer::close(RefusalReason::kUnsupportedVersion);
    }
    return handler_(fiber, context, reader);
}

// A client that knows a later version than this server learns so, and asks again.
Answer Server::answer_to_unknown_version(const RequestContext& context) const {
    wire::ApiVersionsResponse response;
    response.error_code = wire::ErrorCode::kUnsupportedVersion;
    const ApiVersionRange& own = *options_.apis.find(wire::ApiKey::kApiVersions);
    response.api_keys.push_back({.api_key = static_cast<std::int16_t>(own.key),
                                 .min_version = own.min,
                                 .max_version = own.max});
    return Answer(wire::encode_response(context.header.correlation_id, 0, response));
}

void Server::refuse(sim::Fiber& fiber, const RequestContext& context, RefusalReason reason,
                    std::string first_bytes) const {
    fiber.life().emit(RequestRefused{.peer = context.peer.host,
                                     .peer_port = context.peer.port,
                                     .reason = reason,
                                     .api_key = static_cast<std::int16_t>(context.header.api_key),
                                     .api_version = context.header.api_version,
                                     .first_bytes = std::move(first_bytes)},
                      {.changed = sim::Changed::kYes, .message = context.message});
}

}  // namespace assize::model::rpc
