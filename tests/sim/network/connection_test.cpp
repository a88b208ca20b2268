#include "sim/network/connection.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/sim/network/world.h"

namespace assize::sim {
namespace {

TEST(Connection, what_is_sent_is_received_in_order_a_latency_later) {
    World world;
    Texts received;
    std::vector<Duration> when;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        for (int i = 0; i < 2; ++i) {
            received.push_back(text_of(connection.receive(fiber, 100)));
            when.push_back(world.sim.now().since_origin());
        }
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("one"));
        fiber.sleep(5_ms);
        connection.send(fiber, bytes_of("two"));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(received, (Texts{"one", "two"}));
    EXPECT_EQ(when, (std::vector{3_ms, 8_ms}));  // Connecting took a round trip.
}

TEST(Connection, both_ends_know_both_addresses) {
    World world;
    std::optional<Address> local, remote;
    world.serve_one(world.b, [&](Fiber&, Connection& connection) {
        EXPECT_EQ(connection.local(), world.on(world.b));
        remote = connection.remote();
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        local = connection.local();
        EXPECT_EQ(connection.remote(), world.on(world.b));
        fiber.sleep(1_s);
    });
    world.sim.run_for(2_s);
    ASSERT_TRUE(local && remote);
    EXPECT_EQ(*local, *remote);
    EXPECT_EQ(local->host, world.a.id());
}

TEST(Connection, a_whole_frame_is_handed_over_without_copying) {
    World world;
    const std::byte* sent = nullptr;
    const std::byte* received = nullptr;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        received = connection.receive_exactly(fiber, 1000)->data();
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        Bytes frame(1000);
        sent = frame.data();
        connection.send(fiber, std::move(frame));
    });
    world.sim.run_for(1_s);
    EXPECT_TRUE(sent && sent == received);
}

TEST(Connection, the_message_of_the_last_byte_received_is_known) {
    World world;
    std::vector<std::optional<MessageId>> messages;
    std::vector<MessageId> sent;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        messages.push_back(connection.last_received());
        for (const std::size_t count : {2u, 1u, 1u, 3u}) {
            connection.receive_exactly(fiber, count);
            messages.push_back(connection.last_received());
        }
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        sent.push_back(*connection.send(fiber, bytes_of("abc")));
        sent.push_back(*connection.send(fiber, bytes_of("defg")));
    });
    world.sim.run_for(1_s);
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_LT(sent[0], sent[1]);
    const std::vector<std::optional<MessageId>> expected{std::nullopt, sent[0], sent[0], sent[1],
                                                         sent[1]};
    EXPECT_EQ(messages, expected);
}

TEST(Connection, receive_gives_at_most_what_is_asked_for_and_never_two_frames) {
    World world;
    Texts received;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        fiber.sleep(100_ms);
        for (int i = 0; i < 3; ++i) received.push_back(text_of(connection.receive(fiber, 4)));
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("abcdef"));
        connection.send(fiber, bytes_of("gh"));
        fiber.sleep(1_s);
    });
    world.sim.run_for(2_s);
    EXPECT_EQ(received, (Texts{"abcd", "ef", "gh"}));
}

TEST(Connection, receive_exactly_joins_frames_and_takes_nothing_when_it_fails) {
    World world;
    Texts received;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        received.push_back(text_of(connection.receive_exactly(fiber, 6, fiber.after(50_ms))));
        received.push_back(text_of(connection.receive_exactly(fiber, 6, fiber.after(1_s))));
        received.push_back(text_of(connection.receive_exactly(fiber, 6)));
        received.push_back(text_of(connection.receive(fiber, 6)));
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("abcd"));
        fiber.sleep(500_ms);
        connection.send(fiber, bytes_of("efgh"));
    });
    world.sim.run_for(2_s);
    EXPECT_EQ(received, (Texts{"<timed_out>", "abcdef", "<end>", "gh"}));
}

