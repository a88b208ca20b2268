#include "model/replication/replica_manager.h"

#include <gtest/gtest.h>

#include "model/log/partition_log.h"
#include "model/wire/messages/partition_change_record.h"
#include "tests/model/replication/replication_world.h"

namespace assize::model::replication {
namespace {

using wire::ErrorCode;
using Values = std::vector<std::string>;

TEST(ReplicaManagerTest, a_partition_that_is_elsewhere_and_one_that_is_nowhere_are_told_apart) {
    ReplicationWorld world(2);
    world.create_orders({1});
    const auto error_of = [](const auto& found) {
        return found ? ErrorCode::kNone : found.error();
    };
    EXPECT_EQ(error_of(world.replicas(1).find("orders", 0)), ErrorCode::kNone);
    EXPECT_EQ(error_of(world.replicas(2).find("orders", 0)), ErrorCode::kNotLeaderOrFollower);
    EXPECT_EQ(error_of(world.replicas(2).find("orders", 1)), ErrorCode::kUnknownTopicOrPartition);
    EXPECT_EQ(error_of(world.replicas(2).find("bills", 0)), ErrorCode::kUnknownTopicOrPartition);
    EXPECT_EQ(error_of(world.replicas(2).find(Uuid(4, 4), 0)), ErrorCode::kUnknownTopicId);
    EXPECT_EQ(error_of(world.replicas(2).find(kOrdersId, 0)), ErrorCode::kNotLeaderOrFollower);
}

TEST(ReplicaManagerTest, a_consumer_sees_what_is_committed_only) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    const auto cut_off = world.isolate(2);
    world.produce(1, {"b"}, Acks::kLeader);
    EXPECT_EQ(world.log(1).log_end_offset(), Offset(2));
    const FetchedPartition all = world.consume(1, 0);
    EXPECT_EQ(all.high_watermark, Offset(1));
    EXPECT_FALSE(all.records.empty());
    EXPECT_TRUE(world.consume(1, 1).records.empty());
    EXPECT_EQ(world.consume(1, 3).error, ErrorCode::kOffsetOutOfRange);
}

TEST(ReplicaManagerTest, a_consumer_that_waits_gets_records_when_they_are_committed) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    std::optional<FetchedPartition> consumed;
    world.node(1).process->spawn([&](sim::Fiber& fiber) {
        consumed = world.replicas(1).fetch(
            fiber, {.max_wait = 60_s, .min_bytes = 1, .max_bytes = 1 << 20},
            {{.topic = "orders", .fetch = {.fetch_offset = Offset(0), .max_bytes = 1000}}})[0];
    });
    world.sim.run_for(3_s);
    EXPECT_FALSE(consumed);
    world.produce(1, {"a"});
    world.sim.run_for(1_ms);
    ASSERT_TRUE(consumed);
    EXPECT_EQ(consumed->high_watermark, Offset(1));
    EXPECT_FALSE(consumed->records.empty());
}

TEST(ReplicaManagerTest, a_consumer_that_waits_in_vain_is_answered_when_its_time_is_over) {
    ReplicationWorld world(1);
    world.create_orders({1});
    const sim::Instant before = world.sim.now();
    const auto consumed =
        world.consume(1, 0, {.max_wait = 700_ms, .min_bytes = 1, .max_bytes = 1000});
    EXPECT_EQ(consumed.error, ErrorCode::kNone);
    EXPECT_TRUE(consumed.records.empty());
    EXPECT_GE(world.sim.now() - before, 700_ms);
    EXPECT_LE(world.sim.now() - before, 702_ms);
}

