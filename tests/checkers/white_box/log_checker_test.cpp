#include "checkers/white_box/log_checker.h"

#include <gtest/gtest.h>

#include "tests/checkers/white_box/told.h"

namespace assize::checkers {
namespace {

using namespace model;

/// Broker 1 has [0, 20) of epoch 1, in two batches; broker 2 has the first of them.
class LogCheckerTest : public testing::Test {
protected:
    LogCheckerTest() {
        told.create(1);
        told.create(2);
        told.append(1, {.base = 0, .end = 10, .epoch = 1});
        told.append(1, {.base = 10, .end = 20, .epoch = 1});
        told.replicate(2, {.base = 0, .end = 10, .epoch = 1});
        EXPECT_EQ(told.violated(), "");
    }
    Told told;
};

TEST_F(LogCheckerTest, L1ABatchBeginsWhereTheLogEnds) {
    told.append(1, {.base = 20, .end = 21, .epoch = 1});
    EXPECT_EQ(told.violated(), "");
    told.append(1, {.base = 22, .end = 23, .epoch = 1});
    EXPECT_EQ(told.violated(), "L1");
    told.append(1, {.base = 15, .end = 24, .epoch = 1});
    EXPECT_EQ(told.box().violations()[1].invariant, "L1");
}

TEST_F(LogCheckerTest, L2TheHighWatermarkIsWithinTheLog) {
    told.high_watermark(1, 0, 20);
    EXPECT_EQ(told.violated(), "");
    told.high_watermark(1, 20, 21);
    EXPECT_EQ(told.violated(), "L2");
}

TEST_F(LogCheckerTest, L2TheRecoveryPointIsWithinTheLog) {
    told.flushed(1, 0, 21);
    EXPECT_EQ(told.violated(), "L2");
}

TEST_F(LogCheckerTest, L2ATruncationIsOfTheLogThatThereIs) {
    told.truncate(2, {.from = 12, .to = 5});
    EXPECT_EQ(told.violated(), "L2");
}

TEST_F(LogCheckerTest, L3EpochsNeverGoDown) {
    told.append(1, {.base = 20, .end = 21, .epoch = 3});
    EXPECT_EQ(told.violated(), "");
    told.append(1, {.base = 21, .end = 22, .epoch = 2});
    EXPECT_EQ(told.violated(), "L3");
}

TEST_F(LogCheckerTest, L3AnEpochThatIsNotedIsNoOlderThanTheRecords) {
    const auto note = [&](std::int32_t epoch) {
        told.tell(1,
                  LeaderEpochAssigned{
                      .broker = 1, .topic_id = Told::kTopicId, .leader_epoch = epoch, .start = 20});
    };
    note(2);
    EXPECT_EQ(told.violated(), "");
    note(0);
    EXPECT_EQ(told.violated(), "L3");
}

TEST_F(LogCheckerTest, L5ACrashLosesNothing) {
    told.crash(1);
    told.load(1, {.log_end = 20});
    EXPECT_EQ(told.violated(), "");
    told.crash(1);
    told.load(1, {.log_end = 10});
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L5PowerLossLosesNothingThatWasFlushed) {
    told.flushed(1, 0, 10);
    told.lose_power(1);
    told.load(1, {.log_end = 10, .recovery_point = 10});
    EXPECT_EQ(told.violated(), "");
    told.append(1, {.base = 10, .end = 20, .epoch = 1, .crc = 7});
    told.flushed(1, 10, 20);
    told.lose_power(1);
    told.load(1, {.log_end = 10});
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L5NothingComesBackThatWasNeverThere) {
    told.crash(2);
    told.load(2, {.log_end = 15});
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L5OnlyATruncationThatIsNotFlushedIsUndone) {
    told.truncate(2, {.from = 10, .to = 5});
    told.lose_power(2);
    told.load(2, {.log_end = 10});
    EXPECT_EQ(told.violated(), "");
    told.truncate(2, {.from = 10, .to = 5});
    told.truncation_flushed(2, 5);
    told.lose_power(2);
    told.load(2, {.log_end = 10});
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L5ACutInTheMiddleOfABatchTakesItWhole) {
    told.append(1, {.base = 20, .end = 30, .epoch = 1, .crc = 9});
    told.truncate(1, {.from = 30, .to = 25});
    told.truncation_flushed(1, 25);
    told.crash(1);
    told.load(1, {.log_end = 20});
    EXPECT_EQ(told.violated(), "");
    told.crash(1);
    told.load(1, {.log_end = 10});
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L5ARestartOfTheLogThatIsNotFlushedLeavesAnyEnd) {
    told.restart(2, 10, 100);
    told.crash(2);
    told.load(2, {.log_end = 0});
    told.restart(2, 0, 100);
    told.crash(2);
    told.load(2, {.log_end = 5});
    EXPECT_EQ(told.violated(), "");
    told.restart(2, 5, 100);
    told.truncation_flushed(2, 100);
    told.crash(2);
    told.load(2, {.log_end = 5});
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L5IsNotJudgedOfADiskThatRotsOrIsWiped) {
    told.rot(1);
    told.crash(1);
    told.load(1, {.log_end = 0});
    told.wipe(2);
    told.create(2);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(LogCheckerTest, L5ALogIsNotMadeAnewWhileTheDiskIsThere) {
    told.crash(2);
    told.create(2);
    EXPECT_EQ(told.violated(), "L5");
}

TEST_F(LogCheckerTest, L6ADuplicateIsOfABatchInTheLog) {
    const auto refuse = [&](std::int64_t base, std::int64_t end) {
        told.tell(1, DuplicateRecognized{.broker = 1,
                                         .topic_id = Told::kTopicId,
                                         .base = base,
                                         .end = end,
                                         .producer_id = 1,
                                         .producer_epoch = 0,
                                         .base_sequence = 0});
    };
    refuse(10, 20);
    EXPECT_EQ(told.violated(), "");
    refuse(10, 15);
    EXPECT_EQ(told.violated(), "L6");
    refuse(20, 25);
    EXPECT_EQ(told.violated(), "L6 L6");
}

SegmentDeleted deletion(std::int64_t base, std::int64_t end, RetentionReason reason) {
    return {.broker = 1,
            .topic_id = Told::kTopicId,
            .base = base,
            .end = end,
            .bytes = 100,
            .largest_timestamp_ms = 5,
            .now_ms = 10,
            .reason = reason};
}

TEST_F(LogCheckerTest, L7RetentionTakesTheFirstSegmentOfWhatIsCommitted) {
    told.tell(1, SegmentRolled{.broker = 1, .topic_id = Told::kTopicId, .base = 20});
    told.high_watermark(1, 0, 20);
    told.tell(1, deletion(0, 20, RetentionReason::kTime));
    EXPECT_EQ(told.violated(), "");
    told.append(1, {.base = 20, .end = 30, .epoch = 1});
    told.tell(1, SegmentRolled{.broker = 1, .topic_id = Told::kTopicId, .base = 30});
    told.tell(1, deletion(20, 30, RetentionReason::kSize));
    EXPECT_EQ(told.violated(), "L7");
}

TEST_F(LogCheckerTest, L7RetentionTakesNoSegmentButTheFirst) {
    told.tell(1, SegmentRolled{.broker = 1, .topic_id = Told::kTopicId, .base = 20});
    told.append(1, {.base = 20, .end = 30, .epoch = 1});
    told.tell(1, SegmentRolled{.broker = 1, .topic_id = Told::kTopicId, .base = 30});
    told.high_watermark(1, 0, 30);
    told.tell(1, deletion(20, 30, RetentionReason::kSize));
    EXPECT_EQ(told.violated(), "L7");
}

TEST_F(LogCheckerTest, L7RetentionTakesOnlyWhatIsDue) {
    told.high_watermark(1, 0, 20);
    told.tell(1, deletion(0, 20, RetentionReason::kLogStart));
    EXPECT_EQ(told.violated(), "L7");
}

TEST_F(LogCheckerTest, L7TheLogStartGoesUp) {
    const auto move = [&](std::int64_t from, std::int64_t to) {
        told.tell(1, LogStartMoved{.broker = 1,
                                   .topic_id = Told::kTopicId,
                                   .from = from,
                                   .to = to,
                                   .reason = LogStartReason::kDeleteRecords});
    };
    told.high_watermark(1, 0, 20);
    move(0, 10);
    EXPECT_EQ(told.violated(), "");
    move(10, 5);
    EXPECT_EQ(told.violated(), "L7");
}

TEST_F(LogCheckerTest, L10AnOffsetIsWrittenOnceInAnEpoch) {
    told.truncate(1, {.from = 20, .to = 10});
    told.append(1, {.base = 10, .end = 20, .epoch = 2, .crc = 77});
    EXPECT_EQ(told.violated(), "");
    told.truncate(1, {.from = 20, .to = 10});
    told.append(1, {.base = 10, .end = 20, .epoch = 2, .crc = 78});
    EXPECT_EQ(told.violated(), "L10");
}

TEST_F(LogCheckerTest, L10WhatAPowerLossTookMayBeWrittenAnew) {
    told.lose_power(1);
    told.load(1, {.log_end = 10});
    told.append(1, {.base = 10, .end = 12, .epoch = 1, .crc = 99});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(LogCheckerTest, R6AFollowerHasWhatTheLeaderWrote) {
    told.replicate(2, {.base = 10, .end = 20, .epoch = 1, .crc = 5});
    EXPECT_EQ(told.violated(), "R6");
    told.replicate(2, {.base = 20, .end = 30, .epoch = 1});
    EXPECT_EQ(told.violated(), "R6 R6");
}

TEST_F(LogCheckerTest, R6AFollowerHasTheSameBeforeANewEpoch) {
    told.create(3);
    told.replicate(3, {.base = 0, .end = 10, .epoch = 1});
    // Broker 3 leads in epoch 2, broker 2 in epoch 3, neither having what the other wrote.
    told.append(3, {.base = 10, .end = 20, .epoch = 2});
    told.append(2, {.base = 10, .end = 20, .epoch = 3});
    told.append(2, {.base = 20, .end = 30, .epoch = 4});
    told.replicate(3, {.base = 20, .end = 30, .epoch = 4});
    EXPECT_EQ(told.violated(), "R6");
}

TEST_F(LogCheckerTest, AViolationSaysWhatWasExpectedAndWhere) {
    told.replicate(2, {.base = 10, .end = 20, .epoch = 1, .crc = 5});
    const Violation* first = told.box().first_violation();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->about, "orders-0 at 2");
    EXPECT_EQ(first->statement, statement_of("R6"));
    EXPECT_EQ(first->witnesses.size(), 2u);
    EXPECT_EQ(first->seen_at, sim::EventId(told.trace().size()));
    EXPECT_EQ(to_string(*first),
              "R6 of orders-0 at 2: logs that agree at an offset and epoch agree below: expected "
              "the leader's batch [10, 20) of epoch 1 with checksum 1010, observed [10, 20) with "
              "checksum 5 (events 8, 10)");
}

TEST(WhiteBox, CallsAtTheFirstViolation) {
    sim::Trace trace;
    int calls = 0;
    WhiteBox box(trace, [&](const Violation&) { ++calls; });
    const sim::NameId name = trace.intern("orders-0");
    const auto flush = [&](std::int64_t to) {
        trace.emit(sim::Instant::origin(), std::nullopt,
                   RecoveryPointMoved{.broker = 1, .topic_id = "t", .from = 0, .to = to},
                   {.changed = sim::Changed::kYes, .subjects = {{"records", name, 0, 1}}});
    };
    trace.emit(sim::Instant::origin(), std::nullopt,
               LogCreated{.broker = 1, .topic_id = "t", .log_start = 0, .path = "p"},
               {.changed = sim::Changed::kYes, .subjects = {{"records", name, 0, 1}}});
    flush(0);
    EXPECT_EQ(calls, 0);
    flush(1);
    EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace assize::checkers
