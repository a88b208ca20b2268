#include "sim/network/listener.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/sim/network/world.h"

namespace assize::sim {
namespace {

TEST(Listener, a_port_is_taken_by_one_listener_of_a_host_at_a_time) {
    World world;
    Texts results;
    world.b.start("first", [&](Fiber& fiber) {
        auto listener = world.network.listen(fiber, kPort);
        results.push_back(error_of(listener));
        results.push_back(error_of(world.network.listen(fiber, kPort)));
        results.push_back(error_of(world.network.listen(fiber, Port(1))));
        listener->close();
        results.push_back(error_of(world.network.listen(fiber, kPort)));
    });
    world.c.start("elsewhere", [&](Fiber& fiber) {
        results.push_back(error_of(world.network.listen(fiber, kPort)));
    });
    world.sim.run_until_idle();
    EXPECT_EQ(results, (Texts{"none", "port_in_use", "none", "none", "none"}));
    EXPECT_EQ(world.facts.count("listener_opened"), world.facts.count("listener_closed"));
}

TEST(Listener, a_port_is_free_again_for_the_next_life) {
    World world;
    Texts results;
    Process& process = world.b.start("server", [&](Fiber& fiber) {
        const auto listener = world.network.listen(fiber, kPort);
        results.push_back(error_of(listener));
        fiber.sleep(1_s);
    });
    world.sim.run_for(1_ms);
    process.crash();
    process.start();
    world.sim.run_for(1_ms);
    EXPECT_EQ(results, (Texts{"none", "none"}));
}

TEST(Listener, accepting_ends_at_the_deadline_and_when_closed) {
    World world;
    Texts results;
    world.b.start("server", [&](Fiber& fiber) {
        auto listener = world.network.listen(fiber, kPort);
        results.push_back(error_of(listener->accept(fiber, fiber.after(1_s))));
        const auto other = fiber.spawn(
            [&](Fiber& sibling) { results.push_back(error_of(listener->accept(sibling))); });
        fiber.sleep(1_s);
        listener->close();
        fiber.join(other);
        results.push_back(error_of(listener->accept(fiber)));
    });
    world.sim.run_until_idle();
    EXPECT_EQ(results, (Texts{"timed_out", "closed", "closed"}));
}

TEST(Listener, a_process_that_is_paused_is_connected_to_all_the_same) {
    World world;
    std::string connected;
    Process& server = world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.sim.run_for(1_ms);
    server.pause();
    world.a.start("client", [&](Fiber& fiber) {
        connected = error_of(world.network.connect(fiber, world.on(world.b), fiber.after(1_s)));
    });
    world.sim.run_for(2_s);
    EXPECT_EQ(connected, "none");
}

TEST(Listener, a_full_backlog_acts_like_loss) {
    World world;
    int accepted = 0;
    std::vector<Duration> connected_at;
    world.b.start("server", [&](Fiber& fiber) {
        auto listener = world.network.listen(fiber, kPort, {.backlog = 1});
        fiber.sleep(1_s);
        while (const auto connection = listener->accept(fiber, fiber.after(10_s))) accepted += 1;
    });
    for (Duration start : {0_ms, 10_ms, 20_ms}) {
        world.a.start("client", [&, start](Fiber& fiber) {
            fiber.sleep(start);
            auto connection = world.network.connect(fiber, world.on(world.b), fiber.after(1500_ms));
            connected_at.push_back(world.sim.now().since_origin());
        });
    }
    world.sim.run_for(60_s);
    // The second tries again after 0.2, 0.6 and 1.4 s, each a millisecond late.
    EXPECT_EQ(connected_at, (std::vector{2_ms, 1415_ms, 1425_ms}));
    EXPECT_EQ(accepted, 3);
}

TEST(Listener, connecting_to_a_full_backlog_times_out_in_the_end) {
    World world;
    Texts results;
    world.b.start("server", [&](Fiber& fiber) {
        const auto listener = world.network.listen(fiber, kPort, {.backlog = 1});
        fiber.sleep(100_s);
    });
    world.a.start("client", [&](Fiber& fiber) {
        std::vector<Connection> kept;
        for (int i = 0; i < 2; ++i) {
            auto connection = world.network.connect(fiber, world.on(world.b), fiber.after(5_s));
            results.push_back(error_of(connection));
            if (connection) kept.push_back(std::move(*connection));
            fiber.sleep(1_s);
        }
    });
    world.sim.run_for(60_s);
    EXPECT_EQ(results, (Texts{"none", "timed_out"}));
}

TEST(Listener, closing_it_resets_who_waits_in_its_backlog) {
    World world;
    Texts client;
    world.b.start("server", [&](Fiber& fiber) {
        const auto listener = world.network.listen(fiber, kPort);
        fiber.sleep(100_ms);
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        client = receive_all(fiber, connection);
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(client, (Texts{"<reset>"}));
}

TEST(Listener, connections_are_accepted_in_the_order_in_which_they_were_made) {
    World world;
    std::vector<HostId> from;
    world.b.start("server", [&](Fiber& fiber) {
        auto listener = world.network.listen(fiber, kPort);
        fiber.sleep(1_s);
        while (const auto connection = listener->accept(fiber, fiber.after(1_s))) {
            from.push_back(connection->remote().host);
        }
    });
    for (Host* host : {&world.c, &world.a}) {
        world.connect_from(*host, world.b, [](Fiber& fiber, Connection&) { fiber.sleep(10_s); });
        world.sim.run_for(10_ms);
    }
    world.sim.run_for(5_s);
    EXPECT_EQ(from, (std::vector{world.c.id(), world.a.id()}));
}

TEST(Listener, one_of_a_life_that_is_over_is_dead) {
    World world;
    std::optional<Listener> kept;
    std::string result;
    world.b.start("server",
                  [&](Fiber& fiber) { kept.emplace(*world.network.listen(fiber, kPort)); });
    world.sim.run_for(1_ms);
    world.b.start("another", [&](Fiber& fiber) { result = error_of(kept->accept(fiber)); });
    world.sim.run_for(1_ms);
    EXPECT_EQ(result, "dead");
}

}  // namespace
}  // namespace assize::sim
