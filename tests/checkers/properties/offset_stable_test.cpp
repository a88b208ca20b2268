#include "checkers/properties/offset_stable.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

// --- Histories that it accepts.

TEST(OffsetStable, all_are_given_the_same) {
    Script script;
    script.whole(0, 0);
    script.read("consumer-1", {{0, 0}});
    script.read("consumer-2", {{0, 0}});
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kOffsetStable), "held*");
}

TEST(OffsetStable, without_a_delivery_it_is_vacuous) {
    Script script;
    script.whole(0, 0);
    EXPECT_EQ(script.status(property::kOffsetStable), "vacuous*");
}

TEST(OffsetStable, partitions_have_offsets_of_their_own) {
    Script script;
    script.whole(0, 0);
    script.partition("orders-1").whole(1, 0);
    script.read("consumer-1", {{0, 1}});
    script.partition("orders-0").read("consumer-1", {{0, 0}});
    EXPECT_EQ(script.status(property::kOffsetStable), "held*");
}

TEST(OffsetStable, what_nobody_saw_may_be_replaced) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0, 0);
    script.lead(2, 1, 0);
    script.truncate(1, 1, 0);
    script.send(1);
    script.batch(2, {1});
    script.append(2, 2, 0, 1);
    script.final_read(0, 1, {{0, 1}});
    EXPECT_EQ(script.status(property::kOffsetStable), "held*");
}

TEST(OffsetStable, a_record_may_be_at_two_offsets) {
    Script script;
    script.whole(0, 0);
    script.write(1, 1);
    script.final_read(0, 2, {{0, 0}, {1, 0}});
    EXPECT_EQ(script.status(property::kOffsetStable), "held*");
}

// --- Histories with an excuse: an offset is given anew after a legal loss (C2, 10.0 O2 and O3).

// Broker 2 leads from epoch 1 on without what broker 1 wrote in epoch 0. Nobody decided that it is
// to lead: that is an unclean election.
void lose_the_first(Script& script, Script::Altered altered) {
    script.lead(1, 0, 0);
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0, 0, altered);
    script.high_watermark(1, 1);
    script.ack(1, 0);
    script.lead(2, 1, 0);
}

void write_the_second(Script& script, Script::Altered altered) {
    script.send(1);
    script.batch(2, {1});
    script.append(2, 2, 0, 1, altered);
    script.high_watermark(2, 1);
    script.ack(2, 0);
}

TEST(OffsetStable, an_offset_may_be_given_anew_after_a_legal_loss) {
    using Altered = Script::Altered;
    for (const Altered altered : {Altered::kNo, Altered::kAsTold}) {
        Script script;
        lose_the_first(script, altered);
        script.read("consumer-1", {{0, 0}});
        write_the_second(script, altered);
        script.final_read(0, 1, {{0, 1}});
        EXPECT_EQ(script.status(property::kOffsetStable), "violated");
        EXPECT_EQ(script.verdict(property::kOffsetStable).reason,
                  "broker 2 was elected in epoch 1 of orders-0, though neither in sync nor "
                  "eligible");
    }
}

// --- Histories that it rejects.

TEST(OffsetStable, a_legal_loss_excuses_none_of_the_records_written_after_it) {
    using Altered = Script::Altered;
    for (const Altered altered : {Altered::kNo, Altered::kAsTold}) {
        Script script;
        lose_the_first(script, altered);
        write_the_second(script, altered);
        script.read("consumer-2", {{0, 1}});
        script.send(2);
        script.batch(3, {2});
        script.append(2, 3, 0, 1, altered);
        script.read("consumer-3", {{0, 2}});
        // That the first record is not there has an excuse; that the readers differ has none.
        EXPECT_EQ(script.status(property::kOffsetStable), "violated*");
    }
}

TEST(OffsetStable, an_excused_disagreement_hides_no_other_at_the_same_offset) {
    Script script;
    lose_the_first(script, Script::Altered::kNo);
    script.read("consumer-1", {{0, 0}});
    write_the_second(script, Script::Altered::kNo);
    script.read("consumer-2", {{0, 1}});
    script.send(2);
    script.batch(3, {2});
    script.append(2, 3, 0, 1);
    script.read("consumer-3", {{0, 2}});
    EXPECT_EQ(script.status(property::kOffsetStable), "violated*");
    EXPECT_EQ(script.verdict(property::kOffsetStable).summary,
              "orders-0@0 is producer-1/1 to consumer-2, and producer-1/2 to consumer-3");
}

TEST(OffsetStable, two_readers_are_given_different_records) {
    Script script;
    script.whole(0, 0);
    script.send(1);
    script.read("consumer-1", {{0, 0}});
    script.read("consumer-2", {{0, 1}});
    EXPECT_EQ(script.status(property::kOffsetStable), "violated*");
    EXPECT_EQ(script.verdict(property::kOffsetStable).summary,
              "orders-0@0 is producer-1/0 to consumer-1, and producer-1/1 to consumer-2");
}

TEST(OffsetStable, one_reader_is_given_another_record_later) {
    Script script;
    script.whole(0, 0);
    script.send(1);
    script.read("consumer-1", {{0, 0}});
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 1}});
    EXPECT_EQ(script.status(property::kOffsetStable), "violated*");
}

TEST(OffsetStable, the_final_read_finds_another_record) {
    Script script;
    script.whole(0, 0);
    script.read("consumer-1", {{0, 0}});
    script.send(1);
    script.batch(2, {1});
    script.lead(2, 1, 0);
    script.append(2, 2, 0, 1);
    script.final_read(0, 1, {{0, 1}});
    // Nobody decided that broker 2 is to lead: that is unclean, and an excuse.
    EXPECT_EQ(script.status(property::kOffsetStable), "violated");
    EXPECT_EQ(script.verdict(property::kOffsetStable).reason,
              "broker 2 was elected in epoch 1 of orders-0, though neither in sync nor eligible");
    EXPECT_EQ(script.verdict(property::kOffsetStable).witness.size(), 6u);
}

TEST(OffsetStable, a_user_was_told_that_another_record_is_there) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 0);
    script.final_read(0, 1, {{0, 1}});
    EXPECT_EQ(script.status(property::kOffsetStable), "violated*");
    EXPECT_EQ(script.verdict(property::kOffsetStable).summary,
              "orders-0@0 is producer-1/0 to producer-1, and producer-1/1 to reader-1");
}

TEST(OffsetStable, each_offset_counts) {
    Script script;
    for (int i = 0; i < 3; ++i) script.whole(i, i);
    script.read("consumer-1", {{0, 0}, {1, 1}, {2, 2}});
    script.read("consumer-2", {{0, 2}, {1, 0}, {2, 2}});
    EXPECT_EQ(script.verdict(property::kOffsetStable).cases, 2);
}

}  // namespace
}  // namespace assize::checkers
