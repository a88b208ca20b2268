#include "model/controller/alter_partition.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/model/controller/cluster_state.h"

namespace assize::model::controller {
namespace {

using Wanted = wire::AlterPartitionRequest::Topic::Partition;

/// Broker 1 leads in leader epoch 3, partition epoch 5, with 2 in sync; 3 wants in.
class AlterPartitionTest : public testing::Test {
protected:
    AlterPartitionTest() {
        state_.add_partition({1, 2, 3}, {{1, 2}});
        wire::PartitionRecord record = to_record(ClusterState::orders, 0, state_.partition());
        record.leader_epoch = 3;
        record.partition_epoch = 5;
        state_.apply(record);
    }

    static Wanted wanted(std::vector<std::int32_t> isr = {1, 2, 3}) {
        Wanted partition;
        partition.leader_epoch = 3;
        partition.partition_epoch = 5;
        for (std::int32_t id : isr) partition.new_isr_with_epochs.push_back({id, 10 * id});
        return partition;
    }

    wire::AlterPartitionResponse send(const Wanted& partition, std::int32_t sender = 1,
                                      const Uuid& topic = ClusterState::orders) {
        wire::AlterPartitionRequest request;
        request.broker_id = sender;
        request.broker_epoch = 10 * sender;
        request.topics.emplace_back();
        request.topics[0].topic_id = topic;
        request.topics[0].partitions = {partition};
        auto decided = alter_partition(state_.view(), request);
        EXPECT_TRUE(decided.has_value());
        const bool refused =
            decided->response.topics[0].partitions[0].error_code != ErrorCode::kNone;
        EXPECT_TRUE(!refused || decided->records.empty() ||
                    decided->response.topics[0].partitions[0].error_code ==
                        ErrorCode::kNewLeaderElected);
        state_.apply(decided->records);
        return decided->response;
    }
    std::string code(const Wanted& partition, std::int32_t sender = 1,
                     const Uuid& topic = ClusterState::orders) {
        return std::string(
            wire::to_string(send(partition, sender, topic).topics[0].partitions[0].error_code));
    }

