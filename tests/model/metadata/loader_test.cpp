#include "model/metadata/loader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/facts/metadata.h"
#include "sim/simulation.h"
#include "tests/model/metadata/random_log.h"

namespace assize::model::metadata {
namespace {

/// A process to state facts, and the facts.
class LoaderWorld : public sim::TraceSubscriber {
public:
    LoaderWorld() { simulation.trace().subscribe(*this); }
    ~LoaderWorld() override { simulation.trace().unsubscribe(*this); }

    void on_event(const sim::Event& event) override {
        if (const auto* fact = event.as<MetadataApplied>()) facts.push_back(*fact);
    }

    /// Adds a batch after the last one.
    bool add(MetadataLoader& loader, const std::vector<MetadataRecord>& records, int epoch = 1) {
        std::vector<wire::Bytes> encoded;
        for (const MetadataRecord& record : records) encoded.push_back(encode(record));
        const auto size = std::max<std::int64_t>(1, std::ssize(encoded));  // Control batches too.
        const Offset base(std::exchange(end, end + size));
        return loader
            .add({.base_offset = base,
                  .last_offset = Offset(end - 1),
                  .epoch = LeaderEpoch(epoch),
                  .records = encoded})
            .has_value();
    }

    sim::Simulation simulation{sim::SimulationOptions{.seed = 1}};
    sim::Process& process = simulation.add_host({.name = "h"}).start("node", [](sim::Fiber& fiber) {
        fiber.sleep_until(sim::MonotonicInstant::never());
    });
    sim::Life life = process.life();
    std::vector<MetadataApplied> facts;
    std::int64_t end = 0;
};

TEST(MetadataLoaderTest, batches_make_one_step_and_a_fact_says_what_is_in_it) {
    LoaderWorld world;
    MetadataLoader loader(BrokerId(3));
    RandomLog log(1);
    EXPECT_FALSE(loader.has_step());
    ASSERT_TRUE(world.add(loader, {}, 1));
    ASSERT_TRUE(world.add(loader, {log.next(), log.next()}, 1));
    ASSERT_TRUE(world.add(loader, {log.next()}, 4));
    ASSERT_TRUE(loader.has_step());
    const MetadataDelta step = loader.take_step(world.life);
    EXPECT_FALSE(loader.has_step());
    EXPECT_EQ(step.image(), loader.image());
    EXPECT_EQ(loader.image().applied, (LogPosition{Offset(3), LeaderEpoch(4)}));

    ASSERT_EQ(world.facts.size(), 1u);
    EXPECT_EQ(world.facts[0].node, 3);
    EXPECT_EQ(world.facts[0].from, 0);
    EXPECT_EQ(world.facts[0].end, 4);
    EXPECT_EQ(world.facts[0].epochs, (std::vector<std::int64_t>{1, 4}));
    EXPECT_EQ(world.facts[0].epoch_begins, (std::vector<std::int64_t>{0, 3}));
    EXPECT_EQ(world.facts[0].digest, digest(log.image()));
}

TEST(MetadataLoaderTest, a_metadata_transaction_is_one_step_or_none) {
    LoaderWorld world;
    MetadataLoader loader(BrokerId(3));
    wire::TopicRecord a;
    a.name = "a";
    a.topic_id = Uuid(0, 1);
    wire::TopicRecord b;
    b.name = "b";
    b.topic_id = Uuid(0, 2);

    ASSERT_TRUE(world.add(loader, {wire::BeginTransactionRecord(), a}));
    EXPECT_TRUE(loader.in_transaction());
    EXPECT_FALSE(loader.has_step());
    ASSERT_TRUE(world.add(loader, {wire::EndTransactionRecord()}));
    ASSERT_TRUE(loader.has_step());
    EXPECT_TRUE(loader.take_step(world.life).image().topics.find("a"));

    ASSERT_TRUE(world.add(loader, {wire::BeginTransactionRecord(), b}));
    ASSERT_TRUE(world.add(loader, {wire::AbortTransactionRecord()}));
    ASSERT_TRUE(loader.has_step());
    const MetadataDelta aborted = loader.take_step(world.life);
    EXPECT_TRUE(aborted.is_empty());
    EXPECT_FALSE(aborted.image().topics.find("b"));
    EXPECT_EQ(aborted.image().end_offset(), Offset(6));
}

TEST(MetadataLoaderTest, a_record_that_does_not_fit_is_an_error) {
    LoaderWorld world;
    MetadataLoader loader(BrokerId(3));
    wire::RemoveTopicRecord record;
    record.topic_id = Uuid(0, 1);
    EXPECT_FALSE(world.add(loader, {record}));
}

RC_GTEST_PROP(MetadataLoaderTest, snapshots_and_records_lead_to_the_same_image,
              (std::uint64_t seed)) {
    LoaderWorld world;
    MetadataLoader by_records(BrokerId(1));
    RandomLog log(seed);
    for (int i = 0; i < 20; ++i) RC_ASSERT(world.add(by_records, {log.next(), log.next()}));
    by_records.take_step(world.life);

    MetadataLoader by_snapshot(BrokerId(2));
    std::vector<wire::Bytes> records;
    for (const auto& record : to_records(by_records.image())) records.push_back(encode(record));
    RC_ASSERT(by_snapshot.load(*by_records.image().applied, records).has_value());
    by_snapshot.take_step(world.life);
    RC_ASSERT(by_snapshot.image() == by_records.image());
    RC_ASSERT(world.facts[0].digest == world.facts[1].digest);
    RC_ASSERT(world.facts[0].end == world.facts[1].end);
}

}  // namespace
}  // namespace assize::model::metadata
