#include "sim/network/network.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "sim/network/rules/cut.h"
#include "tests/sim/network/world.h"

namespace assize::sim {
namespace {

TEST(Network, connecting_to_nobody_is_refused_after_a_round_trip) {
    World world;
    std::string result;
    Duration took = Duration::zero();
    world.a.start("client", [&](Fiber& fiber) {
        result = error_of(world.network.connect(fiber, world.on(world.b)));
        took = world.sim.now().since_origin();
    });
    world.sim.run_until_idle();
    EXPECT_EQ(result, "refused");
    EXPECT_EQ(took, 2_ms);
    EXPECT_EQ(world.facts.count("connection_refused"), 1u);
}

TEST(Network, connecting_to_a_host_without_power_times_out) {
    World world;
    std::string result;
    world.b.lose_power();
    world.a.start("client", [&](Fiber& fiber) {
        result = error_of(world.network.connect(fiber, world.on(world.b), fiber.after(10_s)));
        EXPECT_EQ(world.sim.now(), world.at(10_s));
    });
    world.sim.run_until_idle();
    EXPECT_EQ(result, "timed_out");
    EXPECT_EQ(world.facts.count("connection_timed_out"), 1u);
}

TEST(Network, connecting_tries_again_until_the_host_is_there) {
    World world;
    std::optional<Duration> connected;
    world.b.lose_power();
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection&) {
        connected = world.sim.now().since_origin();
        fiber.sleep(1_s);
    });
    world.sim.run_for(500_ms);
    world.b.restore_power();
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.sim.run_for(1_s);
    // Lost at 1 ms, at 202 ms, and at 603 ms there; and a millisecond back.
    EXPECT_EQ(connected, 604_ms);
}

TEST(Network, a_lost_answer_leaves_nothing_behind_and_is_given_again) {
    World world;
    int accepted = 0;
    std::optional<Duration> connected;
    world.b.start("server", [&](Fiber& fiber) {
        auto listener = world.network.listen(fiber, kPort);
        while (const auto connection = listener->accept(fiber)) accepted += 1;
    });
    auto cut = world.network.install(
        std::make_unique<Cut>(HostSet{world.b.id()}, HostSet{world.a.id()}, Ways::kOne));
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection&) {
        connected = world.sim.now().since_origin();
        fiber.sleep(1_s);
    });
    world.sim.run_for(100_ms);
    EXPECT_EQ(accepted, 0);
    cut.remove();
    world.sim.run_for(500_ms);
    EXPECT_EQ(connected, 203_ms);
    EXPECT_EQ(accepted, 1);
}

TEST(Network, a_host_talks_to_itself_quickly_and_through_any_cut) {
    World world;
    Texts received;
    const HostSet all{world.a.id(), world.b.id(), world.c.id()};
    const auto cut = world.network.install(std::make_unique<Cut>(all, all, Ways::kBoth));
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        received = receive_all(fiber, connection);
        EXPECT_LT(world.sim.now(), world.at(1_ms));
    });
    world.connect_from(world.b, world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("hello, me"));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(received, (Texts{"hello, me", "<end>"}));
}

TEST(Network, a_link_can_be_set_for_one_direction) {
    World world;
    LinkProfile slow = millisecond_link();
    slow.latency = LatencyLaw::fixed(100_ms);
    world.network.set_link(world.a.id(), world.b.id(), slow);
    std::optional<Duration> connected;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b,
                       [&](Fiber&, Connection&) { connected = world.sim.now().since_origin(); });
    world.sim.run_for(1_s);
    EXPECT_EQ(connected, 101_ms);
}

TEST(Network, frames_never_overtake_one_another_whatever_the_latency) {
    LinkProfile link = millisecond_link();
    link.latency = LatencyLaw::uniform(0_ms, 100_ms);
    World world(link);
    std::string received, sent;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        while (auto bytes = connection.receive(fiber, 100)) received += text_of(*bytes);
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        for (char c = 'a'; c <= 'z'; ++c) {
            sent.push_back(c);
            connection.send(fiber, bytes_of(std::string(1, c)));
            fiber.sleep(3_ms);
        }
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(received, sent);
}

TEST(Network, a_crashed_process_has_its_connections_closed_for_it) {
    World world;
    Texts client;
    Process& server = world.serve_one(world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("I was here"));
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        client = receive_all(fiber, connection);
    });
    world.sim.run_for(100_ms);
    server.crash();
    world.sim.run_for(100_ms);
    EXPECT_EQ(client, (Texts{"I was here", "<end>"}));
    EXPECT_EQ(world.facts.count("listener_closed"), 1u);
}

TEST(Network, a_process_that_crashes_with_bytes_unread_resets) {
    World world;
    Texts client;
    Process& server = world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("never read"));
        client = receive_all(fiber, connection);
    });
    world.sim.run_for(100_ms);
    server.crash();
    world.sim.run_for(100_ms);
    EXPECT_EQ(client, (Texts{"<reset>"}));
}

TEST(Network, a_wiped_host_closes_its_connections_as_in_a_crash) {
    World world;
    Texts client;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        client = receive_all(fiber, connection);
    });
    world.sim.run_for(100_ms);
    world.b.wipe();
    world.sim.run_for(100_ms);
    EXPECT_EQ(client, (Texts{"<end>"}));
}

