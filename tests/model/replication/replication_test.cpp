#include <gtest/gtest.h>

#include "model/log/partition_log.h"
#include "tests/model/replication/replication_world.h"

namespace assize::model::replication {
namespace {

using wire::ErrorCode;
using Values = std::vector<std::string>;

config::BrokerConfig quick_to_shrink(std::int32_t min_insync_replicas = 1) {
    config::BrokerConfig config;
    config.replica_lag_time_max = 2_s;
    config.min_insync_replicas = min_insync_replicas;
    return config;
}

metadata::BrokerIds ids(std::initializer_list<std::int32_t> brokers) {
    return metadata::to_broker_ids(std::vector<std::int32_t>(brokers));
}

TEST(ReplicationTest, what_is_acknowledged_by_all_is_on_all_replicas_and_committed) {
    ReplicationWorld world(3);
    world.create_orders({1, 2, 3});
    const AppendedPartition produced = world.produce(1, {"a", "b"});
    EXPECT_EQ(produced.error, ErrorCode::kNone);
    EXPECT_EQ(produced.base_offset, Offset(0));
    for (const std::int32_t broker : {1, 2, 3}) EXPECT_EQ(world.values(broker), (Values{"a", "b"}));
    EXPECT_EQ(world.log(1).high_watermark(), Offset(2));
    // Followers learn of it with the answer to their next fetch.
    world.sim.run_for(1_s);
    EXPECT_EQ(world.log(2).high_watermark(), Offset(2));
    EXPECT_EQ(world.log(3).high_watermark(), Offset(2));
    EXPECT_EQ(world.facts.of("produce_committed"),
              Values{"broker=1 leader_epoch=0 first_offset=0 last_offset=1 high_watermark=2 "
                     "maximal_isr=3 min_isr=1"});
}

TEST(ReplicationTest, a_fetch_that_waits_is_answered_as_soon_as_there_is_something) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.sim.run_for(230_ms);
    // To the follower, back with records, there again to acknowledge: 1 ms each, and no long poll.
    const sim::Instant before = world.sim.now();
    EXPECT_EQ(world.produce(1, {"a"}).error, ErrorCode::kNone);
    EXPECT_LE(world.sim.now() - before, 5_ms);
}

TEST(ReplicationTest, a_follower_that_is_gone_leaves_the_isr_and_joins_it_again_when_it_is_back) {
    ReplicationWorld world(3, quick_to_shrink());
    world.create_orders({1, 2, 3});
    world.produce(1, {"a"});
    world.crash(3);
    EXPECT_EQ(world.produce(1, {"b"}).error, ErrorCode::kNone);
    EXPECT_EQ(world.truth().isr, ids({1, 2}));
    EXPECT_EQ(world.orders(1).leader_state()->isr().maximal(), ids({1, 2}));

    world.start(3);
    world.sim.run_for(3_s);
    EXPECT_EQ(world.truth().isr, ids({1, 2, 3}));
    EXPECT_EQ(world.values(3), (Values{"a", "b"}));
    const auto proposed = world.facts.of("isr_change_proposed");
    ASSERT_EQ(proposed.size(), 2u);
    EXPECT_EQ(proposed[0],
              "broker=1 leader_epoch=0 partition_epoch=0 isr=[1,2,3] proposed=[1,2] "
              "maximal=[1,2,3] joining=none joining_end=none joining_broker_epoch=none "
              "high_watermark=1 leader_epoch_start=0");
    EXPECT_TRUE(proposed[1].starts_with(
        "broker=1 leader_epoch=0 partition_epoch=1 isr=[1,2] proposed=[1,2,3] maximal=[1,2,3] "
        "joining=3 "))
        << proposed[1];
}

TEST(ReplicationTest, below_the_minimum_in_sync_nothing_is_appended_and_nothing_is_committed) {
    ReplicationWorld world(3, quick_to_shrink(2));
    world.create_orders({1, 2, 3});
    world.produce(1, {"a"});
    world.crash(2);
    world.crash(3);
    EXPECT_EQ(world.produce(1, {"b"}, Acks::kLeader).error, ErrorCode::kNone);
    world.sim.run_for(5_s);
    EXPECT_EQ(world.truth().isr, ids({1}));
    EXPECT_EQ(world.produce(1, {"c"}).error, ErrorCode::kNotEnoughReplicas);
    EXPECT_EQ(world.values(1), (Values{"a", "b"}));
    EXPECT_EQ(world.log(1).high_watermark(), Offset(1));
    EXPECT_EQ(world.facts.of("produce_failed"),
              Values{"broker=1 leader_epoch=0 first_offset=none last_offset=none "
                     "error=NOT_ENOUGH_REPLICAS isr=1 min_isr=2"});

    world.start(2);
    world.sim.run_for(3_s);
    EXPECT_EQ(world.truth().isr, ids({1, 2}));
    EXPECT_EQ(world.log(1).high_watermark(), Offset(2));
}

TEST(ReplicationTest, a_follower_that_cannot_be_removed_keeps_records_from_being_acknowledged) {
    ReplicationWorld world(2, quick_to_shrink());
    world.create_orders({1, 2});
    world.controller_is_away = true;
    world.crash(2);
    EXPECT_EQ(world.produce(1, {"a"}).error, ErrorCode::kRequestTimedOut);
    EXPECT_EQ(world.values(1), Values{"a"});  // It stays.
    EXPECT_EQ(world.log(1).high_watermark(), Offset(0));
    world.controller_is_away = false;
    world.sim.run_for(40_s);
    EXPECT_EQ(world.log(1).high_watermark(), Offset(1));
}

TEST(ReplicationTest, a_zombie_leader_acknowledges_nothing_to_all_and_cuts_off_its_tail) {
    ReplicationWorld world(3);
    world.create_orders({1, 2, 3});
    world.produce(1, {"a"});
    {
        const auto cut_off = world.isolate(1);
        world.node(1).hears = false;
        world.elect(2, std::vector<std::int32_t>{2, 3});
        world.sim.run_for(5_s);
        // It still believes that it leads.
        EXPECT_EQ(world.produce(1, {"zombie"}, Acks::kLeader).error, ErrorCode::kNone);
        EXPECT_EQ(world.produce(1, {"zombie too"}).error, ErrorCode::kRequestTimedOut);
        EXPECT_EQ(world.produce(2, {"b"}).error, ErrorCode::kNone);
        EXPECT_EQ(world.log(1).high_watermark(), Offset(1));
    }
    world.node(1).hears = true;
    world.elect(2);  // Any change: it hears of all that it missed.
    world.sim.run_for(10_s);
    for (const std::int32_t broker : {1, 2, 3}) EXPECT_EQ(world.values(broker), (Values{"a", "b"}));
    EXPECT_EQ(world.truth().isr, ids({2, 3, 1}));
    EXPECT_EQ(world.facts.of("truncation_decided"),
              Values{"broker=1 leader_epoch=2 to=1 log_end=3 high_watermark=1 cause=divergence"});
}

TEST(ReplicationTest, who_waits_is_told_when_the_leader_ceases_to_lead) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    const auto cut_off = world.isolate(1);
    world.sim.at(world.sim.now() + 2_s, [&] { world.elect(2, std::vector<std::int32_t>{2}); });
    EXPECT_EQ(world.produce(1, {"a"}, Acks::kAll, 30_s).error, ErrorCode::kNotLeaderOrFollower);
    EXPECT_EQ(world.facts.of("produce_failed"),
              Values{"broker=1 leader_epoch=0 first_offset=0 last_offset=0 "
                     "error=NOT_LEADER_OR_FOLLOWER isr=0 min_isr=0"});
    EXPECT_EQ(world.produce(1, {"b"}).error, ErrorCode::kNotLeaderOrFollower);
}

