#include "model/controller/partition_admin.h"

#include <gtest/gtest.h>

#include "model/controller/leadership_updates.h"
#include "tests/model/controller/cluster_state.h"
#include "tests/model/controller/invariants.h"

namespace assize::model::controller {
namespace {

class PartitionAdminTest : public testing::Test {
protected:
    PartitionAdminTest() { state_.add_partition({1, 2, 3}); }

    std::string reassign(std::optional<std::vector<std::int32_t>> replicas,
                         bool allow_factor_change = true, std::int32_t index = 0) {
        wire::AlterPartitionReassignmentsRequest request;
        request.allow_replication_factor_change = allow_factor_change;
        auto& topic = request.topics.emplace_back();
        topic.name = "orders";
        topic.partitions.push_back({.partition_index = index, .replicas = std::move(replicas)});
        const auto result = alter_partition_reassignments(state_.view(), request);
        state_.apply(result.records);
        EXPECT_EQ(broken_in(state_.view()), "");
        const auto& answer = result.response.responses[0].partitions[0];
        if (answer.error_code != ErrorCode::kNone) {
            return std::string(wire::to_string(answer.error_code));
        }
        return text_of(state_.partition());
    }
    void set_isr(std::vector<std::int32_t> isr, std::int32_t leader) {
        wire::PartitionRecord record = to_record(ClusterState::orders, 0, state_.partition());
        record.isr = std::move(isr);
        record.leader = leader;
        state_.apply(record);
    }

    ClusterState state_{5};
};

// Semantics 2.13: replicas := target ++ removing.
TEST_F(PartitionAdminTest, a_reassignment_adds_first_and_removes_later) {
    EXPECT_EQ(reassign({{4, 2, 5}}),
              "replicas 4,2,5,1,3 isr 1,2,3 adding 4,5 removing 1,3 leader 1 epochs 0/1");
    EXPECT_EQ(reassign({{4, 2, 5}}),
              "replicas 4,2,5,1,3 isr 1,2,3 adding 4,5 removing 1,3 leader 1 epochs 0/1")
        << "asked again, nothing is new";
}

TEST_F(PartitionAdminTest, a_cancelled_reassignment_leaves_what_was_there) {
    EXPECT_EQ(reassign(std::nullopt), "NO_REASSIGNMENT_IN_PROGRESS");
    reassign({{4, 2, 5}});
    EXPECT_EQ(reassign(std::nullopt), "replicas 2,1,3 isr 1,2,3 leader 1 epochs 1/2");
}

TEST_F(PartitionAdminTest, a_cancel_that_would_lose_records_is_refused) {
    reassign({{4, 5}});
    set_isr({4}, 4);
    EXPECT_EQ(reassign(std::nullopt), "INVALID_REPLICA_ASSIGNMENT");
    state_.set_topic_config("unclean.leader.election.enable", "true");
    EXPECT_EQ(reassign(std::nullopt), "replicas 1,2,3 isr 1 leader 1 epochs 1/2 recovering");
}

TEST_F(PartitionAdminTest, fewer_replicas_are_there_at_once) {
    EXPECT_EQ(reassign({{2, 1}}), "replicas 2,1 isr 1,2 leader 1 epochs 1/1");
}

TEST_F(PartitionAdminTest, another_order_is_another_preferred_leader) {
    EXPECT_EQ(reassign({{3, 2, 1}}), "replicas 3,2,1 isr 1,2,3 leader 1 epochs 0/1");
}

TEST_F(PartitionAdminTest, targets_that_make_no_sense_are_refused) {
    EXPECT_EQ(reassign({{}}), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(reassign({{4, 4}}), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(reassign({{4, 9}}), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(reassign({{4, 5}}, false), "INVALID_REPLICATION_FACTOR");
    EXPECT_EQ(reassign({{4}}, true, 7), "UNKNOWN_TOPIC_OR_PARTITION");
}

TEST_F(PartitionAdminTest, a_partition_that_moves_can_be_sent_elsewhere) {
    reassign({{4, 2, 3}});
    EXPECT_EQ(reassign({{5, 2, 3}}),
              "replicas 5,2,3,4,1 isr 1,2,3 adding 5 removing 4,1 leader 1 epochs 0/2");
    EXPECT_EQ(reassign({{1, 2, 3}}), "replicas 1,2,3 isr 1,2,3 leader 1 epochs 1/3");
}

TEST_F(PartitionAdminTest, who_is_on_the_move_is_listed) {
    state_.add_partition({1, 2, 3});
    reassign({{4, 2, 5}});
    wire::ListPartitionReassignmentsRequest all;
    const auto response = list_partition_reassignments(state_.image(), all);
    ASSERT_EQ(response.topics.size(), 1u);
    ASSERT_EQ(response.topics[0].partitions.size(), 1u);
    EXPECT_EQ(response.topics[0].partitions[0].partition_index, 0);
    EXPECT_EQ(response.topics[0].partitions[0].adding_replicas, (std::vector<std::int32_t>{4, 5}));
    EXPECT_EQ(response.topics[0].partitions[0].removing_replicas,
              (std::vector<std::int32_t>{1, 3}));
    wire::ListPartitionReassignmentsRequest other;
    other.topics.emplace();
    other.topics->push_back({.name = "orders", .partition_indexes = {1, 9}});
    EXPECT_TRUE(list_partition_reassignments(state_.image(), other).topics.empty());
}

TEST_F(PartitionAdminTest, leaders_are_elected_where_it_is_asked_for) {
    state_.add_partition({2, 1, 3});
    std::vector<MetadataRecord> records;
    add_updates_for_leaving(state_.view(), BrokerId(1), records);
    state_.apply(records);
    set_isr({1, 2, 3}, 2);

    wire::ElectLeadersRequest some;
    some.topic_partitions->push_back({.topic = "orders", .partitions = {0, 1, 0, 7}});
    auto result = elect_leaders(state_.view(), some);
    std::vector<ErrorCode> codes;
    for (const auto& each : result->response.replica_election_results[0].partition_result) {
        codes.push_back(each.error_code);
    }
    EXPECT_EQ(codes,
              (std::vector{ErrorCode::kNone, ErrorCode::kElectionNotNeeded,
                           ErrorCode::kInvalidRequest, ErrorCode::kUnknownTopicOrPartition}));

    wire::ElectLeadersRequest all;
    all.topic_partitions.reset();
    result = elect_leaders(state_.view(), all);
    ASSERT_EQ(result->response.replica_election_results.size(), 1u);
    EXPECT_EQ(result->response.replica_election_results[0].partition_result.size(), 1u)
        << "those that need none are not named";
    state_.apply(result->records);
    EXPECT_EQ(state_.partition().leader, BrokerId(1));

    all.election_type = 5;
    EXPECT_EQ(elect_leaders(state_.view(), all).error().code, ErrorCode::kInvalidRequest);
}

TEST_F(PartitionAdminTest, leaders_are_balanced_when_too_many_partitions_are_led_by_others) {
    for (int i = 0; i < 9; ++i) state_.add_partition({1, 2, 3});
    set_isr({1, 2, 3}, 2);
    EXPECT_TRUE(balance_leaders(state_.view()).empty()) << "one in ten is not above 10 %";
    state_.config.leader_imbalance_per_broker_percentage = 9;
    state_.apply(balance_leaders(state_.view()));
    EXPECT_EQ(state_.partition().leader, BrokerId(1));
}

}  // namespace
}  // namespace assize::model::controller
