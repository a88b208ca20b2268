#include "checkers/white_box/replication_checker.h"

#include <gtest/gtest.h>

#include "tests/checkers/white_box/told.h"

namespace assize::checkers {
namespace {

using namespace model;

std::vector<BrokerId> ids(std::initializer_list<std::int32_t> numbers) {
    std::vector<BrokerId> all;
    for (const std::int32_t number : numbers) all.emplace_back(number);
    return all;
}

/// Broker 1 leads in epoch 1; it and broker 2 and 3 have [0, 10), of which all is committed.
class ReplicationCheckerTest : public testing::Test {
protected:
    ReplicationCheckerTest() {
        for (const std::int32_t broker : {1, 2, 3}) told.create(broker);
        lead(1, 1);
        for (const std::int32_t broker : {2, 3}) follow(broker, 1, 1);
        told.append(1, {.base = 0, .end = 10, .epoch = 1});
        told.replicate(2, {.base = 0, .end = 10, .epoch = 1});
        told.replicate(3, {.base = 0, .end = 10, .epoch = 1});
        told.high_watermark(1, 0, 10);
        EXPECT_EQ(told.violated(), "");
    }

    void lead(std::int32_t broker, std::int32_t epoch,
              std::initializer_list<std::int32_t> isr = {1, 2, 3}, std::int32_t min_isr = 1) {
        told.tell(broker, BecameLeader{.broker = BrokerId(broker),
                                       .topic_id = Told::kTopicId,
                                       .leader_epoch = LeaderEpoch(epoch),
                                       .partition_epoch = PartitionEpoch(epoch),
                                       .start_offset = Offset(0),
                                       .replicas = ids({1, 2, 3}),
                                       .isr = ids(isr),
                                       .min_isr = min_isr});
    }
    void follow(std::int32_t broker, std::int32_t leader, std::int32_t epoch) {
        told.tell(broker, BecameFollower{.broker = BrokerId(broker),
                                         .topic_id = Told::kTopicId,
                                         .leader_epoch = LeaderEpoch(epoch),
                                         .partition_epoch = PartitionEpoch(epoch),
                                         .leader = BrokerId(leader),
                                         .log_end = Offset(0)});
    }
    void isr(std::int32_t leader, std::initializer_list<std::int32_t> isr) {
        told.tell(leader, IsrCommitted{.broker = BrokerId(leader),
                                       .topic_id = Told::kTopicId,
                                       .leader_epoch = LeaderEpoch(1),
                                       .partition_epoch = PartitionEpoch(2),
                                       .isr = ids(isr),
                                       .source = IsrSource::kAlterPartition});
    }
    void propose(std::int32_t joining, std::int64_t joining_end, std::int64_t high_watermark) {
        told.tell(1, IsrChangeProposed{.broker = BrokerId(1),
                                       .topic_id = Told::kTopicId,
                                       .leader_epoch = LeaderEpoch(1),
                                       .partition_epoch = PartitionEpoch(2),
                                       .isr = ids({1, 2}),
                                       .proposed = ids({1, 2, 3}),
                                       .maximal = ids({1, 2, 3}),
                                       .joining = BrokerId(joining),
                                       .joining_end = Offset(joining_end),
                                       .joining_broker_epoch = BrokerEpoch(1),
                                       .high_watermark = Offset(high_watermark),
                                       .leader_epoch_start = Offset(0)});
    }
    void fetched(std::int32_t follower, std::int64_t end, std::int32_t epoch = 1) {
        told.tell(1, FollowerStateUpdated{.broker = BrokerId(1),
                                          .topic_id = Told::kTopicId,
                                          .leader_epoch = LeaderEpoch(epoch),
                                          .follower = BrokerId(follower),
                                          .broker_epoch = BrokerEpoch(1),
                                          .end_offset = Offset(end)});
    }
    struct Answer {
        std::int64_t first;
        std::int64_t last;
        std::int64_t high_watermark;
        std::int32_t in_sync = 3;
        std::int32_t min_isr = 1;
    };
    void acknowledge(std::int32_t leader, Answer answer) {
        told.tell(leader, ProduceCommitted{.broker = BrokerId(leader),
                                           .topic_id = Told::kTopicId,
                                           .leader_epoch = LeaderEpoch(1),
                                           .first_offset = Offset(answer.first),
                                           .last_offset = Offset(answer.last),
                                           .high_watermark = Offset(answer.high_watermark),
                                           .maximal_isr = answer.in_sync,
                                           .min_isr = answer.min_isr});
    }

