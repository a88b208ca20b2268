#include "model/rpc/message_facts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/model/rpc/world.h"

namespace assize::model::rpc {
namespace {

/// A message_sent or message_received, with its frame.
struct Told {
    std::string emitter;
    bool sent;
    std::string api;
    MessageSide side;
    sim::HostId peer;
    std::int32_t correlation_id;
    std::uint64_t bytes;
    sim::Changed changed;
    std::optional<sim::MessageId> frame;
};

class MessageFacts final : public sim::TraceSubscriber {
public:
    explicit MessageFacts(World& world) : world_(world) { world.sim.trace().subscribe(*this); }
    ~MessageFacts() override { world_.sim.trace().unsubscribe(*this); }

    void on_event(const sim::Event& event) override {
        if (const auto* sent = event.as<MessageSent>()) keep(event, *sent, true);
        if (const auto* received = event.as<MessageReceived>()) keep(event, *received, false);
    }

    std::vector<Told> told;

private:
    template <class F>
    void keep(const sim::Event& event, const F& fact, bool sent) {
        told.push_back({.emitter = std::string(world_.sim.trace().name(event.emitter->process)),
                        .sent = sent,
                        .api = std::string(fact.api),
                        .side = fact.side,
                        .peer = fact.peer,
                        .correlation_id = fact.correlation_id,
                        .bytes = fact.bytes,
                        .changed = event.about.changed,
                        .frame = event.about.message});
    }

    World& world_;
};

TEST(MessageFacts, a_request_and_its_answer_are_four_facts_of_two_frames) {
    World world;
    MessageFacts facts(world);
    world.serve();
    world.use([&](sim::Fiber& fiber, Client& client) { asked(fiber, client, "orders"); });
    world.sim.run_for(1_s);
    ASSERT_EQ(facts.told.size(), 4u);
    const char* emitters[] = {"client", "server", "server", "client"};
    for (std::size_t i = 0; i < 4; ++i) {
        const Told& fact = facts.told[i];
        EXPECT_EQ(fact.emitter, emitters[i]);
        EXPECT_EQ(fact.sent, i % 2 == 0);
        EXPECT_EQ(fact.side, i < 2 ? MessageSide::kRequest : MessageSide::kResponse);
        EXPECT_EQ(fact.peer, fact.emitter == "client" ? world.b.id() : world.a.id());
        EXPECT_EQ(fact.api, "Metadata");
        EXPECT_EQ(fact.correlation_id, 0);
        EXPECT_EQ(fact.changed, sim::Changed::kNo);
    }
    EXPECT_TRUE(facts.told[0].frame);
    EXPECT_EQ(facts.told[0].frame, facts.told[1].frame);
    EXPECT_EQ(facts.told[0].bytes, facts.told[1].bytes);
    EXPECT_TRUE(facts.told[2].frame);
    EXPECT_EQ(facts.told[2].frame, facts.told[3].frame);
    EXPECT_EQ(facts.told[2].bytes, facts.told[3].bytes);
    EXPECT_NE(facts.told[0].frame, facts.told[2].frame);
}

TEST(MessageFacts, answers_name_their_requests_however_many_are_under_way) {
    World world;
    MessageFacts facts(world);
    world.serve();
    world.use([&](sim::Fiber& fiber, Client& client) {
        auto first = client.send(fiber, ask("slow"), kVersion);
        { const auto dropped = client.send(fiber, ask("two"), kVersion); }
        EXPECT_TRUE(client.send_only(fiber, ask("none"), kVersion));
        auto last = client.send(fiber, ask("four"), kVersion);
        last->wait(fiber, fiber.after(10_s));
    });
    world.sim.run_for(10_s);
    std::vector<std::int32_t> answered;
    for (const Told& fact : facts.told) {
        if (fact.emitter == "client" && !fact.sent) answered.push_back(fact.correlation_id);
    }
    EXPECT_EQ(answered, (std::vector<std::int32_t>{0, 1, 3}));
    EXPECT_EQ(world.facts.count("message_sent"), 7u);
    EXPECT_EQ(world.facts.count("message_received"), 7u);
}

TEST(MessageFacts, what_is_lost_is_sent_and_never_received) {
    World world;
    sim::Process& server = world.serve();
    world.use([&](sim::Fiber& fiber, Client& client) { asked(fiber, client, "slow"); });
    world.sim.run_for(500_ms);
    server.crash();
    world.sim.run_for(1_s);
    EXPECT_EQ(world.facts.count("message_sent"), 1u);
    EXPECT_EQ(world.facts.count("message_received"), 1u);
}

TEST(MessageFacts, what_is_no_request_is_not_received) {
    World world;
    world.serve();
    world.a.start("raw", [&](sim::Fiber& fiber) {
        auto connection = world.sim.network().connect(fiber, world.server);
        connection->send(fiber,
                         {std::byte{0}, std::byte{0}, std::byte{0}, std::byte{1}, std::byte{7}});
        fiber.sleep(1_s);
    });
    world.sim.run_for(2_s);
    EXPECT_EQ(world.facts.count("request_refused"), 1u);
    EXPECT_EQ(world.facts.count("message_received"), 0u);
}

TEST(MessageFacts, those_that_only_look_or_come_all_the_time_change_nothing) {
    using wire::ApiKey;
    for (const ApiKey quiet : {ApiKey::kFetch, ApiKey::kMetadata, ApiKey::kBrokerHeartbeat,
                               ApiKey::kApiVersions, ApiKey::kListOffsets}) {
        EXPECT_FALSE(changes_something(quiet)) << to_string(quiet);
    }
    for (const ApiKey loud : {ApiKey::kProduce, ApiKey::kAlterPartition, ApiKey::kVote,
                              ApiKey::kBrokerRegistration, ApiKey::kCreateTopics}) {
        EXPECT_TRUE(changes_something(loud)) << to_string(loud);
    }
}

}  // namespace
}  // namespace assize::model::rpc
