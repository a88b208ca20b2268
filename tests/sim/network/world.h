#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/network/network.h"
#include "sim/simulation.h"

namespace assize::sim {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
    Bytes bytes;
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
    return bytes;
}

inline std::string text_of(const Bytes& bytes) {
    std::string text;
    for (const std::byte byte : bytes) text.push_back(static_cast<char>(byte));
    return text;
}

/// The bytes, or the error in angle brackets: one line to compare.
inline std::string text_of(const Result<Bytes, NetworkError>& received) {
    return received ? text_of(*received) : "<" + std::string(to_string(received.error())) + ">";
}

template <class T>
std::string error_of(const Result<T, NetworkError>& result) {
    return result ? "none" : std::string(to_string(result.error()));
}

/// The names of all facts about the network, in order.
class NetworkFactNames final : public TraceSubscriber {
public:
    void on_event(const Event& event) override { names.emplace_back(event.kind.name); }

    std::size_t count(std::string_view name) const {
        return static_cast<std::size_t>(std::count(names.begin(), names.end(), name));
    }

    std::vector<std::string> names;
};

inline LinkProfile millisecond_link() {
    return {.latency = LatencyLaw::fixed(1_ms), .bytes_per_second = 1'000'000'000'000};
}

constexpr Port kPort(9092);

/// Three hosts, a millisecond apart, and what was said of them.
struct World {
    NetworkFactNames facts;  // Outlives the trace.
    Simulation sim;
    Host& a = sim.add_host({.name = "a"});
    Host& b = sim.add_host({.name = "b"});
    Host& c = sim.add_host({.name = "c"});
    Network& network = sim.network();

    explicit World(LinkProfile link = millisecond_link()) : sim({.seed = 1, .link = link}) {
        sim.trace().subscribe(facts);
    }

    Address on(Host& host) const { return {host.id(), kPort}; }
    Instant at(Duration since_start) const { return Instant::origin() + since_start; }

    /// A process that accepts one connection and hands it to `body`; then it sleeps for ever.
    template <class Body>
    Process& serve_one(Host& host, Body body) {
        return host.start("server", [this, body](Fiber& fiber) {
            auto listener = network.listen(fiber, kPort);
            auto connection = listener->accept(fiber);
            body(fiber, *connection);
            fiber.sleep_until(MonotonicInstant::never());
        });
    }

    /// A process that connects and hands the connection to `body`.
    template <class Body>
    Process& connect_from(Host& host, Host& to, Body body) {
        const Address address = on(to);
        return host.start("client", [this, body, address](Fiber& fiber) {
            auto connection = network.connect(fiber, address);
            body(fiber, *connection);
        });
    }
};

/// Receives until nothing more comes; the last entry is the error in angle brackets.
inline std::vector<std::string> receive_all(Fiber& fiber, Connection& connection) {
    std::vector<std::string> all;
    for (;;) {
        const auto received = connection.receive(fiber, 1 << 20);
        all.push_back(text_of(received));
        if (!received) return all;
    }
}

using Texts = std::vector<std::string>;

}  // namespace assize::sim
