#include "checkers/properties/partition_order.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

/// Sends 0 to 4 are at the offsets 0 to 4.
struct PartitionOrderTest : testing::Test {
    PartitionOrderTest() {
        for (int i = 0; i < 5; ++i) script.whole(i, i);
    }
    Script script;
};

// --- Histories that it accepts.

TEST_F(PartitionOrderTest, offsets_rise) {
    script.read("consumer-1", {{0, 0}, {1, 1}, {2, 2}});
    EXPECT_EQ(script.status(property::kOrderPartition), "held*");
}

TEST_F(PartitionOrderTest, gaps_are_not_its_business) {
    script.read("consumer-1", {{0, 0}, {4, 4}});
    EXPECT_EQ(script.status(property::kOrderPartition), "held*");
}

TEST_F(PartitionOrderTest, an_assignment_begins_anew) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {1, 1}});
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kOrderPartition), "held*");
}

TEST_F(PartitionOrderTest, a_position_that_is_set_back_is_gone_on_from) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {1, 1}, {2, 2}});
    script.move_to("consumer-1", 1, model::PositionReason::kTruncation);
    script.read("consumer-1", {{1, 1}, {2, 2}});
    EXPECT_EQ(script.status(property::kOrderPartition), "held*");
}

TEST_F(PartitionOrderTest, readers_and_partitions_do_not_mix) {
    script.read("consumer-1", {{3, 3}});
    script.read("consumer-2", {{1, 1}});
    script.partition("orders-1").read("consumer-1", {{0, 0}});
    EXPECT_EQ(script.status(property::kOrderPartition), "held*");
}

TEST_F(PartitionOrderTest, without_a_delivery_it_is_vacuous) {
    EXPECT_EQ(script.status(property::kOrderPartition), "vacuous*");
}

// --- Histories that it rejects.

TEST_F(PartitionOrderTest, a_step_back) {
    script.assign("consumer-1", 0);
    const sim::EventId before = script.read("consumer-1", {{0, 0}, {2, 2}});
    const sim::EventId after = script.read("consumer-1", {{1, 1}});
    EXPECT_EQ(script.status(property::kOrderPartition), "violated*");
    const PropertyVerdict& verdict = script.verdict(property::kOrderPartition);
    EXPECT_EQ(verdict.summary, "consumer-1 was given 1 of orders-0 after 2");
    EXPECT_EQ(verdict.expected, "orders-0 at 3 or above");
    EXPECT_EQ(verdict.observed, "consumer-1 read 2 and then 1");
    ASSERT_EQ(verdict.witness.size(), 3u);
    EXPECT_EQ(verdict.witness[1].event, before);
    EXPECT_EQ(verdict.witness[2].event, after);
}

TEST_F(PartitionOrderTest, the_same_offset_again) {
    script.read("consumer-1", {{0, 0}, {1, 1}, {1, 1}});
    EXPECT_EQ(script.status(property::kOrderPartition), "violated*");
}

TEST_F(PartitionOrderTest, a_beginning_below_the_one_that_was_asked_for) {
    script.assign("consumer-1", 3);
    script.read("consumer-1", {{2, 2}, {3, 3}});
    EXPECT_EQ(script.status(property::kOrderPartition), "violated*");
    EXPECT_EQ(script.verdict(property::kOrderPartition).summary,
              "consumer-1 was to begin at 3 of orders-0 and was given 2");
}

TEST_F(PartitionOrderTest, further_back_than_the_position_was_set) {
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {1, 1}, {2, 2}});
    script.move_to("consumer-1", 2, model::PositionReason::kTruncation);
    script.read("consumer-1", {{1, 1}});
    EXPECT_EQ(script.status(property::kOrderPartition), "violated*");
}

TEST_F(PartitionOrderTest, a_step_back_of_the_final_read) {
    script.final_read(0, 3, {{0, 0}, {2, 2}, {1, 1}});
    EXPECT_EQ(script.status(property::kOrderPartition), "violated*");
}

TEST_F(PartitionOrderTest, each_step_back_counts) {
    script.read("consumer-1", {{0, 0}, {2, 2}, {1, 1}, {3, 3}, {0, 0}});
    EXPECT_EQ(script.verdict(property::kOrderPartition).cases, 2);
}

}  // namespace
}  // namespace assize::checkers