TEST(ReplicaManagerTest, a_consumer_that_wants_more_bytes_waits_for_more_batches) {
    ReplicationWorld world(1);
    world.create_orders({1});
    world.produce(1, {"a"});
    const auto one = world.consume(1, 0).records.size();
    std::optional<FetchedPartition> consumed;
    world.node(1).process->spawn([&](sim::Fiber& fiber) {
        const auto wanted = static_cast<std::int32_t>(3 * one);
        consumed = world.replicas(1).fetch(
            fiber, {.max_wait = 60_s, .min_bytes = wanted, .max_bytes = 1 << 20},
            {{.topic = "orders", .fetch = {.fetch_offset = Offset(0), .max_bytes = 100'000}}})[0];
    });
    world.produce(1, {"b"});
    world.sim.run_for(1_s);
    EXPECT_FALSE(consumed);
    world.produce(1, {"c"});
    world.sim.run_for(1_ms);
    ASSERT_TRUE(consumed);
    EXPECT_EQ(consumed->records.size(), 3 * one);
}

// KIP-392.
TEST(ReplicaManagerTest, a_consumer_is_sent_to_the_replica_in_its_rack_which_serves_it) {
    config::BrokerConfig config;
    config.replica_selector_class = config::ReplicaSelector::kRackAware;
    ReplicationWorld world(2, config);
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    world.sim.run_for(2_s);
    const FetchParams in_rack{.max_bytes = 1000, .client_rack = "rack-b2"};
    const auto sent_on = world.consume(1, 0, in_rack);
    EXPECT_EQ(sent_on.error, ErrorCode::kNone);
    EXPECT_EQ(sent_on.preferred_read_replica, BrokerId(2));
    EXPECT_TRUE(sent_on.records.empty());
    const auto served = world.consume(2, 0, in_rack);
    EXPECT_FALSE(served.records.empty());
    EXPECT_EQ(served.high_watermark, Offset(1));
    EXPECT_EQ(world.facts.of("follower_read_served"),
              Values{"broker=2 leader_epoch=0 begin=0 end=1 high_watermark=1"});
    // Who cannot be sent on is not served by a follower.
    EXPECT_EQ(world.consume(2, 0).error, ErrorCode::kNotLeaderOrFollower);
}

TEST(ReplicaManagerTest, records_are_deleted_when_all_live_replicas_have_deleted_them) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    world.produce(1, {"b"});
    std::string answer;
    world.on(1, [&](sim::Fiber& fiber, ReplicaManager& replicas) {
        const auto deleted =
            replicas.delete_records(fiber, {{kOrders, Offset(1)}}, fiber.after(10_s))[0];
        answer = deleted ? std::to_string(deleted->value()) : to_string(deleted.error());
    });
    EXPECT_EQ(answer, "1");
    EXPECT_EQ(world.log(2).log_start_offset(), Offset(1));
    EXPECT_EQ(world.consume(1, 0).error, ErrorCode::kOffsetOutOfRange);
}

TEST(ReplicaManagerTest,
     a_replica_that_is_reassigned_comes_with_all_records_and_goes_with_its_log) {
    ReplicationWorld world(3);
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    wire::PartitionChangeRecord adding;
    adding.replicas = std::vector<std::int32_t>{1, 2, 3};
    adding.adding_replicas = std::vector<std::int32_t>{3};
    adding.directories = std::vector<Uuid>(3);
    world.change(adding);
    world.sim.run_for(2_s);
    EXPECT_EQ(world.values(3), Values{"a"});
    EXPECT_EQ(world.truth().isr.size(), 3u);

    wire::PartitionChangeRecord removing;
    removing.replicas = std::vector<std::int32_t>{1, 3};
    removing.isr = std::vector<std::int32_t>{1, 3};
    removing.adding_replicas = std::vector<std::int32_t>{};
    removing.directories = std::vector<Uuid>(2);
    removing.leader = 1;
    world.change(removing);
    world.sim.run_for(2_s);
    EXPECT_TRUE(world.replicas(2).partitions().empty());
    EXPECT_EQ(world.facts.of("replica_stopped"),
              Values{"broker=2 leader_epoch=0 error=NOT_LEADER_OR_FOLLOWER"});
    EXPECT_EQ(world.produce(1, {"b"}).error, ErrorCode::kNone);
    EXPECT_EQ(world.values(3), (Values{"a", "b"}));
}

TEST(ReplicaManagerTest, who_waits_for_a_topic_that_is_deleted_is_told_and_its_log_goes) {
    ReplicationWorld world(1);
    world.create_orders({1});
    world.produce(1, {"a"});
    std::optional<FetchedPartition> consumed;
    world.node(1).process->spawn([&](sim::Fiber& fiber) {
        consumed = world.replicas(1).fetch(
            fiber, {.max_wait = 60_s, .min_bytes = 1, .max_bytes = 1 << 20},
            {{.topic = "orders", .fetch = {.fetch_offset = Offset(1), .max_bytes = 1000}}})[0];
    });
    world.sim.run_for(1_s);
    world.delete_orders();
    world.sim.run_for(1_s);
    ASSERT_TRUE(consumed);
    EXPECT_EQ(consumed->error, ErrorCode::kUnknownTopicOrPartition);
    EXPECT_TRUE(world.replicas(1).partitions().empty());
    EXPECT_EQ(world.produce(1, {"b"}).error, ErrorCode::kUnknownTopicOrPartition);
    EXPECT_EQ(world.facts.count("log_set_aside"), 1u);
}

TEST(ReplicaManagerTest, a_refused_expansion_is_taken_back_and_tried_again) {
    config::BrokerConfig config;
    config.replica_lag_time_max = 2_s;
    ReplicationWorld world(2, config);
    world.create_orders({1, 2}, std::vector<std::int32_t>{1});
    world.sim.run_for(1_s);
    EXPECT_EQ(world.truth().isr.size(), 2u);

    world.crash(2);
    world.produce(1, {"a"});
    EXPECT_EQ(world.truth().isr.size(), 1u);
    world.refuse_isr_changes = ErrorCode::kIneligibleReplica;
    world.start(2);
    world.sim.run_for(2_s);
    EXPECT_GE(world.facts.count("isr_change_reverted"), 1u);
    EXPECT_EQ(world.orders(1).leader_state()->isr().committed().size(), 1u);
    world.refuse_isr_changes = std::nullopt;
    world.sim.run_for(2_s);
    EXPECT_EQ(world.truth().isr.size(), 2u);
}

TEST(ReplicaManagerTest, a_lower_minimum_in_sync_commits_what_waited_for_it) {
    config::BrokerConfig config;
    config.replica_lag_time_max = 2_s;
    config.min_insync_replicas = 2;
    ReplicationWorld world(2, config);
    world.create_orders({1, 2});
    world.crash(2);
    world.produce(1, {"a"}, Acks::kLeader);
    world.sim.run_for(4_s);
    EXPECT_EQ(world.truth().isr.size(), 1u);
    EXPECT_EQ(world.log(1).high_watermark(), Offset(0));
    world.set_topic_config("min.insync.replicas", "1");
    world.sim.run_for(1_s);
    EXPECT_EQ(world.log(1).high_watermark(), Offset(1));
    EXPECT_EQ(world.facts.of("min_isr_changed"), Values{"broker=1 leader_epoch=0 from=2 to=1"});
}

TEST(ReplicaManagerTest, no_more_must_be_in_sync_than_there_are_replicas) {
    config::BrokerConfig config;
    config.min_insync_replicas = 2;
    ReplicationWorld world(3, config);
    world.create_orders({1, 2, 3});
    world.set_topic_config("min.insync.replicas", "3");
    world.set_topic_config("min.insync.replicas", "5");
    world.sim.run_for(1_s);
    EXPECT_EQ(world.facts.of("min_isr_changed"), Values{"broker=1 leader_epoch=0 from=2 to=3"});
}

// Two long polls of half a second each and their answers, and nothing else.
TEST(ReplicaManagerTest, an_idle_follower_costs_two_fetches_a_second) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.sim.run_for(10_s);
    const std::uint64_t facts = world.sim.trace().size();
    world.sim.run_for(10_s);
    EXPECT_EQ(world.sim.trace().size() - facts, 10u * 2u * 4u);  // Each fetch is four facts.
}

}  // namespace
}  // namespace assize::model::replication