TEST(Network, who_only_receives_never_notices_a_power_loss) {
    World world;
    Texts client;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        client.push_back(text_of(connection.receive(fiber, 1, fiber.after(100'000_s))));
        client.push_back(error_of(connection.send(fiber, bytes_of("x"))));
        client.push_back(text_of(connection.receive(fiber, 1)));
    });
    world.sim.run_for(100_ms);
    world.b.lose_power();
    world.sim.run_for(1_s);
    world.b.restore_power();
    world.sim.run_for(200'000_s);
    EXPECT_EQ(client, (Texts{"<timed_out>", "none", "<reset>"}));
}

TEST(Network, who_sends_to_a_host_without_power_gives_up_in_the_end) {
    LinkProfile link = millisecond_link();
    link.give_up_after = 30_s;
    World world(link);
    Texts client;
    std::optional<Duration> noticed;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        fiber.sleep_until(MonotonicInstant::at(1_s));
        client.push_back(error_of(connection.send(fiber, bytes_of("x"))));
        client.push_back(text_of(connection.receive(fiber, 1)));
        noticed = world.sim.now().since_origin();
        client.push_back(error_of(connection.send(fiber, bytes_of("x"))));
    });
    world.sim.run_for(500_ms);
    world.b.lose_power();
    world.sim.run_for(100_s);
    EXPECT_EQ(client, (Texts{"none", "<timed_out>", "timed_out"}));
    EXPECT_EQ(noticed, 31'001_ms);
    EXPECT_EQ(world.facts.count("connection_timed_out"), 1u);
}

TEST(Network, a_host_with_power_again_answers_that_it_knows_no_such_connection) {
    World world;
    Texts client;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        fiber.sleep_until(MonotonicInstant::at(1_s));
        client.push_back(error_of(connection.send(fiber, bytes_of("x"))));
        client.push_back(text_of(connection.receive(fiber, 1)));
        client.push_back(std::to_string(world.sim.now().since_origin() / 1_ms));
    });
    world.sim.run_for(500_ms);
    world.b.lose_power();
    world.sim.run_for(800_ms);
    world.b.restore_power();
    world.sim.run_for(10_s);
    // Lost at 1001 ms; at 1202 ms; at 1603 ms it arrives, and the reset a millisecond later.
    EXPECT_EQ(client, (Texts{"none", "<reset>", "1604"}));
}

TEST(Network, what_had_left_before_the_power_failed_still_arrives) {
    LinkProfile link = millisecond_link();
    link.bytes_per_second = 1000;
    World world(link);
    Texts client;
    world.serve_one(world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("x"));
        connection.send(fiber, Bytes(1000));
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        client.push_back(text_of(connection.receive(fiber, 10)));
        client.push_back(text_of(connection.receive(fiber, 10, fiber.after(10_s))));
    });
    world.sim.run_until(world.at(4_ms + 500_us));
    world.b.lose_power();
    world.sim.run_for(20_s);
    EXPECT_EQ(client, (Texts{"x", "<timed_out>"}));
}

TEST(Network, resetting_connections_aborts_both_ends) {
    World world;
    Texts server, client, other;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        server = receive_all(fiber, connection);
    });
    world.serve_one(world.c, [&](Fiber& fiber, Connection& connection) {
        other = receive_all(fiber, connection);
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        client = receive_all(fiber, connection);
    });
    world.connect_from(world.a, world.c, [&](Fiber& fiber, Connection& connection) {
        receive_all(fiber, connection);
    });
    world.sim.run_for(100_ms);
    EXPECT_EQ(world.network.reset_connections({world.b.id()}, {world.a.id()}), 1u);
    world.sim.run_for(100_ms);
    EXPECT_EQ(server, (Texts{"<reset>"}));
    EXPECT_EQ(client, (Texts{"<reset>"}));
    EXPECT_EQ(other, (Texts{}));
}

TEST(Network, a_process_that_dies_while_connecting_leaves_nothing_behind) {
    World world;
    int accepted = 0;
    world.b.start("server", [&](Fiber& fiber) {
        auto listener = world.network.listen(fiber, kPort);
        while (const auto connection = listener->accept(fiber)) accepted += 1;
    });
    Process& client = world.connect_from(world.a, world.b, [](Fiber&, Connection&) {});
    world.sim.run_for(1500_us);
    client.crash();
    world.sim.run_for(10_s);
    EXPECT_EQ(accepted, 0);
    EXPECT_EQ(world.facts.count("connection_opened"), 0u);
}

TEST(Network, only_connections_and_not_their_frames_are_facts) {
    World world;
    world.serve_one(world.b, [](Fiber& fiber, Connection& connection) {
        receive_all(fiber, connection);
        connection.close();
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        for (int i = 0; i < 10; ++i) connection.send(fiber, bytes_of("x"));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(world.facts.names, (Texts{"process_started", "process_started", "listener_opened",
                                        "connection_opened", "connection_closed", "process_died",
                                        "connection_accepted", "connection_closed"}));
}

TEST(NetworkDeathTest, impossible_links_and_hosts_stop_the_program) {
    World world;
    LinkProfile link;
    link.bytes_per_second = 0;
    EXPECT_DEATH(world.network.set_link(world.a.id(), world.b.id(), link), "without bandwidth");
    world.a.start("client", [&](Fiber& fiber) {
        EXPECT_DEATH((void)world.network.connect(fiber, {HostId(99), kPort}), "there is not");
    });
    world.sim.run_for(1_ms);
}

}  // namespace
}  // namespace assize::sim
