#include "model/controller/kraft/batch_accumulator.h"

#include <gtest/gtest.h>

#include <string>

#include "model/wire/messages/leader_change_message.h"
#include "model/wire/record_batch.h"

namespace assize::model::kraft {
namespace {

using sim::MonotonicInstant;
using namespace sim::literals;

BatchAccumulator::Now now(sim::Duration since_start) {
    return {.instant = MonotonicInstant::at(since_start), .wall_ms = 1'000};
}

BatchAccumulator accumulator(std::int32_t batch_bytes_max = 1'000) {
    return BatchAccumulator({.epoch = LeaderEpoch(3),
                             .base_offset = Offset(40),
                             .linger = 25_ms,
                             .batch_bytes_max = batch_bytes_max,
                             .queued_bytes_max = 2'000});
}

std::vector<wire::Bytes> records(std::size_t count, std::size_t size = 100) {
    return std::vector<wire::Bytes>(count, wire::Bytes::copy_of(std::string(size, 'x')));
}

/// As in "40-42 e3": offsets and epoch of each batch.
std::vector<std::string> drained(BatchAccumulator& from) {
    std::vector<std::string> texts;
    for (const std::vector<std::byte>& bytes : from.drain()) {
        const auto batch = wire::first_batch(bytes);
        EXPECT_TRUE(batch && wire::check_crc(*batch));
        texts.push_back(std::to_string(batch->base_offset().value()) + "-" +
                        std::to_string(batch->last_offset().value()) + " e" +
                        std::to_string(batch->leader_epoch()->value()) +
                        (batch->is_control() ? " control" : ""));
    }
    return texts;
}

using Texts = std::vector<std::string>;

TEST(BatchAccumulatorTest, records_linger_and_share_a_batch) {
    BatchAccumulator batches = accumulator();
    EXPECT_EQ(batches.due(), std::nullopt);
    EXPECT_EQ(batches.append(records(2), Atomicity::kAnyBatches, now(1_s)),
              (AppendedAt{.first = Offset(40), .last = Offset(41)}));
    EXPECT_EQ(batches.append(records(1), Atomicity::kAnyBatches, now(1_s + 10_ms)),
              (AppendedAt{.first = Offset(42), .last = Offset(42)}));
    EXPECT_EQ(batches.due(), MonotonicInstant::at(1_s + 25_ms));
    EXPECT_EQ(drained(batches), (Texts{"40-42 e3"}));
    EXPECT_EQ(batches.due(), std::nullopt);
    EXPECT_EQ(batches.append(records(1), Atomicity::kAnyBatches, now(2_s))->first, Offset(43));
}

TEST(BatchAccumulatorTest, a_full_batch_waits_for_nothing) {
    BatchAccumulator batches = accumulator();
    batches.append(records(12), Atomicity::kAnyBatches, now(1_s));
    EXPECT_EQ(batches.due(), MonotonicInstant::at(1_s));
    EXPECT_EQ(drained(batches), (Texts{"40-47 e3", "48-51 e3"}));
}

TEST(BatchAccumulatorTest, an_atomic_append_is_never_split) {
    BatchAccumulator batches = accumulator();
    batches.append(records(5), Atomicity::kAnyBatches, now(1_s));
    batches.append(records(6), Atomicity::kOneBatch, now(1_s));
    EXPECT_EQ(drained(batches), (Texts{"40-44 e3", "45-50 e3"}));
}

TEST(BatchAccumulatorTest, what_does_not_fit_is_refused_and_takes_no_offset) {
    BatchAccumulator batches = accumulator();
    EXPECT_EQ(batches.append(records(12), Atomicity::kOneBatch, now(1_s)),
              tl::make_unexpected(AppendError::kTooLarge));
    EXPECT_EQ(batches.append(records(1, 1'500), Atomicity::kAnyBatches, now(1_s)),
              tl::make_unexpected(AppendError::kTooLarge));
    EXPECT_TRUE(batches.append(records(8), Atomicity::kAnyBatches, now(1_s)));
    EXPECT_TRUE(batches.append(records(8), Atomicity::kAnyBatches, now(1_s)));
    EXPECT_EQ(batches.append(records(8), Atomicity::kAnyBatches, now(1_s)),
              tl::make_unexpected(AppendError::kTooMuchQueued));
    drained(batches);
    EXPECT_EQ(batches.append(records(1), Atomicity::kAnyBatches, now(1_s))->first, Offset(56));
}

TEST(BatchAccumulatorTest, a_control_record_has_a_batch_of_its_own_and_does_not_wait) {
    BatchAccumulator batches = accumulator();
    batches.append_control(wire::LeaderChangeMessage{}, now(1_s));
    EXPECT_EQ(batches.due(), MonotonicInstant::at(1_s));
    batches.append(records(1), Atomicity::kAnyBatches, now(1_s));
    EXPECT_EQ(drained(batches), (Texts{"40-40 e3 control", "41-41 e3"}));
}

}  // namespace
}  // namespace assize::model::kraft
