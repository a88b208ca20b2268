#include "checkers/properties/producer_sequence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

class ProducerSequenceTest : public testing::Test {
protected:
    struct Batch {
        std::int64_t base;
        std::int64_t count;
        std::int64_t sequence;
        std::int64_t epoch = 0;
        std::int64_t producer = 7;
    };
    sim::EventId append(Batch batch, std::int32_t broker = 1) {
        return trial.tell(
            "broker-" + std::to_string(broker),
            model::BatchAppended{.broker = broker,
                                 .topic_id = ToldTrial::kTopicId,
                                 .base = batch.base,
                                 .end = batch.base + batch.count,
                                 .leader_epoch = 0,
                                 .crc = static_cast<std::uint32_t>(batch.base),
                                 .bytes = 100,
                                 .origin = broker == 1 ? model::AppendedBy::kClient
                                                       : model::AppendedBy::kReplication,
                                 .producer_id = batch.producer,
                                 .producer_epoch = batch.epoch,
                                 .base_sequence = batch.sequence,
                                 .transactional = false,
                                 .control = false});
    }
    void truncate(std::int64_t from, std::int64_t to) {
        trial.tell("broker-1", model::LogTruncated{.broker = 1,
                                                   .topic_id = ToldTrial::kTopicId,
                                                   .from = from,
                                                   .to = to,
                                                   .log_start = 0,
                                                   .high_watermark = 0,
                                                   .recovery_point = 0});
    }
    void forget(std::int64_t producer) {
        trial.tell("broker-1",
                   model::ProducersExpired{
                       .broker = 1, .topic_id = ToldTrial::kTopicId, .producer_ids = {producer}});
    }
    PropertyVerdict verdict() { return trial.about(property::kProducerSequence); }
    Status status() { return verdict().status; }

    ToldTrial trial;
};

// --- What it accepts.

TEST_F(ProducerSequenceTest, numbers_without_a_gap) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 3, .sequence = 2});
    append({.base = 5, .count = 1, .sequence = 5});
    EXPECT_EQ(status(), Status::kHeld);
    EXPECT_EQ(verdict().exposure.at("batches"), 3);
}

TEST_F(ProducerSequenceTest, producers_that_take_turns) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 1, .sequence = 0, .producer = 8});
    append({.base = 3, .count = 1, .sequence = 2});
    append({.base = 4, .count = 1, .sequence = 1, .producer = 8});
    EXPECT_EQ(status(), Status::kHeld);
}

TEST_F(ProducerSequenceTest, the_number_after_the_highest_is_zero) {
    append({.base = 0, .count = 2, .sequence = 2147483646});
    append({.base = 2, .count = 1, .sequence = 0});
    EXPECT_EQ(status(), Status::kHeld);
}

TEST_F(ProducerSequenceTest, a_new_epoch_begins_with_zero) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 1, .sequence = 0, .epoch = 1});
    EXPECT_EQ(status(), Status::kHeld);
}

TEST_F(ProducerSequenceTest, what_was_truncated_may_be_written_again) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 2, .sequence = 2});
    truncate(4, 2);
    append({.base = 2, .count = 2, .sequence = 2});
    EXPECT_EQ(status(), Status::kHeld);
}

TEST_F(ProducerSequenceTest, a_producer_that_was_forgotten_may_begin_anywhere) {
    append({.base = 0, .count = 2, .sequence = 0});
    forget(7);
    append({.base = 2, .count = 2, .sequence = 9});
    EXPECT_EQ(status(), Status::kHeld);
}

TEST_F(ProducerSequenceTest, each_log_has_them_once) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 0, .count = 2, .sequence = 0}, 2);
    EXPECT_EQ(status(), Status::kHeld);
}

TEST_F(ProducerSequenceTest, without_idempotence_there_is_nothing_to_judge) {
    trial.begin();
    trial.write(0);
    EXPECT_EQ(status(), Status::kVacuous);
}

// --- What it rejects.

TEST_F(ProducerSequenceTest, a_gap) {
    const auto before = append({.base = 0, .count = 2, .sequence = 0});
    const auto now = append({.base = 2, .count = 1, .sequence = 3});
    EXPECT_EQ(status(), Status::kViolated);
    EXPECT_EQ(verdict().expected, "sequence number 2 in epoch 0");
    EXPECT_EQ(verdict().observed, "sequence number 3 in epoch 0, in the log of broker 1");
    ASSERT_EQ(verdict().witness.size(), 2u);
    EXPECT_EQ(verdict().witness[0].event, before);
    EXPECT_EQ(verdict().witness[1].event, now);
}

TEST_F(ProducerSequenceTest, a_batch_that_is_there_twice) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 2, .sequence = 0});
    EXPECT_EQ(status(), Status::kViolated);
    EXPECT_EQ(verdict().summary, "orders-0 has a batch of producer id 7 twice");
}

TEST_F(ProducerSequenceTest, an_older_epoch) {
    append({.base = 0, .count = 2, .sequence = 0, .epoch = 1});
    append({.base = 2, .count = 2, .sequence = 2, .epoch = 0});
    EXPECT_EQ(status(), Status::kViolated);
}

TEST_F(ProducerSequenceTest, a_new_epoch_that_goes_on_with_the_old_numbers) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 2, .sequence = 2, .epoch = 1});
    EXPECT_EQ(status(), Status::kViolated);
}

TEST_F(ProducerSequenceTest, a_truncation_that_leaves_a_gap) {
    append({.base = 0, .count = 2, .sequence = 0});
    append({.base = 2, .count = 2, .sequence = 2});
    truncate(4, 2);
    append({.base = 2, .count = 2, .sequence = 4});
    EXPECT_EQ(status(), Status::kViolated);
}

TEST_F(ProducerSequenceTest, another_producer_that_was_forgotten_is_no_excuse) {
    append({.base = 0, .count = 2, .sequence = 0});
    forget(8);
    append({.base = 2, .count = 2, .sequence = 9});
    EXPECT_EQ(status(), Status::kViolated);
}

TEST_F(ProducerSequenceTest, a_duplicate_that_the_log_does_not_have) {
    append({.base = 0, .count = 2, .sequence = 0});
    trial.tell("broker-1", model::DuplicateRecognized{.broker = 1,
                                                      .topic_id = ToldTrial::kTopicId,
                                                      .base = 5,
                                                      .end = 7,
                                                      .producer_id = 7,
                                                      .producer_epoch = 0,
                                                      .base_sequence = 5});
    EXPECT_EQ(status(), Status::kViolated);
}

}  // namespace
}  // namespace assize::checkers
