#include "model/rpc/frames_that.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/model/rpc/world.h"

namespace assize::model::rpc {
namespace {

Texts asked_under(sim::FrameRule::Predicate predicate, sim::Occurrence occurrence) {
    World world;
    world.serve();
    Texts answers;
    const auto rule = world.sim.network().install(std::make_unique<sim::FrameRule>(
        "test", std::move(predicate), occurrence, sim::Verdict::drop()));
    world.use([&](sim::Fiber& fiber, Client& client) {
        for (const char* what : {"one", "two", "three"}) {
            answers.push_back(asked(fiber, client, what));
        }
    });
    world.sim.run_for(10_s);
    return answers;
}

TEST(FramesThat, request_an_api_are_picked_by_its_key) {
    EXPECT_EQ(asked_under(frames_that_request(wire::ApiKey::kMetadata), sim::Occurrence::nth(2)),
              (Texts{"one", "<disconnected>", "three"}));
    EXPECT_EQ(asked_under(frames_that_request(wire::ApiKey::kProduce), sim::Occurrence::every()),
              (Texts{"one", "two", "three"}));
}

TEST(FramesThat, answer_an_api_are_picked_by_the_requests_before_them) {
    EXPECT_EQ(asked_under(frames_that_answer(wire::ApiKey::kMetadata), sim::Occurrence::nth(3)),
              (Texts{"one", "two", "<disconnected>"}));
    EXPECT_EQ(asked_under(frames_that_answer(wire::ApiKey::kProduce), sim::Occurrence::every()),
              (Texts{"one", "two", "three"}));
}

}  // namespace
}  // namespace assize::model::rpc
