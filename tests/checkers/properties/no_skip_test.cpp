#include "checkers/properties/no_skip.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

/// Sends 0 to 4 are at the offsets 0 to 4.
struct NoSkipTest : testing::Test {
    NoSkipTest() {
        for (int i = 0; i < 5; ++i) script.whole(i, i);
    }
    void read_all_at_last() { script.final_read(0, 5, {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}}); }
    Script script;
};

// --- Histories that it accepts.

TEST_F(NoSkipTest, one_record_after_the_other) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {1, 1}, {2, 2}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

TEST_F(NoSkipTest, a_reader_that_stops_has_skipped_nothing) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

TEST_F(NoSkipTest, a_beginning_that_nobody_told_may_be_anywhere) {
    script.read("consumer-1", {{3, 3}, {4, 4}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

TEST_F(NoSkipTest, a_position_that_is_set_may_leap) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}});
    script.move_to("consumer-1", 4, model::PositionReason::kSeek);
    script.read("consumer-1", {{4, 4}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

TEST_F(NoSkipTest, control_records_are_left_out) {
    script.lead(1, 0, 0);
    script.control(1, 5);
    script.whole(5, 6);
    script.assign("consumer-1", 4);
    script.read("consumer-1", {{4, 4}, {6, 5}});
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

TEST_F(NoSkipTest, what_had_been_deleted_by_then_is_left_out) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}});
    script.delete_below(3);
    script.read("consumer-1", {{3, 3}});
    script.final_read(3, 5, {{3, 3}, {4, 4}});
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

TEST_F(NoSkipTest, what_was_never_committed_is_left_out) {
    script.send(5);
    script.batch(6, {5});
    script.append(1, 6, 5, 0);
    script.lead(2, 1, 5);
    script.send(6);
    script.batch(7, {6});
    script.append(2, 7, 5, 1);
    script.assign("consumer-1", 4);
    script.read("consumer-1", {{4, 4}, {5, 6}});
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

// --- Histories that it rejects.

TEST_F(NoSkipTest, a_record_that_the_final_read_finds) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {2, 2}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "violated*");
    const PropertyVerdict& verdict = script.verdict(property::kNoSkip);
    EXPECT_EQ(verdict.summary, "consumer-1 passed over orders-0@1, where producer-1/1 is");
    EXPECT_EQ(verdict.observed, "consumer-1 read 0 and then 2");
}

TEST_F(NoSkipTest, the_first_record_after_the_beginning) {
    script.assign("consumer-1", 2);
    script.read("consumer-1", {{3, 3}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "violated*");
    EXPECT_EQ(script.verdict(property::kNoSkip).observed, "consumer-1 read 3 first");
}

TEST_F(NoSkipTest, the_first_record_after_a_position_was_set) {
    script.assign("consumer-1");
    script.move_to("consumer-1", 1);
    script.read("consumer-1", {{2, 2}});
    read_all_at_last();
    EXPECT_EQ(script.status(property::kNoSkip), "violated*");
}

TEST_F(NoSkipTest, what_was_deleted_only_afterwards) {
    script.read("consumer-2", {{1, 1}});
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {3, 3}});
    script.delete_below(3);
    script.final_read(3, 5, {{3, 3}, {4, 4}});
    EXPECT_EQ(script.status(property::kNoSkip), "violated*");
    EXPECT_EQ(script.verdict(property::kNoSkip).cases, 2);
}

TEST_F(NoSkipTest, a_record_that_even_the_final_read_leaves_out) {
    script.lead(1, 0, 0);
    script.final_read(0, 5, {{0, 0}, {1, 1}, {3, 3}, {4, 4}});
    EXPECT_EQ(script.status(property::kNoSkip), "violated*");
    EXPECT_EQ(script.verdict(property::kNoSkip).summary,
              "reader-1 passed over orders-0@2, where producer-1/2 is");
}

TEST_F(NoSkipTest, each_record_counts) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {4, 4}});
    read_all_at_last();
    EXPECT_EQ(script.verdict(property::kNoSkip).cases, 3);
}

}  // namespace
}  // namespace assize::checkers
