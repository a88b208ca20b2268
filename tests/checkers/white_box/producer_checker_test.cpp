#include "checkers/white_box/producer_checker.h"

#include <gtest/gtest.h>

#include "tests/checkers/white_box/told.h"

namespace assize::checkers {
namespace {

using namespace model;

/// Broker 1 has an empty log. Producer 7 writes to it.
class ProducerCheckerTest : public testing::Test {
protected:
    ProducerCheckerTest() { told.create(1); }

    struct Batch {
        std::int64_t base;
        std::int64_t end;
        std::optional<std::int64_t> sequence = std::nullopt;
        std::int64_t epoch = 0;
        bool transactional = false;
        bool control = false;
    };
    void append(Batch batch) {
        told.tell(1, BatchAppended{.broker = 1,
                                   .topic_id = Told::kTopicId,
                                   .base = batch.base,
                                   .end = batch.end,
                                   .leader_epoch = leader_epoch,
                                   .crc = static_cast<std::uint32_t>(batch.base),
                                   .bytes = 100,
                                   .origin = AppendedBy::kClient,
                                   .producer_id = 7,
                                   .producer_epoch = batch.epoch,
                                   .base_sequence = batch.sequence,
                                   .transactional = batch.transactional,
                                   .control = batch.control});
    }
    void mark(std::int64_t base, std::int32_t coordinator_epoch, std::int64_t epoch = 0) {
        append({.base = base,
                .end = base + 1,
                .epoch = epoch,
                .transactional = true,
                .control = true});
        told.tell(1, TxnMarkerAppended{.broker = 1,
                                       .topic_id = Told::kTopicId,
                                       .base = base,
                                       .producer_id = 7,
                                       .producer_epoch = epoch,
                                       .coordinator_epoch = coordinator_epoch,
                                       .commit = true});
    }
    /// What the log remembers of the producer, after its last batch.
    void say(std::int64_t at, const ProducerMemory& memory) {
        told.tell(1, ProducerStateChanged{.broker = 1,
                                          .topic_id = Told::kTopicId,
                                          .at = at,
                                          .producer_id = 7,
                                          .producer_epoch = memory.epoch,
                                          .last_sequence = memory.last_sequence,
                                          .coordinator_epoch = memory.coordinator_epoch,
                                          .txn_first_offset = memory.txn_first_offset});
    }
    /// The same, after the log was loaded or cut.
    void say_all(std::int64_t at, const ProducerMemory& memory, std::int64_t producer = 7) {
        told.tell(
            1, ProducerStatesRebuilt{.broker = 1,
                                     .topic_id = Told::kTopicId,
                                     .at = at,
                                     .producer_ids = {producer},
                                     .producer_epochs = {memory.epoch},
                                     .last_sequences = {memory.last_sequence.value_or(-1)},
                                     .coordinator_epochs = {memory.coordinator_epoch.value_or(-1)},
                                     .txn_first_offsets = {memory.txn_first_offset.value_or(-1)}});
    }
    void expire() {
        told.tell(1,
                  ProducersExpired{.broker = 1, .topic_id = Told::kTopicId, .producer_ids = {7}});
    }
    void move_log_start(std::int64_t from, std::int64_t to) {
        told.high_watermark(1, 0, to);
        told.tell(1, LogStartMoved{.broker = 1,
                                   .topic_id = Told::kTopicId,
                                   .from = from,
                                   .to = to,
                                   .reason = LogStartReason::kDeleteRecords});
    }
    void truncate(std::int64_t from, std::int64_t to) {
        told.truncate(1, {.from = from, .to = to});
        ++leader_epoch;
    }
    /// Two batches, rightly remembered: sequences 0 to 4 at 0, and 5 to 9 at 5.
    void append_two() {
        append({.base = 0, .end = 5, .sequence = 0});
        say(5, {.epoch = 0, .last_sequence = 4});
        append({.base = 5, .end = 10, .sequence = 5});
        say(10, {.epoch = 0, .last_sequence = 9});
    }
    /// Any batch of nobody: by now all was said that there is to say.
    void go_on(std::int64_t base) {
        told.append(1, {.base = base, .end = base + 1, .epoch = leader_epoch, .crc = 99});
    }

