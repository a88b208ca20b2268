#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/facts/rpc.h"
#include "model/rpc/api_versions.h"
#include "model/wire/frame.h"
#include "model/wire/reader.h"
#include "sim/fiber.h"
#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/network/connection.h"
#include "sim/network/error.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::rpc {

/// What came with a request.
struct RequestContext {
    wire::RequestHeader header;
    sim::Address peer;
    std::optional<sim::MessageId> message;  // The frame it came in.
    std::size_t size_bytes;
};

/// What is to be done about a request.
class Answer {
public:
    /// Sends a frame.
    explicit Answer(std::vector<std::byte> frame) : frame_(std::move(frame)) {}
    /// The request wants no answer, and all went well.
    static Answer none() { return Answer(); }
    /// Closes the connection, and says why.
    static Answer close(RefusalReason why) {
        Answer answer;
        answer.refusal_ = why;
        return answer;
    }
    /// An encoded response to that request.
    template <class Response>
    static Answer with(const RequestContext& request, const Response& response) {
        return Answer(wire::encode_response(request.header.correlation_id,
                                            request.header.api_version, response));
    }

    const std::optional<RefusalReason>& refusal() const { return refusal_; }
    std::vector<std::byte> take_frame() { return std::move(frame_); }

private:
    Answer() = default;

    std::vector<std::byte> frame_;  // Empty: none.
    std::optional<RefusalReason> refusal_;
};

/// Does what a request asks. Its version is one that the server offers; `body` begins behind the
/// header.
using Handler = std::function<Answer(sim::Fiber&, const RequestContext&, wire::Reader& body)>;

struct ServerOptions {
    sim::Port port;
    ApiVersionTable apis;
    std::size_t request_bytes_max = 100u << 20;                // socket.request.max.bytes
    sim::Duration idle_max = sim::Duration::seconds(10 * 60);  // connections.max.idle.ms
};

/// Listens on a port, and gives each connection a fiber that reads a request, has it handled, and
/// sends the answer before it reads the next: as Kafka does, which mutes the channel.
///
/// What is no request, or none that is offered, closes its connection with a fact, and harms
/// nothing else. Only ApiVersions is answered whatever its version.
class Server {
public:
    Server(ServerOptions options, Handler handler)
        : options_(std::move(options)), handler_(std::move(handler)) {}

    /// Serves until the fiber is killed. Fails: kPortInUse, kDead.
    sim::Result<void, sim::NetworkError> serve(sim::Fiber& fiber);

private:
    void serve_connection(sim::Fiber& fiber, sim::Connection& connection) const;
    bool send(sim::Fiber& fiber, sim::Connection& connection, const RequestContext& context,
              std::vector<std::byte> response) const;
    Answer answer_to(sim::Fiber& fiber, RequestContext& context, wire::Reader& reader) const;
    Answer answer_to_unknown_version(const RequestContext& context) const;
    void refuse(sim::Fiber& fiber, const RequestContext& context, RefusalReason reason,
                std::string first_bytes) const;

    const ServerOptions options_;
    const Handler handler_;
};

}  // namespace assize::model::rpc