TEST(ReplicationTest, a_new_leader_goes_on_where_the_old_one_was_and_keeps_what_is_committed) {
    ReplicationWorld world(3);
    world.create_orders({1, 2, 3});
    world.produce(1, {"a"});
    world.crash(1);
    world.elect(2, std::vector<std::int32_t>{2, 3});
    world.sim.run_for(2_s);
    EXPECT_EQ(world.produce(2, {"b"}).error, ErrorCode::kNone);
    EXPECT_EQ(world.values(3), (Values{"a", "b"}));
    world.start(1);
    world.sim.run_for(5_s);
    EXPECT_EQ(world.values(1), (Values{"a", "b"}));
    EXPECT_EQ(world.truth().isr, ids({2, 3, 1}));
}

// KIP-966 and 2.2: the new leader's high watermark is its own as a follower, and lags.
TEST(ReplicationTest, a_new_leader_tells_no_latest_offset_until_it_knows_what_is_committed) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    EXPECT_EQ(world.log(2).high_watermark(), Offset(0));
    world.crash(1);
    world.elect(2);
    world.sim.run_for(1_s);
    const auto latest = [&](log::FetchIsolation isolation) {
        std::string answer;
        world.on(2, [&](sim::Fiber& fiber, ReplicaManager& replicas) {
            const auto found = replicas.list_offset(
                fiber, kOrders, {.timestamp_ms = log::kLatestTimestamp, .isolation = isolation});
            answer = found ? std::to_string((*found)->offset.value()) : to_string(found.error());
        });
        return answer;
    };
    EXPECT_EQ(latest(log::FetchIsolation::kHighWatermark), "OFFSET_NOT_AVAILABLE");
    EXPECT_EQ(latest(log::FetchIsolation::kLogEnd), "1");
    world.start(1);
    world.sim.run_for(2_s);
    EXPECT_EQ(latest(log::FetchIsolation::kHighWatermark), "1");
}

TEST(ReplicationTest, after_an_unclean_election_the_others_cut_off_what_the_leader_never_had) {
    ReplicationWorld world(2, quick_to_shrink());
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    world.crash(2);
    world.produce(1, {"b", "c"});  // The ISR shrinks: committed by 1 alone.
    EXPECT_EQ(world.log(1).high_watermark(), Offset(3));
    world.crash(1);
    world.start(2);
    wire::PartitionChangeRecord unclean;
    unclean.leader = 2;
    unclean.isr = std::vector<std::int32_t>{2};
    world.change(unclean);
    world.sim.run_for(1_s);
    EXPECT_EQ(world.produce(2, {"x"}).error, ErrorCode::kNone);
    world.start(1);
    world.sim.run_for(5_s);
    EXPECT_EQ(world.values(1), (Values{"a", "x"}));
    EXPECT_EQ(world.values(2), (Values{"a", "x"}));
    EXPECT_EQ(world.facts.count("truncation_decided"), 1u);
}

TEST(ReplicationTest, a_follower_that_lost_its_disk_copies_everything_again) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.produce(1, {"a", "b"});
    world.crash(2);
    world.node(2).host->wipe();
    world.start(2);
    world.sim.run_for(5_s);
    EXPECT_EQ(world.values(2), (Values{"a", "b"}));
}

TEST(ReplicationTest, the_same_seed_gives_the_same_trace) {
    const auto run = [] {
        ReplicationWorld world(3, quick_to_shrink());
        world.create_orders({1, 2, 3});
        world.produce(1, {"a"});
        world.crash(3);
        world.produce(1, {"b"});
        world.start(3);
        world.sim.run_for(5_s);
        return world.sim.trace().hash();
    };
    EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace assize::model::replication