    Told told;
};

TEST_F(ReplicationCheckerTest, R1AnEpochHasOneLeader) {
    lead(2, 2);
    EXPECT_EQ(told.violated(), "");
    lead(3, 2);
    EXPECT_EQ(told.violated(), "R1");
}

TEST_F(ReplicationCheckerTest, R1AllFollowTheSame) {
    lead(2, 2);
    follow(1, 3, 2);
    EXPECT_EQ(told.violated(), "R1");
}

TEST_F(ReplicationCheckerTest, R1OnlyTheLeaderAppends) {
    told.append(2, {.base = 10, .end = 11, .epoch = 1});
    EXPECT_EQ(told.violated(), "R1");
}

TEST_F(ReplicationCheckerTest, R2ABrokersEpochNeverGoesDownInALife) {
    follow(3, 2, 4);
    follow(3, 1, 1);
    EXPECT_EQ(told.violated(), "R2");
}

TEST_F(ReplicationCheckerTest, R2ABrokerMayBeginAnewWithAnOlderEpoch) {
    follow(3, 2, 4);
    told.crash(3);
    follow(3, 1, 1);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ReplicationCheckerTest, R5TheLeaderBelievesNoFollowerToHaveMore) {
    fetched(2, 10);
    EXPECT_EQ(told.violated(), "");
    fetched(2, 11);
    EXPECT_EQ(told.violated(), "R5");
}

TEST_F(ReplicationCheckerTest, R5IsNotJudgedOfAFetchFromBeforeALoss) {
    told.lose_power(2);
    told.load(2, {.log_end = 0});
    follow(2, 1, 1);
    fetched(2, 10);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ReplicationCheckerTest, R7WhoJoinsHasAllThatIsCommitted) {
    isr(1, {1, 2});
    told.truncate(3, {.from = 10, .to = 5});
    EXPECT_EQ(told.violated(), "");
    isr(1, {1, 2, 3});
    EXPECT_EQ(told.violated(), "R7");
}

TEST_F(ReplicationCheckerTest, R7WhoIsInSyncHasTheSameRecords) {
    isr(1, {1, 2});
    told.truncate(3, {.from = 10, .to = 5});
    told.append(3, {.base = 5, .end = 12, .epoch = 0, .crc = 3});  // L3, and R1 is not known.
    told.append(1, {.base = 10, .end = 12, .epoch = 1});
    told.replicate(2, {.base = 10, .end = 12, .epoch = 1});
    propose(3, 12, 10);
    told.high_watermark(1, 10, 12);
    EXPECT_EQ(told.violated(), "L3 R7");
}

TEST_F(ReplicationCheckerTest, R8ANewLeaderHasAllThatIsCommitted) {
    isr(1, {1, 2});
    told.truncate(3, {.from = 10, .to = 5});
    isr(1, {1, 2, 3});
    lead(3, 2);
    EXPECT_EQ(told.violated(), "R7 R8");
}

TEST_F(ReplicationCheckerTest, R8WhatAllLostIsLostByRight) {
    for (const std::int32_t broker : {1, 2, 3}) told.lose_power(broker);
    for (const std::int32_t broker : {1, 2, 3}) told.load(broker, {.log_end = 0});
    lead(2, 2);
    follow(1, 2, 2);
    told.append(2, {.base = 0, .end = 4, .epoch = 2});
    told.replicate(1, {.base = 0, .end = 4, .epoch = 2});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ReplicationCheckerTest, R8WhatOneLostIsNot) {
    told.lose_power(2);
    told.load(2, {.log_end = 0});
    lead(2, 2);
    EXPECT_EQ(told.violated(), "R8");
}

TEST_F(ReplicationCheckerTest, R8WhoLostNothingMayLead) {
    told.lose_power(2);
    told.load(2, {.log_end = 10});
    lead(2, 2);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ReplicationCheckerTest, R8AnUncleanElectionMayLose) {
    isr(1, {1, 2});
    told.truncate(3, {.from = 10, .to = 5});
    lead(3, 2, {3});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ReplicationCheckerTest, R9SomeoneHasWhatIsCommitted) {
    isr(1, {1});
    told.truncate(2, {.from = 10, .to = 0});
    told.truncate(3, {.from = 10, .to = 0});
    EXPECT_EQ(told.violated(), "");
    isr(1, {2, 3, 1});
    told.truncate(1, {.from = 10, .to = 5});
    EXPECT_EQ(told.violated(), "R7 R7 R9 R12");
}

TEST_F(ReplicationCheckerTest, R10TheHighWatermarkCoversWhatAllInSyncHave) {
    told.append(1, {.base = 10, .end = 12, .epoch = 1});
    told.replicate(2, {.base = 10, .end = 12, .epoch = 1});
    told.high_watermark(1, 10, 12);
    EXPECT_EQ(told.violated(), "R10");
}

TEST_F(ReplicationCheckerTest, R10ALeadersHighWatermarkNeverGoesDown) {
    told.high_watermark(1, 10, 9);
    EXPECT_EQ(told.violated(), "R10");
}

TEST_F(ReplicationCheckerTest, R10NoFollowersHighWatermarkIsBeyondAllLeaders) {
    told.high_watermark(2, 0, 10, HighWatermarkReason::kFollower);
    EXPECT_EQ(told.violated(), "");
    isr(1, {1, 3});
    told.append(1, {.base = 10, .end = 12, .epoch = 1});
    told.replicate(2, {.base = 10, .end = 12, .epoch = 1});
    told.high_watermark(2, 10, 11, HighWatermarkReason::kFollower);
    EXPECT_EQ(told.violated(), "R10");
}

TEST_F(ReplicationCheckerTest, R11WhatIsCommittedStays) {
    isr(1, {1, 2});
    told.truncate(3, {.from = 10, .to = 5});
    told.append(3, {.base = 5, .end = 12, .epoch = 1, .crc = 9}, AppendedBy::kRaftLeader);
    EXPECT_EQ(told.violated(), "L10");  // The same offsets twice in an epoch.
}

TEST_F(ReplicationCheckerTest, R11ANewLeaderHasNoOtherRecord) {
    isr(1, {1, 2});
    told.truncate(3, {.from = 10, .to = 5});
    told.append(3, {.base = 5, .end = 12, .epoch = 2});
    isr(1, {1, 2, 3});
    lead(3, 3);
    EXPECT_EQ(told.violated(), "R7 R11");
}

TEST_F(ReplicationCheckerTest, R12WhoIsInSyncDropsNothingCommitted) {
    told.append(1, {.base = 10, .end = 12, .epoch = 1});
    told.replicate(2, {.base = 10, .end = 12, .epoch = 1});
    told.truncate(2, {.from = 12, .to = 10});
    EXPECT_EQ(told.violated(), "");
    told.truncate(2, {.from = 10, .to = 9});
    EXPECT_EQ(told.violated(), "R12");
}

TEST_F(ReplicationCheckerTest, R13AcksAllIsAnsweredWhenItIsCommittedByEnough) {
    acknowledge(1, {.first = 0, .last = 9, .high_watermark = 10});
    EXPECT_EQ(told.violated(), "");
    acknowledge(1, {.first = 0, .last = 9, .high_watermark = 9});
    EXPECT_EQ(told.violated(), "R13");
    acknowledge(1, {.first = 0, .last = 9, .high_watermark = 10, .in_sync = 1, .min_isr = 2});
    EXPECT_EQ(told.violated(), "R13 R13");
}

TEST_F(ReplicationCheckerTest, R13AnOldLeaderAcknowledgesNothingThatTheNewOneLacks) {
    lead(2, 2);
    acknowledge(1, {.first = 0, .last = 9, .high_watermark = 10});
    EXPECT_EQ(told.violated(), "");
    told.append(1, {.base = 10, .end = 11, .epoch = 1});
    acknowledge(1, {.first = 10, .last = 10, .high_watermark = 11});
    EXPECT_EQ(told.violated(), "R13");
}

TEST_F(ReplicationCheckerTest, R13NothingIsWrittenWhenTooFewAreInSync) {
    ProduceFailed fact{.broker = BrokerId(1),
                       .topic_id = Told::kTopicId,
                       .leader_epoch = LeaderEpoch(1),
                       .first_offset = std::nullopt,
                       .last_offset = std::nullopt,
                       .error = "NOT_ENOUGH_REPLICAS",
                       .isr = 1,
                       .min_isr = 2};
    told.tell(1, fact);
    EXPECT_EQ(told.violated(), "");
    fact.first_offset = Offset(10);
    told.tell(1, fact);
    EXPECT_EQ(told.violated(), "R13");
}

TEST_F(ReplicationCheckerTest, R14NothingIsCommittedWithTooFewInSync) {
    lead(1, 2, {1}, 2);
    told.append(1, {.base = 10, .end = 11, .epoch = 2});
    told.high_watermark(1, 10, 11);
    EXPECT_EQ(told.violated(), "R14");
}

TEST_F(ReplicationCheckerTest, R14HowManyMustBeInSyncMayChange) {
    const auto change_min_isr = [&](std::int32_t from, std::int32_t to, std::int32_t epoch) {
        told.tell(1, MinIsrChanged{.broker = BrokerId(1),
                                   .topic_id = Told::kTopicId,
                                   .leader_epoch = LeaderEpoch(epoch),
                                   .from = from,
                                   .to = to});
    };
    lead(1, 2, {1}, 2);
    change_min_isr(2, 1, 2);
    told.append(1, {.base = 10, .end = 12, .epoch = 2});
    told.high_watermark(1, 10, 11);
    EXPECT_EQ(told.violated(), "");
    change_min_isr(1, 3, 1);  // Of an epoch that is over.
    told.high_watermark(1, 11, 11);
    EXPECT_EQ(told.violated(), "");
    change_min_isr(1, 2, 2);
    told.high_watermark(1, 11, 12);
    EXPECT_EQ(told.violated(), "R14");
}

TEST_F(ReplicationCheckerTest, R17AFollowerServesWhatIsCommitted) {
    const auto serve = [&](std::int64_t end, std::int64_t high_watermark) {
        told.tell(2, FollowerReadServed{.broker = BrokerId(2),
                                        .topic_id = Told::kTopicId,
                                        .leader_epoch = LeaderEpoch(1),
                                        .begin = Offset(0),
                                        .end = Offset(end),
                                        .high_watermark = Offset(high_watermark)});
    };
    serve(4, 4);
    serve(10, 10);
    EXPECT_EQ(told.violated(), "");
    serve(5, 4);
    EXPECT_EQ(told.violated(), "R17");
    serve(11, 11);  // What no leader ever committed.
    EXPECT_EQ(told.violated(), "R17 R17");
}

TEST_F(ReplicationCheckerTest, R15WhoJoinsHasReachedTheHighWatermark) {
    propose(3, 10, 10);
    EXPECT_EQ(told.violated(), "");
    propose(3, 9, 10);
    EXPECT_EQ(told.violated(), "R15");
}

TEST_F(ReplicationCheckerTest, R16AFollowerFetchesFromOneAtATime) {
    const auto start = [&](std::int32_t leader) {
        told.tell(3, FetcherStarted{.broker = BrokerId(3),
                                    .topic_id = Told::kTopicId,
                                    .leader = BrokerId(leader),
                                    .leader_epoch = LeaderEpoch(1),
                                    .fetch_offset = Offset(10)});
    };
    start(1);
    told.tell(3, FetcherStopped{.broker = BrokerId(3),
                                .topic_id = Told::kTopicId,
                                .leader = BrokerId(1),
                                .leader_epoch = LeaderEpoch(1),
                                .reason = "metadata"});
    start(2);
    EXPECT_EQ(told.violated(), "");
    start(1);
    EXPECT_EQ(told.violated(), "R16");
}

TEST_F(ReplicationCheckerTest, ATopicOfTheSameNameMadeAnewIsAnother) {
    told.append(4, {.base = 0, .end = 5, .epoch = 1, .crc = 1}, AppendedBy::kClient, "orders-0",
                "another-id");
    told.append(4, {.base = 5, .end = 6, .epoch = 1}, AppendedBy::kClient, "orders-0",
                "another-id");
    EXPECT_EQ(told.violated(), "");
}

}  // namespace
}  // namespace assize::checkers
