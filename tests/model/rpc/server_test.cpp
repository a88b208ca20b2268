#include "model/rpc/server.h"

#include <gtest/gtest.h>

#include "tests/model/rpc/world.h"

namespace assize::model::rpc {
namespace {

using B = std::byte;
using Bytes = std::vector<std::byte>;

// Sends frames one after another over one connection; tells what came back, in bytes, and how it
// ended.
std::string answers_to(World& world, std::vector<Bytes> frames) {
    std::string told;
    world.a.start("raw", [&](sim::Fiber& fiber) {
        auto connection = world.sim.network().connect(fiber, world.server);
        for (Bytes& frame : frames) {
            connection->send(fiber, std::move(frame));
            const auto answer = connection->receive(fiber, 1 << 20, fiber.after(3_s));
            if (!told.empty()) told += " ";
            told += answer ? "answer" : std::string(to_string(answer.error()));
            if (!answer) return;
        }
    });
    world.sim.run_for(10_s);
    return told;
}

Bytes request(wire::ApiKey key, std::int16_t version) {
    wire::MetadataRequest metadata = ask("orders");
    Bytes frame = wire::encode_request({.api_key = wire::ApiKey::kMetadata,
                                        .api_version = kVersion,
                                        .correlation_id = 1,
                                        .client_id = "raw"},
                                       metadata);
    frame[4] = static_cast<B>(static_cast<std::uint16_t>(key) >> 8);
    frame[5] = static_cast<B>(static_cast<std::uint16_t>(key));
    frame[6] = static_cast<B>(static_cast<std::uint16_t>(version) >> 8);
    frame[7] = static_cast<B>(static_cast<std::uint16_t>(version));
    return frame;
}

TEST(Server, a_request_may_come_in_pieces) {
    World world;
    world.serve();
    std::string told;
    world.a.start("raw", [&](sim::Fiber& fiber) {
        auto connection = world.sim.network().connect(fiber, world.server);
        for (const B byte : request(wire::ApiKey::kMetadata, kVersion)) {
            connection->send(fiber, {byte});
            fiber.sleep(2_ms);
        }
        told = connection->receive(fiber, 1000) ? "answer" : "none";
    });
    world.sim.run_for(10_s);
    EXPECT_EQ(told, "answer");
}

TEST(Server, bytes_that_are_no_request_close_their_connection_with_a_fact) {
    struct Case {
        const char* what;
        Bytes frame;
    };
    const std::vector<Case> cases = {
        {"a negative size", {B{0xff}, B{0xff}, B{0xff}, B{0xff}}},
        {"a size beyond the limit", {B{0x7f}, B{0xff}, B{0xff}, B{0xff}, B{1}}},
        {"nothing", {B{0}, B{0}, B{0}, B{0}}},
        {"half a header", {B{0}, B{0}, B{0}, B{3}, B{0}, B{3}, B{0}}},
        {"an API that Kafka does not have", request(static_cast<wire::ApiKey>(999), 0)},
        {"a negative API key", request(static_cast<wire::ApiKey>(-5), 0)},
        {"an API that is not offered", request(wire::ApiKey::kProduce, 7)},
        {"a version that is not offered", request(wire::ApiKey::kMetadata, 13)},
        {"a negative version", request(wire::ApiKey::kMetadata, -1)},
        {"text", {B{'G'}, B{'E'}, B{'T'}, B{' '}, B{'/'}}},
    };
    for (const Case& one : cases) {
        World world;
        world.serve();
        EXPECT_NE(answers_to(world, {one.frame}), "answer") << one.what;
        EXPECT_EQ(world.facts.count("request_refused"), 1u) << one.what;
    }
}

TEST(Server, a_bad_request_harms_no_other_connection) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        auto pending = client.send(fiber, ask("slow"), kVersion);
        answers.push_back(text_of(pending->get(fiber)));
        answers.push_back(asked(fiber, client, "two"));
    });
    EXPECT_EQ(answers_to(world, {request(wire::ApiKey::kMetadata, 99)}), "end");
    EXPECT_EQ(answers, (Texts{"slow", "two"}));
    EXPECT_EQ(world.facts.count("connection_opened"), 2u);
}

TEST(Server, a_version_of_api_versions_that_is_unknown_is_answered_with_those_that_are_known) {
    World world;
    world.serve();
    std::optional<wire::ApiVersionsResponse> response;
    world.a.start("raw", [&](sim::Fiber& fiber) {
        auto connection = world.sim.network().connect(fiber, world.server);
        connection->send(fiber, request(wire::ApiKey::kApiVersions, 77));
        auto answer = connection->receive(fiber, 1000);
        ASSERT_TRUE(answer);
        wire::Reader reader(wire::Bytes(std::move(*answer)));
        reader.int32();
        EXPECT_EQ(reader.int32(), 1);  // The correlation id, in a header without tags.
        response = *wire::decode<wire::ApiVersionsResponse>(reader, 0);
    });
    world.sim.run_for(1_s);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->error_code, wire::ErrorCode::kUnsupportedVersion);
    ASSERT_EQ(response->api_keys.size(), 1u);
    EXPECT_EQ(response->api_keys[0].api_key, 18);
    EXPECT_EQ(response->api_keys[0].max_version, 3);
    EXPECT_EQ(world.facts.count("request_refused"), 0u);
}

TEST(Server, a_request_that_fails_without_an_answer_closes_the_connection) {
    World world;
    world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        answers.push_back(asked(fiber, client, "close"));
        answers.push_back(asked(fiber, client, "two"));
    });
    world.sim.run_for(1_s);
    EXPECT_EQ(answers, (Texts{"<disconnected>", "two"}));
    EXPECT_EQ(world.facts.count("request_refused"), 1u);
}

TEST(Server, a_connection_that_is_idle_for_too_long_is_closed) {
    World world;
    world.serve();
    world.use([&](sim::Fiber& fiber, Client& client) {
        EXPECT_EQ(asked(fiber, client, "one"), "one");
        fiber.sleep_until(sim::MonotonicInstant::never());
    });
    world.sim.run_for(599_s);
    EXPECT_EQ(world.facts.count("connection_closed"), 0u);
    world.sim.run_for(3_s);
    EXPECT_EQ(world.facts.count("connection_closed"), 1u);
}

TEST(Server, it_dies_with_its_process_whatever_it_does_then) {
    World world;
    sim::Process& server = world.serve();
    Texts answers;
    world.use([&](sim::Fiber& fiber, Client& client) {
        sim::TaskGroup tasks(fiber);
        for (const char* what : {"slow", "two", "silence"}) {
            tasks.spawn(
                [&, what](sim::Fiber& task) { answers.push_back(asked(task, client, what)); });
        }
        tasks.wait(fiber);
    });
    world.sim.run_for(500_ms);
    server.crash();
    world.sim.run_for(1_s);
    EXPECT_EQ(answers, (Texts{"<disconnected>", "<disconnected>", "<disconnected>"}));
}

}  // namespace
}  // namespace assize::model::rpc
