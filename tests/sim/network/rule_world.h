#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "tests/sim/network/world.h"

namespace assize::sim {

/// A client on `a` is connected to a server on `b`, and both keep what they receive and when.
struct RuleWorld : World {
    struct Received {
        Texts texts;
        std::vector<Duration> when;
    };
    Received by_server, by_client;

    explicit RuleWorld(LinkProfile link = millisecond_link()) : World(link) {
        serve_one(b, [this](Fiber& fiber, Connection& connection) {
            server_ = &connection;
            receive(fiber, connection, by_server);
        });
        connect_from(a, b, [this](Fiber& fiber, Connection& connection) {
            client_ = &connection;
            receive(fiber, connection, by_client);
            fiber.sleep_until(MonotonicInstant::never());
        });
        sim.run_until(at(10_ms));
    }

    /// The client sends at that time after the start; the same from the server.
    void client_sends(Duration when, std::string text) { send(a, client_, when, std::move(text)); }
    void server_sends(Duration when, std::string text) { send(b, server_, when, std::move(text)); }

    template <class AnyRule, class... Arguments>
    RuleGuard install(Arguments&&... arguments) {
        return network.install(std::make_unique<AnyRule>(std::forward<Arguments>(arguments)...));
    }

private:
    void receive(Fiber& fiber, Connection& connection, Received& into) {
        for (;;) {
            const auto bytes = connection.receive(fiber, 1 << 20);
            into.texts.push_back(text_of(bytes));
            into.when.push_back(sim.now().since_origin());
            if (!bytes) return;
        }
    }
    void send(Host& host, Connection*& connection, Duration when, std::string text) {
        host.processes()[0]->spawn([&connection, when, text](Fiber& fiber) {
            fiber.sleep_until(MonotonicInstant::at(when));
            connection->send(fiber, bytes_of(text));
        });
    }

    Connection* server_ = nullptr;
    Connection* client_ = nullptr;
};

}  // namespace assize::sim
