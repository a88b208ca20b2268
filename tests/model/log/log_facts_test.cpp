#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/facts.h"
#include "model/wire/control_batch.h"
#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

using Numbers = std::vector<std::int64_t>;

/// What a log says of its producers and its indexes.
class Heard final : public sim::TraceSubscriber {
public:
    explicit Heard(LogWorld& world) : trace_(world.simulation().trace()) {
        trace_.subscribe(*this);
    }
    ~Heard() override { trace_.unsubscribe(*this); }

    void on_event(const sim::Event& event) override {
        if (const auto* fact = event.as<TxnMarkerAppended>()) markers.push_back(*fact);
        if (const auto* fact = event.as<ProducerStateChanged>()) states.push_back(*fact);
        if (const auto* fact = event.as<ProducerStatesRebuilt>()) rebuilt.push_back(*fact);
        if (const auto* fact = event.as<IndexEntriesAdded>()) entries.push_back(*fact);
        if (const auto* fact = event.as<SegmentIndexed>()) indexed.push_back(*fact);
        if (const auto* fact = event.as<TimestampLookedUp>()) lookups.push_back(*fact);
    }

    std::vector<TxnMarkerAppended> markers;
    std::vector<ProducerStateChanged> states;
    std::vector<ProducerStatesRebuilt> rebuilt;
    std::vector<IndexEntriesAdded> entries;
    std::vector<SegmentIndexed> indexed;
    std::vector<TimestampLookedUp> lookups;

private:
    sim::Trace& trace_;
};

void append_batch(sim::Fiber& fiber, PartitionLog& log, const std::vector<std::byte>& bytes) {
    ASSERT_TRUE(log.append_as_leader(fiber, bytes, LeaderEpoch(0), AppendOrigin::kCoordinator));
}
std::vector<std::byte> of_producer(std::int64_t id, std::int32_t sequence, bool transactional) {
    return batch({.values = {"a", "b"},
                  .options = {.producer = wire::ProducerStamp{ProducerId(id), ProducerEpoch(0),
                                                              Sequence(sequence)},
                              .transactional = transactional}});
}

TEST(LogFacts, a_log_says_what_it_remembers_of_a_producer_after_each_batch) {
    LogWorld world;
    Heard heard(world);
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        append_batch(fiber, *log, batch({"x"}));
        append_batch(fiber, *log, of_producer(7, 0, true));
        append_batch(fiber, *log,
                     wire::end_transaction_batch({}, {.result = wire::TransactionResult::kCommit,
                                                      .producer_id = ProducerId(7),
                                                      .producer_epoch = ProducerEpoch(1),
                                                      .coordinator_epoch = 5}));
    });
    ASSERT_EQ(heard.states.size(), 2u);
    EXPECT_EQ(heard.states[0].at, 3);
    EXPECT_EQ(heard.states[0].last_sequence, 1);
    EXPECT_EQ(heard.states[0].txn_first_offset, 1);
    EXPECT_EQ(heard.states[1].producer_epoch, 1);
    EXPECT_EQ(heard.states[1].last_sequence, std::nullopt);
    EXPECT_EQ(heard.states[1].coordinator_epoch, 5);
    EXPECT_EQ(heard.states[1].txn_first_offset, std::nullopt);
    ASSERT_EQ(heard.markers.size(), 1u);
    EXPECT_EQ(heard.markers[0].base, 3);
    EXPECT_EQ(heard.markers[0].coordinator_epoch, 5);
    EXPECT_TRUE(heard.markers[0].commit);
    EXPECT_TRUE(heard.rebuilt.empty());
}

TEST(LogFacts, and_of_all_producers_after_a_truncation_and_a_load) {
    LogWorld world;
    Heard heard(world);
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        append_batch(fiber, *log, of_producer(7, 0, false));
        append_batch(fiber, *log, of_producer(8, 0, true));
        append_batch(fiber, *log, of_producer(7, 2, false));
        ASSERT_TRUE(log->truncate_to(fiber, Offset(4)));
    });
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        ASSERT_TRUE(log->truncate_fully_and_start_at(fiber, Offset(9)));
    });
    ASSERT_EQ(heard.rebuilt.size(), 2u) << "a log that remembers nobody says nothing";
    for (const ProducerStatesRebuilt& fact : heard.rebuilt) {
        EXPECT_EQ(fact.at, 4);
        EXPECT_EQ(fact.producer_ids, (Numbers{7, 8}));
        EXPECT_EQ(fact.last_sequences, (Numbers{1, 1}));
        EXPECT_EQ(fact.coordinator_epochs, (Numbers{-1, -1}));
        EXPECT_EQ(fact.txn_first_offsets, (Numbers{-1, 2}));
    }
}

