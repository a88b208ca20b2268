#include <gtest/gtest.h>

#include "model/log/partition_log.h"
#include "model/variant.h"
#include "model/wire/batch_range.h"
#include "tests/model/replication/replication_world.h"

// Each variant does what it says, where the same steps without it do what Kafka does.

namespace assize::model::replication {
namespace {

using wire::ErrorCode;
using Values = std::vector<std::string>;

config::BrokerConfig with(std::optional<Variant> variant) {
    config::BrokerConfig config;
    config.variant = variant;
    return config;
}

// Broker 1 leads, and broker 2, in its ISR, is out of reach.
AppendedPartition produced_to_leader_alone(std::optional<Variant> variant) {
    ReplicationWorld world(2, with(variant));
    world.create_orders({1, 2});
    const auto cut_off = world.isolate(2);
    return world.produce(1, {"a"}, Acks::kAll, 1_s);
}

TEST(VariantsTest, acknowledge_before_isr_tells_the_producer_what_the_leader_alone_has) {
    EXPECT_EQ(produced_to_leader_alone(std::nullopt).error, ErrorCode::kRequestTimedOut);
    EXPECT_EQ(produced_to_leader_alone(Variant::kAcknowledgeBeforeIsr).error, ErrorCode::kNone);
}

Offset high_watermark_of_leader_alone(std::optional<Variant> variant) {
    ReplicationWorld world(2, with(variant));
    world.create_orders({1, 2});
    const auto cut_off = world.isolate(2);
    world.produce(1, {"a"}, Acks::kLeader);
    return world.log(1).high_watermark();
}

TEST(VariantsTest, high_watermark_runs_ahead_of_the_isr) {
    EXPECT_EQ(high_watermark_of_leader_alone(std::nullopt), Offset(0));
    EXPECT_EQ(high_watermark_of_leader_alone(Variant::kHighWatermarkRunsAhead), Offset(1));
}

// Broker 2 has a record, has not heard that it is committed, and comes back after its leader died.
Values values_of_a_follower_that_comes_back(std::optional<Variant> variant) {
    ReplicationWorld world(3, with(variant));
    world.create_orders({1, 2, 3});
    world.produce(1, {"a"});
    world.crash(2);
    world.crash(1);
    world.start(2);
    world.sim.run_for(1_s);
    world.node(3).hears = false;  // So that broker 2 finds nobody to fetch from.
    world.crash(3);
    world.elect(3);
    world.sim.run_for(1_s);
    return world.values(2);
}

TEST(VariantsTest, truncate_to_high_watermark_drops_what_was_acknowledged) {
    EXPECT_EQ(values_of_a_follower_that_comes_back(std::nullopt), (Values{"a"}));
    EXPECT_EQ(values_of_a_follower_that_comes_back(Variant::kTruncateToHighWatermark), Values{});
}

std::vector<std::int64_t> base_offsets_fetched(std::optional<Variant> variant) {
    ReplicationWorld world(2, with(variant));
    world.create_orders({1, 2});
    for (const char* value : {"a", "b", "c"}) world.produce(1, {value});
    std::vector<std::int64_t> offsets;
    for (const std::int64_t from : {0, 2}) {
        const FetchedPartition found = world.consume(1, from);
        const wire::BatchRange batches(found.records.span());
        offsets.push_back((*batches.begin()).base_offset().value());
    }
    EXPECT_EQ(world.values(2), (Values{"a", "b", "c"}));  // Followers are served as ever.
    return offsets;
}

TEST(VariantsTest, skip_record_on_fetch_leaves_out_the_first_unless_it_is_the_last) {
    EXPECT_EQ(base_offsets_fetched(std::nullopt), (std::vector<std::int64_t>{0, 2}));
    EXPECT_EQ(base_offsets_fetched(Variant::kSkipRecordOnFetch), (std::vector<std::int64_t>{1, 2}));
}

}  // namespace
}  // namespace assize::model::replication
