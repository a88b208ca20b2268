#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/rpc/world.h"

namespace assize::model::rpc {
namespace {

using Bytes = std::vector<std::byte>;

// Bytes that are a good request, up to some that are flipped, or a tail that is cut off or added.
Bytes spoiled_request() {
    Bytes frame = wire::encode_request({.api_key = wire::ApiKey::kMetadata,
                                        .api_version = kVersion,
                                        .correlation_id = 1,
                                        .client_id = "raw"},
                                       ask("orders"));
    const auto flips = *rc::gen::inRange(0, 4);
    for (int i = 0; i < flips; ++i) {
        frame[*rc::gen::inRange<std::size_t>(0, frame.size())] ^=
            static_cast<std::byte>(*rc::gen::inRange(1, 256));
    }
    frame.resize(*rc::gen::inRange<std::size_t>(1, frame.size() + 8));
    return frame;
}

Bytes any_bytes() {
    Bytes bytes;
    for (const auto byte : *rc::gen::nonEmpty<std::vector<std::uint8_t>>()) {
        bytes.push_back(static_cast<std::byte>(byte));
    }
    return bytes;
}

RC_GTEST_PROP(Garbage, harms_no_server, ()) {
    World world;
    world.serve();
    std::vector<Bytes> frames;
    const auto count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) {
        frames.push_back(*rc::gen::arbitrary<bool>() ? spoiled_request() : any_bytes());
    }
    world.a.start("garbage", [&](sim::Fiber& fiber) {
        for (Bytes& frame : frames) {
            auto connection = world.sim.network().connect(fiber, world.server);
            if (!connection) return;
            (void)connection->send(fiber, std::move(frame));
            (void)connection->receive(fiber, 1 << 20, fiber.after(100_ms));
        }
    });
    world.sim.run_for(10_s);
    std::string answer;
    world.use([&](sim::Fiber& fiber, Client& client) { answer = asked(fiber, client, "well"); });
    world.sim.run_for(1_s);
    RC_ASSERT(answer == "well");
}

RC_GTEST_PROP(Garbage, harms_no_client, ()) {
    World world;
    Bytes bytes = any_bytes();
    world.b.start("liar", [&](sim::Fiber& fiber) {
        auto listener = world.sim.network().listen(fiber, kBrokerPort);
        auto connection = listener->accept(fiber);
        (void)connection->receive(fiber, 1000);
        (void)connection->send(fiber, std::move(bytes));
    });
    std::string answer;
    world.use([&](sim::Fiber& fiber, Client& client) { answer = asked(fiber, client, "x"); });
    world.sim.run_for(10_s);
    RC_ASSERT(answer.size() > 2u);
    RC_ASSERT(answer.front() == '<');
}

}  // namespace
}  // namespace assize::model::rpc
