#include "model/replication/partition.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "model/log/partition_log.h"
#include "tests/model/replication/replication_world.h"

namespace assize::model::replication {
namespace {

using wire::ErrorCode;
using Values = std::vector<std::string>;

// --- What a fetch may not, in Kafka's order.

struct FetchCase {
    const char* story;
    PartitionFetch fetch;
    std::optional<FollowerIdentity> follower;
    std::string answer;
};

std::string text_of(const FetchedPartition& found) {
    if (found.error != ErrorCode::kNone) return std::string(to_string(found.error));
    if (!found.diverging_epoch) return "ok";
    return "diverges at " + std::to_string(found.diverging_epoch->epoch.value()) + " until " +
           std::to_string(found.diverging_epoch->end.value());
}

PartitionFetch from(std::int64_t offset, std::optional<std::int32_t> epoch = std::nullopt,
                    std::optional<std::int32_t> last_fetched = std::nullopt) {
    const auto as_epoch = [](std::optional<std::int32_t> value) {
        return value ? std::optional(LeaderEpoch(*value)) : std::nullopt;
    };
    return {.fetch_offset = Offset(offset),
            .max_bytes = 1000,
            .current_leader_epoch = as_epoch(epoch),
            .last_fetched_epoch = as_epoch(last_fetched),
            .log_start = Offset(0)};
}

/// Broker 1 has led in epoch 0 with one record, and leads in epoch 1 with another: its log ends
/// at 2. Brokers 2 and 3 follow.
class FetchRefusalTest : public testing::Test {
protected:
    FetchRefusalTest() : world_(3) {
        world_.create_orders({1, 2, 3});
        world_.produce(1, {"a"});
        world_.elect(1);
        world_.sim.run_for(3_s);
        world_.produce(1, {"b"});
        world_.sim.run_for(1_s);
    }

    std::string fetch(std::int32_t broker, const PartitionFetch& fetch,
                      std::optional<FollowerIdentity> follower = std::nullopt) {
        FetchParams params{.max_bytes = 1000};
        params.follower = follower;
        if (follower) params.isolation = log::FetchIsolation::kLogEnd;
        std::string answer;
        world_.on(broker, [&](sim::Fiber& fiber, ReplicaManager& replicas) {
            answer = text_of(replicas.fetch(
                fiber, params, {{.topic = "orders", .partition = 0, .fetch = fetch}})[0]);
        });
        return answer;
    }
    FollowerIdentity follower(std::int32_t broker) {
        return {BrokerId(broker), world_.node(broker).epoch};
    }

