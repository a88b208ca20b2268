#include "model/rpc/client.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/model/rpc/world.h"

namespace assize::model::rpc {
namespace {

TEST(Client, a_request_is_answered) {
    World world;
    world.serve();
    std::string answer;
    world.use([&](sim::Fiber& fiber, Client& client) { answer = asked(fiber, client, "orders"); });
    world.sim.run_for(1_s);
    EXPECT_EQ(answer, "orders");
    EXPECT_EQ(world.facts.count("connection_opened"), 1u);
}

TEST(Client, requests_are_pipelined_and_answered_in_order) {
    World world;
    world.serve();
    Texts answers;
    sim::Duration took = 0_s;
    world.use([&](sim::Fiber& fiber, Client& client) {
        auto first = client.send(fiber, ask("slow"), kVersion);
        auto second = client.send(fiber, ask("two"), kVersion);
        auto third = client.send(fiber, ask("three"), kVersion);
        EXPECT_FALSE(second->ready());
        answers.push_back(text_of(third->get(fiber)));
        EXPECT_TRUE(first->ready());
        answers.push_back(text_of(first->get(fiber)));
        answers.push_back(text_of(second->get(fiber)));
        took = fiber.now().since_origin();
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"three", "slow", "two"}));
    EXPECT_EQ(took, 1004_ms);
}

TEST(Client, any_number_of_fibers_may_wait_for_their_answers) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        sim::TaskGroup tasks(fiber);
        for (const char* what : {"slow", "two", "slow", "four"}) {
            tasks.spawn([&, what](sim::Fiber& task) {
                const std::string answer = asked(task, client, what);
                answers.push_back(answer + "@" + std::to_string(task.now().since_origin() / 1_s));
            });
        }
        tasks.wait(fiber);
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"slow@1", "two@1", "slow@2", "four@2"}));
}

TEST(Client, a_fiber_that_receives_for_others_may_be_killed) {
    World world;
    world.serve();
    std::string answer;
    world.use([&](sim::Fiber& fiber, Client& client) {
        sim::TaskGroup tasks(fiber);
        const sim::FiberHandle receiver =
            fiber.spawn([&](sim::Fiber& task) { asked(task, client, "slow"); });
        tasks.spawn([&](sim::Fiber& task) { answer = asked(task, client, "two"); });
        fiber.sleep(500_ms);
        fiber.kill_and_join(receiver);
        tasks.wait(fiber);
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(answer, "two");
    EXPECT_EQ(world.facts.count("connection_opened"), 1u);
}

TEST(Client, an_answer_that_nobody_wants_is_dropped) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        { const auto dropped = client.send(fiber, ask("one"), kVersion); }
        answers.push_back(asked(fiber, client, "two"));
        { const auto dropped = client.send(fiber, ask("three"), kVersion); }
        fiber.sleep(1_s);
        answers.push_back(asked(fiber, client, "four"));
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"two", "four"}));
    EXPECT_EQ(world.facts.count("connection_opened"), 1u);
}

TEST(Client, a_request_without_an_answer_does_not_shift_the_others) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        EXPECT_TRUE(client.send_only(fiber, ask("none"), kVersion));
        answers.push_back(asked(fiber, client, "two"));
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"two"}));
}

TEST(Client, a_request_timeout_closes_the_connection_and_fails_all_under_way) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        auto first = client.send(fiber, ask("silence"), kVersion);
        fiber.sleep(1_s);
        auto second = client.send(fiber, ask("two"), kVersion);
        answers.push_back(text_of(second->get(fiber, fiber.after(100_s))));
        answers.push_back(text_of(first->get(fiber)));
        answers.push_back(std::to_string(fiber.now().since_origin() / 1_ms));
        answers.push_back(asked(fiber, client, "three"));
    });
    world.sim.run_for(100_s);
    // The second waited for its own timeout; the first's had passed by then.
    EXPECT_EQ(answers, (Texts{"<timed_out>", "<timed_out>", "6002", "three"}));
    EXPECT_EQ(world.facts.count("request_timed_out"), 1u);
    EXPECT_EQ(world.facts.count("connection_opened"), 2u);
}

TEST(Client, waiting_without_an_answer_harms_nothing) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        auto pending = client.send(fiber, ask("slow"), kVersion);
        EXPECT_FALSE(pending->wait(fiber, fiber.after(100_ms)));
        EXPECT_TRUE(pending->wait(fiber, fiber.after(2_s)));
        answers.push_back(text_of(pending->get(fiber)));
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"slow"}));
}

