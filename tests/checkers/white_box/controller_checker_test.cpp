#include "checkers/white_box/controller_checker.h"

#include <gtest/gtest.h>

#include "tests/checkers/white_box/told.h"

namespace assize::checkers {
namespace {

using namespace model;

constexpr const char* kLog = "__cluster_metadata-0";

/// Controller 4 decides in epoch 1, one record after the other.
class ControllerCheckerTest : public testing::Test {
protected:
    /// The state of orders-0 as a test wants it: by default all is well.
    static PartitionChanged partition() {
        return {.controller = 4,
                .epoch = 1,
                .offset = 0,
                .topic = "orders",
                .topic_id = Told::kTopicId,
                .partition = 0,
                .reason = "test",
                .leader = 1,
                .leader_epoch = 1,
                .partition_epoch = 1,
                .replicas = {1, 2, 3},
                .isr = {1, 2},
                .isr_broker_epochs = {},
                .elr = {},
                .last_known_elr = {},
                .adding = {},
                .removing = {},
                .min_isr = 2,
                .leader_elected = false,
                .unclean = false,
                .recovering = false};
    }
    void decide(PartitionChanged fact, std::int32_t epoch = 1) {
        fact.offset = end_;
        fact.epoch = epoch;
        told.tell(4, fact);
    }
    /// A node applies the record that was decided last.
    void apply(std::int32_t node = 1, std::uint64_t digest = 7) {
        told.tell(node,
                  MetadataApplied{.node = node,
                                  .from = end_,
                                  .end = end_ + 1,
                                  .epoch = 1,
                                  .snapshot = false,
                                  .epochs = {1},
                                  .epoch_begins = {end_},
                                  .digest = digest},
                  kLog);
    }
    void commit(const PartitionChanged& fact) {
        decide(fact);
        apply();
        end_ += 1;
    }
    void register_broker(std::int32_t broker, std::int64_t epoch, bool fenced,
                         const std::string& incarnation = "a") {
        told.tell(4, BrokerRegistrationAccepted{.controller = 4,
                                                .epoch = 1,
                                                .offset = end_,
                                                .broker = broker,
                                                .broker_epoch = epoch,
                                                .incarnation = incarnation,
                                                .previous_epoch = std::nullopt,
                                                .fenced = fenced});
        apply();
        end_ += 1;
    }

