#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/rpc/client.h"
#include "model/rpc/resolve.h"
#include "model/rpc/server.h"
#include "model/wire/messages/api_versions.h"
#include "model/wire/messages/metadata.h"
#include "sim/network/network.h"
#include "sim/simulation.h"
#include "sim/sync/task_group.h"

namespace assize::model::rpc {

using namespace sim::literals;
using Texts = std::vector<std::string>;

/// The names of all facts, in order.
class FactNames final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override { names.emplace_back(event.kind.name); }
    std::size_t count(std::string_view name) const {
        return static_cast<std::size_t>(std::count(names.begin(), names.end(), name));
    }

    Texts names;
};

constexpr std::int16_t kVersion = 9;  // Of Metadata, in these tests.

inline wire::MetadataRequest ask(std::string_view what) {
    wire::MetadataRequest request;
    request.topics.emplace();
    request.topics->emplace_back();
    request.topics->back().name = std::string(what);
    return request;
}

/// A server that offers ApiVersions 0-3 and Metadata 0-12, and does what the topic that is asked
/// for says: "slow" answers after a second, "silence" never, "close" closes, and all others are
/// answered at once with that very topic.
inline Answer answer_to(sim::Fiber& fiber, const RequestContext& context, wire::Reader& body) {
    const auto request = wire::decode<wire::MetadataRequest>(body, context.header.api_version);
    if (!request || !request->topics || request->topics->empty()) {
        return Answer::close(RefusalReason::kBadBody);
    }
    const std::string what = request->topics->front().name.value_or("");
    if (what == "slow") fiber.sleep(1_s);
    if (what == "silence") fiber.sleep_until(sim::MonotonicInstant::never());
    if (what == "none") return Answer::none();
    if (what == "close") return Answer::close(RefusalReason::kFailedWithoutAnswer);
    wire::MetadataResponse response;
    response.topics.emplace_back();
    response.topics.back().name = what;
    return Answer::with(context, response);
}

/// A client's host and a server's host, a millisecond apart.
struct World {
    FactNames facts;  // Outlives the trace.
    sim::Simulation sim{
        {.seed = 1,
         .link = {.latency = sim::LatencyLaw::fixed(1_ms), .bytes_per_second = 1'000'000'000'000}}};
    sim::Host& a = sim.add_host({.name = "a"});
    sim::Host& b = sim.add_host({.name = "b"});
    sim::Address server{b.id(), kBrokerPort};

    World() { sim.trace().subscribe(facts); }

    sim::Process& serve(std::size_t request_bytes_max = 1 << 20) {
        return b.start("server", [request_bytes_max](sim::Fiber& fiber) {
            Server(ServerOptions{.port = kBrokerPort,
                                 .apis = ApiVersionTable({{wire::ApiKey::kMetadata, 0, 12},
                                                          {wire::ApiKey::kApiVersions, 0, 3}}),
                                 .request_bytes_max = request_bytes_max},
                   answer_to)
                .serve(fiber);
        });
    }
    /// A process on host a that has a client.
    sim::Process& use(std::function<void(sim::Fiber&, Client&)> body) {
        return a.start("client", [this, body = std::move(body)](sim::Fiber& fiber) {
            Client client(server, {.client_id = "c", .request_timeout = 5_s});
            body(fiber, client);
        });
    }
};

/// The topic of the answer, or the error in angle brackets.
inline std::string text_of(const sim::Result<wire::MetadataResponse, RpcError>& response) {
    if (!response) return "<" + std::string(to_string(response.error())) + ">";
    return response->topics.empty() ? "" : response->topics.front().name.value_or("");
}

inline std::string asked(sim::Fiber& fiber, Client& client, std::string_view what,
                         sim::Deadline deadline = sim::Deadline::never()) {
    return text_of(client.call(fiber, ask(what), kVersion, deadline));
}

}  // namespace assize::model::rpc