TEST(Client, a_server_that_dies_fails_what_is_under_way_and_is_found_again) {
    World world;
    sim::Process& server = world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        answers.push_back(asked(fiber, client, "silence"));
        for (int i = 0; i < 4; ++i) answers.push_back(asked(fiber, client, "again"));
    });
    world.sim.run_for(1_s);
    server.crash();
    world.sim.run_for(120_ms);
    server.start();
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"<disconnected>", "<refused>", "<refused>", "again", "again"}));
}

TEST(Client, a_connection_that_ended_while_idle_is_made_again_unnoticed) {
    World world;
    sim::Process& server = world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        answers.push_back(asked(fiber, client, "one"));
        fiber.sleep(5_s);
        answers.push_back(asked(fiber, client, "two"));
    });
    world.sim.run_for(1_s);
    server.crash();
    server.start();
    world.sim.run_for(10_s);
    EXPECT_EQ(answers, (Texts{"one", "two"}));
}

TEST(Client, attempts_to_connect_are_further_and_further_apart) {
    World world;
    std::vector<std::int64_t> when;
    world.use([&](sim::Fiber& fiber, Client& client) {
        for (int i = 0; i < 8; ++i) {
            EXPECT_EQ(asked(fiber, client, "x"), "<refused>");
            when.push_back(fiber.now().since_origin() / 1_ms);
        }
    });
    world.sim.run_for(100_s);
    ASSERT_EQ(when.size(), 8u);
    for (std::size_t i = 1; i < when.size(); ++i) {
        const std::int64_t backoff = std::min<std::int64_t>(50ll << (i - 1), 1000);
        EXPECT_NEAR(static_cast<double>(when[i] - when[i - 1]), static_cast<double>(backoff),
                    static_cast<double>(backoff) / 5 + 3);
    }
}

TEST(Client, a_silent_host_is_given_up_at_the_deadline) {
    World world;
    world.serve();
    std::string answer;
    world.b.lose_power();
    world.use([&](sim::Fiber& fiber, Client& client) {
        answer = asked(fiber, client, "x", fiber.after(3_s));
        answer += "@" + std::to_string(fiber.now().since_origin() / 1_s);
    });
    world.sim.run_for(100_s);
    EXPECT_EQ(answer, "<timed_out>@3");
}

// Sends these bytes to whoever connects and asks.
void answer_with(World& world, std::vector<std::byte> bytes) {
    world.b.start("liar", [&world, bytes](sim::Fiber& fiber) {
        auto listener = world.sim.network().listen(fiber, kBrokerPort);
        for (;;) {
            auto connection = listener->accept(fiber);
            connection->receive(fiber, 1000);
            connection->send(fiber, bytes);
            fiber.sleep(1_s);
        }
    });
}

TEST(Client, what_is_not_the_answer_is_refused_with_a_fact) {
    using B = std::byte;
    const std::vector<std::vector<B>> lies = {
        {B{0}, B{0}, B{0}, B{4}, B{0}, B{0}, B{0}, B{7}},              // Another correlation id.
        {B{0}, B{0}, B{0}, B{2}, B{0}, B{0}},                          // No correlation id.
        {B{0}, B{0}, B{0}, B{5}, B{0}, B{0}, B{0}, B{0}, B{0}},        // No response.
        {B{0xff}, B{0xff}, B{0xff}, B{0xff}, B{0}, B{0}, B{0}, B{0}},  // A negative size.
    };
    for (const auto& lie : lies) {
        World world;
        answer_with(world, lie);
        std::string answer;
        world.use([&](sim::Fiber& fiber, Client& client) { answer = asked(fiber, client, "x"); });
        world.sim.run_for(5_s);
        EXPECT_EQ(answer, "<bad_response>");
        EXPECT_EQ(world.facts.count("response_refused"), 1u);
    }
}

TEST(Client, an_answer_that_stops_in_the_middle_fails_the_request) {
    using B = std::byte;
    World world;
    answer_with(world, {B{0}, B{0}, B{0}, B{9}, B{0}, B{0}});
    std::string answer;
    world.use([&](sim::Fiber& fiber, Client& client) { answer = asked(fiber, client, "x"); });
    world.sim.run_for(3_s);
    EXPECT_EQ(answer, "<disconnected>");
}

}  // namespace
}  // namespace assize::model::rpc