TEST(Connection, what_exceeds_the_buffer_can_be_waited_for) {
    LinkProfile link = millisecond_link();
    link.buffer_bytes = 10;
    World world(link);
    std::size_t received = 0;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        received = connection.receive_exactly(fiber, 100)->size();
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        for (int i = 0; i < 25; ++i) connection.send(fiber, Bytes(4));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(received, 100u);
}

TEST(Connection, a_sender_waits_while_the_buffer_is_full) {
    LinkProfile link = millisecond_link();
    link.buffer_bytes = 10;
    World world(link);
    std::vector<Duration> sent_at;
    Texts results;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        fiber.sleep_until(MonotonicInstant::at(1_s));
        connection.receive(fiber, 100);
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        for (int i = 0; i < 3; ++i) {
            results.push_back(error_of(connection.send(fiber, Bytes(8), fiber.after(5_s))));
            sent_at.push_back(world.sim.now().since_origin());
        }
        results.push_back(error_of(connection.send(fiber, Bytes(8), fiber.after(5_s))));
    });
    world.sim.run_for(20_s);
    EXPECT_EQ(sent_at, (std::vector{2_ms, 2_ms, 1_s}));
    EXPECT_EQ(results, (Texts{"none", "none", "none", "timed_out"}));
}

TEST(Connection, frames_take_their_time_on_the_link_one_after_another) {
    LinkProfile link = millisecond_link();
    link.bytes_per_second = 1000;
    World world(link);
    std::vector<Duration> when;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        while (connection.receive(fiber, 1000)) when.push_back(world.sim.now().since_origin());
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        connection.send(fiber, Bytes(1000));
        connection.send(fiber, Bytes(500));
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(when, (std::vector{1003_ms, 1503_ms}));
}

TEST(Connection, a_half_closed_one_still_flows_the_other_way) {
    World world;
    Texts server, client;
    std::string sent_after;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        server = receive_all(fiber, connection);
        connection.send(fiber, bytes_of("answer"));
        connection.close();
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("question"));
        connection.shutdown_send();
        connection.shutdown_send();
        sent_after = error_of(connection.send(fiber, bytes_of("more")));
        client = receive_all(fiber, connection);
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(server, (Texts{"question", "<end>"}));
    EXPECT_EQ(client, (Texts{"answer", "<end>"}));
    EXPECT_EQ(sent_after, "closed");
    EXPECT_EQ(world.facts.count("connection_closed"), 2u);
}

TEST(Connection, destroying_it_closes_it_in_order) {
    World world;
    Texts server;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        server = receive_all(fiber, connection);
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("bye"));
        const Connection gone = std::move(connection);
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(server, (Texts{"bye", "<end>"}));
}

TEST(Connection, closing_it_with_bytes_unread_resets_the_other_side) {
    World world;
    Texts client;
    world.serve_one(world.b, [](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("hello"));
        fiber.sleep(100_ms);
        connection.close();
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        connection.send(fiber, bytes_of("never read"));
        client = receive_all(fiber, connection);
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(client, (Texts{"hello", "<reset>"}));
}

TEST(Connection, what_arrives_after_closing_is_answered_by_a_reset) {
    World world;
    Texts sent;
    world.serve_one(world.b, [](Fiber&, Connection& connection) { connection.close(); });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        for (int i = 0; i < 3; ++i) {
            fiber.sleep(10_ms);
            sent.push_back(error_of(connection.send(fiber, bytes_of("x"))));
        }
        sent.push_back(text_of(connection.receive(fiber, 1)));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(sent, (Texts{"none", "reset", "reset", "<end>"}));
}

TEST(Connection, a_reset_reaches_the_other_side_after_what_was_sent) {
    World world;
    Texts server;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        server = receive_all(fiber, connection);
    });
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        fiber.sleep(10_ms);
        connection.send(fiber, bytes_of("last words"));
        connection.reset();
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(server, (Texts{"last words", "<reset>"}));
    EXPECT_EQ(world.facts.count("connection_reset"), 2u);
}