    Told told;
    std::int64_t end_ = 10;
};

TEST_F(ControllerCheckerTest, R2EpochsGoUp) {
    commit(partition());
    auto next = partition();
    next.partition_epoch = 2;
    next.leader = 2;
    next.leader_epoch = 2;
    commit(next);
    EXPECT_EQ(told.violated(), "");
    commit(next);
    EXPECT_EQ(told.violated(), "R2");
    next.partition_epoch = 3;
    next.leader = 1;
    commit(next);
    EXPECT_EQ(told.violated(), "R2 R2");
}

TEST_F(ControllerCheckerTest, ADecisionThatIsNotCommittedDoesNotCount) {
    commit(partition());
    auto lost = partition();
    lost.isr = {9};
    decide(lost, 2);  // At its offset, epoch 1 has another record.
    apply();
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ControllerCheckerTest, ADecisionOfAnOldLeaderWhereOthersCommittedBeforeDoesNotCount) {
    commit(partition());
    end_ -= 1;
    auto zombies = partition();
    zombies.isr = {9};
    decide(zombies, 0);
    end_ += 1;
    apply();
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ControllerCheckerTest, R3IsrAndElrAreDistinctReplicas) {
    auto bad = partition();
    bad.isr = {1, 9};
    commit(bad);
    EXPECT_EQ(told.violated(), "R3");
    auto both = partition();
    both.topic_id = "other";
    both.isr = {1};
    both.elr = {1};
    commit(both);
    EXPECT_EQ(told.violated(), "R3 R3");
}

TEST_F(ControllerCheckerTest, R3ThereIsNoElrWhenEnoughAreInSync) {
    auto state = partition();
    state.isr = {1};
    state.elr = {2};
    commit(state);
    EXPECT_EQ(told.violated(), "");
    state.partition_epoch = 2;
    state.isr = {1, 3};
    commit(state);
    EXPECT_EQ(told.violated(), "R3");
}

TEST_F(ControllerCheckerTest, R3TheLeaderIsInSync) {
    auto state = partition();
    state.leader = 3;
    commit(state);
    EXPECT_EQ(told.violated(), "R3");
}

TEST_F(ControllerCheckerTest, R4ALeaderWaitsForWhomTheControllerTakesForInSync) {
    commit(partition());
    BecameLeader fact{.broker = BrokerId(1),
                      .topic_id = Told::kTopicId,
                      .leader_epoch = LeaderEpoch(1),
                      .partition_epoch = PartitionEpoch(1),
                      .start_offset = Offset(0),
                      .replicas = {BrokerId(1), BrokerId(2), BrokerId(3)},
                      .isr = {BrokerId(1), BrokerId(2)},
                      .min_isr = 2};
    told.tell(1, fact);
    EXPECT_EQ(told.violated(), "");
    auto next = partition();
    next.partition_epoch = 2;
    next.isr = {1, 2, 3};
    commit(next);
    EXPECT_EQ(told.violated(), "R4");
}

TEST_F(ControllerCheckerTest, R15WhoJoinsIsUnfencedAndInTheLifeThatWasCounted) {
    register_broker(3, 10, false);
    commit(partition());
    auto next = partition();
    next.partition_epoch = 2;
    next.isr = {1, 2, 3};
    next.isr_broker_epochs = {-1, -1, 9};
    commit(next);
    EXPECT_EQ(told.violated(), "R15");
    next.partition_epoch = 3;
    next.isr = {1, 2};
    commit(next);
    next.partition_epoch = 4;
    next.isr = {1, 2, 3};
    next.isr_broker_epochs = {-1, -1, 10};
    commit(next);
    EXPECT_EQ(told.violated(), "R15");
}

TEST_F(ControllerCheckerTest, R18AReassignmentEndsWithAllInSync) {
    auto state = partition();
    state.replicas = {1, 2, 3, 4};
    state.adding = {4};
    state.removing = {3};
    commit(state);
    EXPECT_EQ(told.violated(), "");
    state.partition_epoch = 2;
    state.replicas = {1, 2, 4};
    state.adding = {};
    state.removing = {};
    commit(state);
    EXPECT_EQ(told.violated(), "R18");
}

TEST_F(ControllerCheckerTest, R18AReassignmentIsOfReplicas) {
    auto state = partition();
    state.adding = {7};
    commit(state);
    EXPECT_EQ(told.violated(), "R18");
}

TEST_F(ControllerCheckerTest, R8AnUncleanElectionOfTheControllerExcuses) {
    const auto lead = [&](std::int32_t broker, std::int32_t epoch) {
        told.tell(broker, BecameLeader{.broker = BrokerId(broker),
                                       .topic_id = Told::kTopicId,
                                       .leader_epoch = LeaderEpoch(epoch),
                                       .partition_epoch = PartitionEpoch(epoch),
                                       .start_offset = Offset(0),
                                       .replicas = {},
                                       .isr = {BrokerId(broker)},
                                       .min_isr = 1});
    };
    auto state = partition();
    state.isr = {1};
    state.min_isr = 1;
    commit(state);
    told.create(1);
    told.create(2);
    lead(1, 1);
    told.append(1, {.base = 0, .end = 10, .epoch = 1});
    told.high_watermark(1, 0, 10);
    state.partition_epoch = 2;
    state.leader_epoch = 2;
    state.leader = 2;
    state.isr = {2};
    state.leader_elected = true;
    state.unclean = true;
    commit(state);
    lead(2, 2);
    EXPECT_EQ(told.violated(), "");
    told.append(2, {.base = 0, .end = 10, .epoch = 2});
    told.high_watermark(2, 0, 10);
    lead(1, 3);
    EXPECT_EQ(told.violated(), "R11");
}

TEST_F(ControllerCheckerTest, K15EqualOffsetsMakeEqualImages) {
    apply(1, 7);
    apply(2, 7);
    EXPECT_EQ(told.violated(), "");
    apply(3, 8);
    EXPECT_EQ(told.violated(), "K15");
}

TEST_F(ControllerCheckerTest, K16AnswersAndR16ImagesStandOnWhatIsCommitted) {
    told.tell(
        4,
        KraftHighWatermarkAdvanced{
            .node = 4, .epoch = 1, .as_leader = true, .from = std::nullopt, .to = 5, .log_end = 5},
        kLog);
    const auto before = told.box().violations().size();  // The quorum was not told of.
    const auto answer = [&](std::int64_t end) {
        told.tell(4, WriteOperationCompleted{
                         .controller = 4, .epoch = 1, .operation = "x", .end = end, .records = 1});
    };
    answer(5);
    EXPECT_EQ(told.box().violations().size(), before);
    answer(6);
    apply();
    ASSERT_EQ(told.box().violations().size(), before + 2);
    EXPECT_EQ(told.box().violations()[before].invariant, "K16");
    EXPECT_EQ(told.box().violations()[before + 1].invariant, "R16");
}

TEST_F(ControllerCheckerTest, K17ABrokersEpochIsWhereItsRegistrationIs) {
    register_broker(1, 10, true);
    register_broker(1, 11, true, "b");
    EXPECT_EQ(told.violated(), "");
    register_broker(1, 11, true, "b");  // The same life asks again.
    EXPECT_EQ(told.violated(), "");
    register_broker(1, 11, true, "c");
    EXPECT_EQ(told.violated(), "K17");
}

TEST_F(ControllerCheckerTest, K18WhoIsFencedIsNotElected) {
    register_broker(1, 10, true);
    auto state = partition();
    state.leader_elected = true;
    commit(state);
    EXPECT_EQ(told.violated(), "K18");
}

TEST_F(ControllerCheckerTest, K18WhoIsBehindIsNotUnfenced) {
    register_broker(1, 10, true);
    register_broker(2, 11, true);
    const auto unfence = [&](std::int32_t broker, std::int64_t epoch, std::int64_t metadata) {
        told.tell(4, BrokerFencingChanged{.controller = 4,
                                          .epoch = 1,
                                          .offset = end_,
                                          .broker = broker,
                                          .broker_epoch = epoch,
                                          .fenced = false,
                                          .in_controlled_shutdown = false,
                                          .reason = "heartbeat",
                                          .metadata_offset = metadata});
        apply();
        end_ += 1;
    };
    unfence(1, 10, 12);
    EXPECT_EQ(told.violated(), "");
    unfence(2, 11, 10);
    EXPECT_EQ(told.violated(), "K18");
}

TEST_F(ControllerCheckerTest, K18WhoGoesLeadsNothing) {
    BrokerShutdownGranted fact{.controller = 4,
                               .epoch = 1,
                               .broker = 1,
                               .broker_epoch = 10,
                               .controlled = true,
                               .leads = 0};
    told.tell(4, fact);
    EXPECT_EQ(told.violated(), "");
    fact.leads = 1;
    told.tell(4, fact);
    EXPECT_EQ(told.violated(), "K18");
}

}  // namespace
}  // namespace assize::checkers