    Told told;
    std::int32_t leader_epoch = 0;
};

// --- What it accepts.

TEST_F(ProducerCheckerTest, SequencesEpochsAndTransactionsAsTheBatchesSay) {
    append_two();
    append({.base = 10, .end = 12, .sequence = 0, .epoch = 1, .transactional = true});
    say(12, {.epoch = 1, .last_sequence = 1, .txn_first_offset = 10});
    append({.base = 12, .end = 13, .sequence = 2, .epoch = 1, .transactional = true});
    say(13, {.epoch = 1, .last_sequence = 2, .txn_first_offset = 10});
    mark(13, 4, 1);
    say(14, {.epoch = 1, .last_sequence = 2, .coordinator_epoch = 4});
    mark(14, 5, 2);
    say(15, {.epoch = 2, .coordinator_epoch = 5});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, AfterTheHighestSequenceComesZero) {
    append({.base = 0, .end = 3, .sequence = 2147483646});
    say(3, {.epoch = 0, .last_sequence = 0});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, ATruncationToWhatIsLeft) {
    append_two();
    truncate(10, 5);
    say_all(5, {.epoch = 0, .last_sequence = 4});
    append({.base = 5, .end = 7, .sequence = 5});
    say(7, {.epoch = 0, .last_sequence = 6});
    truncate(7, 0);
    go_on(0);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, ATruncationThatAPowerLossUndoes) {
    append_two();
    truncate(10, 5);
    told.lose_power(1);
    told.load(1, {.log_end = 10});
    say_all(10, {.epoch = 0, .last_sequence = 9});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, APowerLossThatTakesTheLastBatch) {
    append_two();
    told.lose_power(1);
    told.load(1, {.log_end = 5});
    say_all(5, {.epoch = 0, .last_sequence = 4});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, ARestartForgetsAll) {
    append_two();
    told.tell(1, LogRestarted{.broker = 1, .topic_id = Told::kTopicId, .from = 10, .at = 20});
    go_on(20);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, BelowTheLogStartALoadMayForgetOrNot) {
    append_two();
    move_log_start(0, 10);
    told.crash(1);
    told.load(1, {.log_end = 10, .log_start = 10, .high_watermark = 10});
    say_all(10, {.epoch = 0, .last_sequence = 9});
    told.crash(1);
    told.load(1, {.log_end = 10, .log_start = 10, .high_watermark = 10});
    go_on(10);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, WhoExpiredMayBeBackAfterALoad) {
    append_two();
    expire();
    append({.base = 10, .end = 11, .sequence = 3, .epoch = 2});
    say(11, {.epoch = 2, .last_sequence = 3});
    expire();
    told.crash(1);
    told.load(1, {.log_end = 11});
    say_all(11, {.epoch = 2, .last_sequence = 3});
    told.crash(1);
    told.load(1, {.log_end = 11});
    go_on(11);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, ALogThatIsOlderThanTheTraceSaysWhatItRemembers) {
    told.tell(2, LogLoaded{.broker = 2,
                           .topic_id = Told::kTopicId,
                           .path = "orders-0",
                           .log_start = 0,
                           .log_end = 50,
                           .high_watermark = 0,
                           .recovery_point = 0,
                           .clean_shutdown = true,
                           .segments_scanned = 0,
                           .bytes_cut = 0,
                           .segments_cut = 0});
    told.tell(2, ProducerStatesRebuilt{.broker = 2,
                                       .topic_id = Told::kTopicId,
                                       .at = 50,
                                       .producer_ids = {7},
                                       .producer_epochs = {3},
                                       .last_sequences = {8},
                                       .coordinator_epochs = {-1},
                                       .txn_first_offsets = {-1}});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(ProducerCheckerTest, ADiskThatRotsExcuses) {
    append_two();
    told.rot(1);
    told.crash(1);
    told.load(1, {.log_end = 10});
    say_all(10, {.epoch = 44});
    EXPECT_EQ(told.violated(), "");
}

// --- What it rejects.

TEST_F(ProducerCheckerTest, AWrongSequence) {
    append({.base = 0, .end = 5, .sequence = 0});
    say(5, {.epoch = 0, .last_sequence = 5});
    EXPECT_EQ(told.violated(), "L6");
    const Violation* first = told.box().first_violation();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->about, "orders-0 at 1");
    EXPECT_EQ(first->expected, "of producer 7 it remembers epoch 0, sequence 4");
    EXPECT_EQ(first->observed, "epoch 0, sequence 5");
    EXPECT_EQ(first->witnesses.size(), 2u);
}

TEST_F(ProducerCheckerTest, AnEpochThatDidNotChange) {
    append_two();
    append({.base = 10, .end = 11, .sequence = 0, .epoch = 1});
    say(11, {.epoch = 0, .last_sequence = 0});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, ASequenceThatANewEpochKept) {
    append_two();
    mark(10, 4, 1);
    say(11, {.epoch = 1, .last_sequence = 9, .coordinator_epoch = 4});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, ATransactionThatIsNotOpenedOrNotClosed) {
    append({.base = 0, .end = 2, .sequence = 0, .transactional = true});
    say(2, {.epoch = 0, .last_sequence = 1});
    EXPECT_EQ(told.violated(), "L6");
    append({.base = 2, .end = 3, .sequence = 2, .transactional = true});
    say(3, {.epoch = 0, .last_sequence = 2, .txn_first_offset = 2});
    EXPECT_EQ(told.violated(), "L6") << "of what it says it is held to the rest";
    mark(3, 1);
    say(4, {.epoch = 0, .last_sequence = 2, .coordinator_epoch = 1, .txn_first_offset = 2});
    EXPECT_EQ(told.violated(), "L6 L6");
}

TEST_F(ProducerCheckerTest, ACoordinatorEpochThatIsNotTheMarkers) {
    mark(0, 4);
    say(1, {.epoch = 0, .coordinator_epoch = 3});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AStateThatATruncationDidNotReset) {
    append_two();
    truncate(10, 5);
    say_all(5, {.epoch = 0, .last_sequence = 9});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AProducerThatATruncationForgot) {
    append_two();
    truncate(10, 5);
    go_on(5);
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AProducerThatALoadForgot) {
    append_two();
    move_log_start(0, 5);
    told.crash(1);
    told.load(1, {.log_end = 10, .log_start = 5, .high_watermark = 5});
    told.tell(1, LogClosed{.broker = 1, .topic_id = Told::kTopicId, .log_end = 10});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AProducerThatALoadMadeUp) {
    told.append(1, {.base = 0, .end = 5, .epoch = 0});
    told.crash(1);
    told.load(1, {.log_end = 5});
    say_all(5, {.epoch = 0, .last_sequence = 4}, 8);
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AStateThatARestartKept) {
    append_two();
    told.tell(1, LogRestarted{.broker = 1, .topic_id = Told::kTopicId, .from = 10, .at = 20});
    say_all(20, {.epoch = 0, .last_sequence = 9});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, WhatADurableTruncationCutDoesNotComeBack) {
    append_two();
    truncate(10, 5);
    say_all(5, {.epoch = 0, .last_sequence = 4});
    told.truncation_flushed(1, 5);
    told.lose_power(1);
    told.load(1, {.log_end = 5});
    say_all(5, {.epoch = 0, .last_sequence = 9});
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AProducerWithAnOpenTransactionExpires) {
    append({.base = 0, .end = 2, .sequence = 0, .transactional = true});
    say(2, {.epoch = 0, .last_sequence = 1, .txn_first_offset = 0});
    expire();
    EXPECT_EQ(told.violated(), "L6");
}

TEST_F(ProducerCheckerTest, AStateOfAProducerThatExpiredAndBeganAnew) {
    append({.base = 0, .end = 1, .transactional = true, .control = true});
    mark(1, 4);
    say(2, {.epoch = 0, .coordinator_epoch = 4});
    expire();
    append({.base = 2, .end = 3, .sequence = 0});
    say(3, {.epoch = 0, .last_sequence = 0, .coordinator_epoch = 4});
    EXPECT_EQ(told.violated(), "L6");
}

}  // namespace
}  // namespace assize::checkers