TEST(Connection, a_closed_or_moved_one_says_so) {
    World world;
    Texts results;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        Connection moved = std::move(connection);
        results.push_back(error_of(connection.send(fiber, bytes_of("x"))));
        moved.close();
        moved.close();
        moved.reset();
        moved.shutdown_send();
        results.push_back(error_of(moved.send(fiber, bytes_of("x"))));
        results.push_back(text_of(moved.receive(fiber, 1)));
        EXPECT_FALSE(moved.last_received());
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(results, (Texts{"closed", "closed", "<closed>"}));
}

TEST(Connection, closing_it_wakes_a_fiber_that_receives) {
    World world;
    std::string result;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        const auto reader =
            fiber.spawn([&](Fiber& sibling) { result = text_of(connection.receive(sibling, 1)); });
        fiber.sleep(10_ms);
        connection.close();
        fiber.join(reader);
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(result, "<closed>");
}

TEST(Connection, receiving_ends_at_the_deadline) {
    World world;
    Texts results;
    world.serve_one(world.b, [](Fiber& fiber, Connection& connection) {
        fiber.sleep(1_s);
        connection.send(fiber, bytes_of("late"));
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        results.push_back(text_of(connection.receive(fiber, 10, fiber.after(100_ms))));
        results.push_back(text_of(connection.receive(fiber, 10, fiber.after(10_s))));
    });
    world.sim.run_for(5_s);
    EXPECT_EQ(results, (Texts{"<timed_out>", "late"}));
}

TEST(Connection, one_of_a_life_that_is_over_is_dead) {
    World world;
    std::optional<Connection> kept;
    Texts results;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    Process& client = world.connect_from(
        world.a, world.b, [&](Fiber&, Connection& connection) { kept = std::move(connection); });
    world.sim.run_for(1_s);
    ASSERT_FALSE(client.alive());
    world.a.start("another", [&](Fiber& fiber) {
        results.push_back(error_of(kept->send(fiber, bytes_of("x"))));
        results.push_back(text_of(kept->receive(fiber, 1)));
        kept->shutdown_send();
        kept->reset();
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(results, (Texts{"dead", "<dead>"}));
}

TEST(Connection, a_fiber_killed_while_it_waits_leaves_a_connection_that_works) {
    World world;
    Texts server;
    world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        server = receive_all(fiber, connection);
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        const auto reader = fiber.spawn([&](Fiber& sibling) { connection.receive(sibling, 1); });
        fiber.sleep(10_ms);
        fiber.kill_and_join(reader);
        connection.send(fiber, bytes_of("still here"));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(server, (Texts{"still here", "<end>"}));
}

TEST(Connection, a_paused_process_goes_on_to_receive_into_its_buffers) {
    World world;
    Texts server;
    std::string sent;
    Process& process = world.serve_one(world.b, [&](Fiber& fiber, Connection& connection) {
        server = receive_all(fiber, connection);
    });
    world.connect_from(world.a, world.b, [&](Fiber& fiber, Connection& connection) {
        fiber.sleep(10_ms);
        process.pause();
        sent = error_of(connection.send(fiber, bytes_of("while you slept")));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(server, (Texts{}));
    process.resume();
    world.sim.run_for(1_ms);
    EXPECT_EQ(server, (Texts{"while you slept", "<end>"}));
    EXPECT_EQ(sent, "none");
}

TEST(ConnectionDeathTest, misuse_stops_the_program) {
    World world;
    world.serve_one(world.b, [](Fiber&, Connection&) {});
    world.connect_from(world.a, world.b, [](Fiber& fiber, Connection& connection) {
        EXPECT_DEATH(connection.send(fiber, {}), "an empty frame is sent");
        EXPECT_DEATH(connection.receive(fiber, 0), "no bytes are received");
    });
    world.sim.run_for(1_s);
}

}  // namespace
}  // namespace assize::sim