    ClusterState state_{3};
};

TEST_F(AlterPartitionTest, success_replaces_the_isr_and_tells_the_new_state) {
    const auto response = send(wanted());
    const auto& partition = response.topics[0].partitions[0];
    EXPECT_EQ(partition.error_code, ErrorCode::kNone);
    EXPECT_EQ(partition.isr, (std::vector<std::int32_t>{1, 2, 3}));
    EXPECT_EQ(partition.leader_id, 1);
    EXPECT_EQ(partition.leader_epoch, 3);
    EXPECT_EQ(partition.partition_epoch, 6);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 1,2,3 leader 1 epochs 3/6");
}

TEST_F(AlterPartitionTest, what_is_so_already_is_answered_without_a_change) {
    const auto response = send(wanted({1, 2}));
    EXPECT_EQ(response.topics[0].partitions[0].error_code, ErrorCode::kNone);
    EXPECT_EQ(response.topics[0].partitions[0].partition_epoch, 5);
    EXPECT_EQ(state_.partition().partition_epoch, PartitionEpoch(5));
}

// Semantics 2.7: each row is wrong in its own way and in all ways of the rows below that still can
// be; the first check that fails gives the code.
TEST_F(AlterPartitionTest, checks_are_made_in_kafkas_order) {
    state_.fence(3);
    struct Row {
        const char* what;
        std::function<void(Wanted&)> change;
        std::int32_t sender;
        const char* code;
    };
    const auto everything_else = [](Wanted& w) {
        w.new_isr_with_epochs = {{2, 20}, {2, 20}, {3, 30}, {9, 90}};
    };
    const std::vector<Row> rows = {
        {"leader epoch of a newer controller",
         [&](Wanted& w) { everything_else(w), w.leader_epoch = 4, w.partition_epoch = 4; }, 2,
         "NOT_CONTROLLER"},
        {"partition epoch of a newer controller",
         [&](Wanted& w) { everything_else(w), w.leader_epoch = 2, w.partition_epoch = 6; }, 2,
         "NOT_CONTROLLER"},
        {"an old leader epoch",
         [&](Wanted& w) { everything_else(w), w.leader_epoch = 2, w.partition_epoch = 4; }, 2,
         "FENCED_LEADER_EPOCH"},
        {"the sender does not lead", [&](Wanted& w) { everything_else(w), w.partition_epoch = 4; },
         2, "INVALID_REQUEST"},
        {"an old partition epoch", [&](Wanted& w) { everything_else(w), w.partition_epoch = 4; }, 1,
         "INVALID_UPDATE_VERSION"},
        {"nonsense for an ISR", everything_else, 1, "INVALID_REQUEST"},
        {"a duplicate",
         [](Wanted& w) {
             w.new_isr_with_epochs = {{1, 10}, {3, 30}, {3, 30}};
         },
         1, "INVALID_REQUEST"},
        {"no replica",
         [](Wanted& w) {
             w.new_isr_with_epochs = {{1, 10}, {3, 30}, {9, 90}};
         },
         1, "INVALID_REQUEST"},
        {"no leader in it",
         [](Wanted& w) {
             w.new_isr_with_epochs = {{2, 20}, {3, 30}};
         },
         1, "INVALID_REQUEST"},
        {"nobody at all", [](Wanted& w) { w.new_isr_with_epochs.clear(); }, 1, "INVALID_REQUEST"},
        {"recovering with others", [](Wanted& w) { w.leader_recovery_state = 1; }, 1,
         "INVALID_REQUEST"},
        {"recovering from nothing",
         [](Wanted& w) {
             w.leader_recovery_state = 1, w.new_isr_with_epochs = {{1, 10}};
         },
         1, "INVALID_REQUEST"},
        {"no such recovery state", [](Wanted& w) { w.leader_recovery_state = 7; }, 1,
         "INVALID_REQUEST"},
        {"somebody fenced", [](Wanted&) {}, 1, "INELIGIBLE_REPLICA"},
        {"nothing",
         [](Wanted& w) {
             w.new_isr_with_epochs = {{1, 10}, {2, 20}};
         },
         1, "NONE"},
    };
    for (const Row& row : rows) {
        Wanted partition = wanted();
        row.change(partition);
        EXPECT_EQ(code(partition, row.sender), row.code) << row.what;
    }
}

// R15: who joins is registered, active, and in the very life that fetched.
TEST_F(AlterPartitionTest, only_who_is_active_in_the_epoch_it_fetched_in_may_join) {
    Wanted stale = wanted();
    stale.new_isr_with_epochs[2].broker_epoch = 29;
    EXPECT_EQ(code(stale), "INELIGIBLE_REPLICA");

    Wanted unknown = wanted();
    unknown.new_isr_with_epochs[2].broker_epoch = -1;
    ClusterState before = state_;
    EXPECT_EQ(code(unknown), "NONE");
    state_ = before;

    state_.begin_shutdown(3);
    EXPECT_EQ(code(wanted()), "INELIGIBLE_REPLICA");
}

TEST_F(AlterPartitionTest, what_is_not_there_is_unknown) {
    EXPECT_EQ(code(wanted(), 1, Uuid(9, 9)), "UNKNOWN_TOPIC_ID");
    Wanted other = wanted();
    other.partition_index = 1;
    EXPECT_EQ(code(other), "UNKNOWN_TOPIC_OR_PARTITION");
}

TEST_F(AlterPartitionTest, the_sender_must_be_registered_with_its_epoch) {
    wire::AlterPartitionRequest request;
    request.broker_id = 1;
    request.broker_epoch = 9;
    EXPECT_EQ(alter_partition(state_.view(), request).error().code, ErrorCode::kStaleBrokerEpoch);
    request.broker_id = 8;
    EXPECT_EQ(alter_partition(state_.view(), request).error().code, ErrorCode::kStaleBrokerEpoch);
}

TEST_F(AlterPartitionTest, a_partition_named_twice_is_refused_the_second_time) {
    wire::AlterPartitionRequest request;
    request.broker_id = 1;
    request.broker_epoch = 10;
    request.topics.emplace_back();
    request.topics[0].topic_id = ClusterState::orders;
    request.topics[0].partitions = {wanted(), wanted({1})};
    const auto decided = alter_partition(state_.view(), request);
    EXPECT_EQ(decided->response.topics[0].partitions[1].error_code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(decided->records.size(), 1u);
}

TEST_F(AlterPartitionTest, who_completes_a_reassignment_that_moves_the_leader_hears_of_it) {
    wire::PartitionChangeRecord change;
    change.topic_id = ClusterState::orders;
    change.partition_id = 0;
    change.removing_replicas = {{1}};
    state_.apply(change);
    Wanted partition = wanted();
    partition.partition_epoch = 6;
    EXPECT_EQ(code(partition), "NEW_LEADER_ELECTED");
    EXPECT_EQ(text_of(state_.partition()), "replicas 2,3 isr 2,3 leader 2 epochs 4/7");
}

TEST_F(AlterPartitionTest, a_leader_says_alone_that_it_has_recovered) {
    wire::PartitionRecord record = to_record(ClusterState::orders, 0, state_.partition());
    record.isr = {1};
    record.leader_recovery_state = 1;
    state_.apply(record);
    EXPECT_EQ(code(wanted({1})), "NONE");
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 1 leader 1 epochs 3/6");
}

}  // namespace
}  // namespace assize::model::controller