    ReplicationWorld world_;
};

TEST_F(FetchRefusalTest, a_good_fetch_is_answered) {
    EXPECT_EQ(fetch(1, from(2, 1, 1), follower(2)), "ok");
    EXPECT_EQ(fetch(1, from(0)), "ok");
}

TEST_F(FetchRefusalTest, the_leader_epoch_is_looked_at_first) {
    EXPECT_EQ(fetch(1, from(99, 0, 9), follower(9)), "FENCED_LEADER_EPOCH");
    EXPECT_EQ(fetch(1, from(99, 2, 9), follower(9)), "UNKNOWN_LEADER_EPOCH");
    EXPECT_EQ(fetch(2, from(0, 0)), "FENCED_LEADER_EPOCH");
    EXPECT_EQ(fetch(2, from(0, 2)), "UNKNOWN_LEADER_EPOCH");
}

TEST_F(FetchRefusalTest, then_who_leads_then_who_follows_then_in_which_life) {
    EXPECT_EQ(fetch(2, from(99, 1, 9), follower(9)), "NOT_LEADER_OR_FOLLOWER");
    EXPECT_EQ(fetch(1, from(99, 1, 9), follower(9)), "UNKNOWN_LEADER_EPOCH");
    // KIP-903.
    const FollowerIdentity earlier{BrokerId(2), BrokerEpoch(follower(2).epoch->value() - 1)};
    EXPECT_EQ(fetch(1, from(99, 1, 9), earlier), "NOT_LEADER_OR_FOLLOWER");
}

TEST_F(FetchRefusalTest, then_where_the_logs_part_and_last_the_offset) {
    EXPECT_EQ(fetch(1, from(99, 1, 9), follower(2)), "OFFSET_OUT_OF_RANGE");  // No such epoch.
    EXPECT_EQ(fetch(1, from(2, 1, 0), follower(2)), "diverges at 0 until 1");
    EXPECT_EQ(fetch(1, from(99, 1, 1), follower(2)), "diverges at 1 until 2");
    EXPECT_EQ(fetch(1, from(99, 1), follower(2)), "OFFSET_OUT_OF_RANGE");
    EXPECT_EQ(fetch(1, from(99)), "OFFSET_OUT_OF_RANGE");
}

TEST_F(FetchRefusalTest, what_is_refused_says_nothing_about_the_follower) {
    const auto isolated = world_.isolate(2);
    world_.sim.run_for(1_s);
    const auto end = [&] {
        return world_.orders(1).leader_state()->find(BrokerId(2))->end_offset();
    };
    fetch(1, from(1, 1, 1), follower(2));
    EXPECT_EQ(end(), Offset(1));
    fetch(1, from(0, 0, 0), follower(2));  // Fenced.
    fetch(1, from(2, 1, 0), follower(2));  // Diverges.
    fetch(1, from(99, 1), follower(2));    // Out of range.
    EXPECT_EQ(end(), Offset(1));
    fetch(1, from(2, 1, 1), follower(2));
    EXPECT_EQ(end(), Offset(2));
}

// --- What the controller may answer to a change of the ISR.

struct ReactionCase {
    ErrorCode error;
    bool is_taken_back;
    bool is_asked_again;
};

class ReactionTest : public testing::TestWithParam<ReactionCase> {};

TEST_P(ReactionTest, a_leader_takes_back_waits_or_asks_again) {
    config::BrokerConfig config;
    config.replica_lag_time_max = 10_s;
    ReplicationWorld world(2, config);
    world.create_orders({1, 2});
    world.refuse_isr_changes = GetParam().error;
    world.crash(2);
    world.produce(1, {"a"}, Acks::kLeader);
    world.sim.run_for(12_s);
    while (world.isr_changes_asked == 0) world.sim.run_for(10_ms);
    world.sim.run_for(1_s);
    EXPECT_EQ(world.facts.count("isr_change_reverted"), GetParam().is_taken_back ? 1u : 0u);
    EXPECT_EQ(world.isr_changes_asked > 1, GetParam().is_asked_again);
    EXPECT_EQ(world.orders(1).leader_state()->isr().pending(), !GetParam().is_taken_back);
    EXPECT_EQ(world.orders(1).leader_state()->isr().maximal().size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(
    Errors, ReactionTest,
    testing::Values(ReactionCase{ErrorCode::kIneligibleReplica, true, false},
                    ReactionCase{ErrorCode::kOperationNotAttempted, true, false},
                    ReactionCase{ErrorCode::kFencedLeaderEpoch, false, false},
                    ReactionCase{ErrorCode::kInvalidUpdateVersion, false, false},
                    ReactionCase{ErrorCode::kInvalidRequest, false, false},
                    ReactionCase{ErrorCode::kNewLeaderElected, false, false},
                    ReactionCase{ErrorCode::kUnknownTopicId, false, false},
                    ReactionCase{ErrorCode::kNotController, false, true},
                    ReactionCase{ErrorCode::kUnknownServerError, false, true}));

// --- A directory that fails.

TEST(PartitionTest, a_replica_in_a_failed_directory_answers_storage_error_and_others_take_over) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    world.produce(1, {"a"});
    const auto fault = world.node(1).host->disk().install(
        {.path = "*", .operation = sim::DiskOperation::kWrite, .effect = sim::disk_fault::Fails{}});
    EXPECT_EQ(world.produce(1, {"b"}).error, ErrorCode::kKafkaStorageError);
    world.sim.run_for(1_s);
    EXPECT_EQ(world.produce(1, {"c"}, Acks::kLeader).error, ErrorCode::kKafkaStorageError);
    EXPECT_EQ(world.consume(1, 0).error, ErrorCode::kKafkaStorageError);
    EXPECT_TRUE(world.orders(1).is_offline());
    world.elect(2, std::vector<std::int32_t>{2});
    world.sim.run_for(1_s);
    EXPECT_EQ(world.produce(2, {"d"}).error, ErrorCode::kNone);
    EXPECT_EQ(world.values(2), (Values{"a", "d"}));
}

TEST(PartitionTest, a_follower_whose_directory_fails_fetches_no_more) {
    ReplicationWorld world(2);
    world.create_orders({1, 2});
    const auto fault = world.node(2).host->disk().install(
        {.path = "*", .operation = sim::DiskOperation::kWrite, .effect = sim::disk_fault::Fails{}});
    world.produce(1, {"a"}, Acks::kLeader);
    world.sim.run_for(1_s);
    EXPECT_TRUE(world.orders(2).is_offline());
    EXPECT_EQ(world.facts.count("fetcher_stopped"), 1u);
}

}  // namespace
}  // namespace assize::model::replication