TEST(LogFacts, a_log_that_no_idempotent_producer_writes_to_says_nothing_of_producers) {
    LogWorld world;
    Heard heard(world);
    const auto live = [](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        append_batch(fiber, *log, batch({"x", "y"}));
        ASSERT_TRUE(log->truncate_to(fiber, Offset(0)));
    };
    world.run(live);
    world.run(live);
    EXPECT_TRUE(heard.states.empty());
    EXPECT_TRUE(heard.rebuilt.empty());
}

TEST(LogFacts, a_log_says_what_it_adds_to_its_indexes_and_what_they_hold_when_it_is_back) {
    LogWorld world;
    Heard heard(world);
    LogConfig config;
    config.index_interval_bytes = 0;
    const auto size = static_cast<std::int64_t>(batch({"x"}).size());
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory, orders(config));
        append_batch(fiber, *log, batch({.values = {"x"}, .timestamp_ms = 50}));
        append_batch(fiber, *log, batch({.values = {"x"}, .timestamp_ms = 70}));
        append_batch(fiber, *log, batch({.values = {"x"}, .timestamp_ms = 60}));
        ASSERT_TRUE(log->truncate_to(fiber, Offset(2)));
        append_batch(fiber, *log, batch({.values = {"x"}, .timestamp_ms = 90}));
        ASSERT_TRUE(log->roll(fiber));
    });
    ASSERT_EQ(heard.entries.size(), 3u) << "the first batch needs no entry";
    EXPECT_EQ(heard.entries[0].last_offset, 1);
    EXPECT_EQ(heard.entries[0].position, size);
    EXPECT_EQ(heard.entries[0].largest_timestamp_ms, 70);
    EXPECT_EQ(heard.entries[0].timestamp_offset, 1);
    EXPECT_EQ(heard.entries[1].last_offset, 2);
    EXPECT_EQ(heard.entries[1].largest_timestamp_ms, std::nullopt) << "70 is later";
    EXPECT_EQ(heard.entries[2].last_offset, std::nullopt);
    EXPECT_EQ(heard.entries[2].timestamp_offset, 2) << "noted when the segment is left";
    ASSERT_EQ(heard.indexed.size(), 1u);
    EXPECT_EQ(heard.indexed[0].last_offsets, (Numbers{1}));

    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        must_open(fiber, directory, orders(config));
    });
    ASSERT_EQ(heard.indexed.size(), 3u) << "one for each segment";
    EXPECT_EQ(heard.indexed[1].segment, 0);
    EXPECT_EQ(heard.indexed[1].largest_timestamps_ms, (Numbers{70, 90}));
    EXPECT_EQ(heard.indexed[1].timestamp_offsets, (Numbers{1, 2}));
    EXPECT_EQ(heard.indexed[2].segment, 3);
    EXPECT_TRUE(heard.indexed[2].last_offsets.empty());
}

TEST(LogFacts, a_log_says_what_it_finds_by_a_time) {
    LogWorld world;
    Heard heard(world);
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        append_batch(fiber, *log, batch({.values = {"x", "y"}, .timestamp_ms = 50}));
        for (const std::int64_t timestamp_ms : {std::int64_t{51}, std::int64_t{52}}) {
            ASSERT_TRUE(log->fetch_offset_by_timestamp(fiber, timestamp_ms));
        }
        ASSERT_TRUE(log->fetch_offset_by_timestamp(fiber, kLatestTimestamp));
    });
    ASSERT_EQ(heard.lookups.size(), 2u);
    EXPECT_EQ(heard.lookups[0].timestamp_ms, 51);
    EXPECT_EQ(heard.lookups[0].found, 1);
    EXPECT_EQ(heard.lookups[0].log_end, 2);
    EXPECT_EQ(heard.lookups[1].found, std::nullopt);
}

}  // namespace
}  // namespace assize::model::log
