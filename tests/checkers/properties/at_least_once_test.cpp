#include "checkers/properties/at_least_once.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

// --- Histories that it accepts.

TEST(AtLeastOnce, without_an_acknowledgement_nothing_is_promised) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.give_up(1);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "vacuous*");
}

TEST(AtLeastOnce, what_was_acknowledged_is_read_at_the_end) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1);
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).exposure.at("acknowledged"), 2);
}

TEST(AtLeastOnce, a_record_that_was_given_up_need_not_be_there) {
    Script script;
    script.whole(0, 0);
    script.send(1);
    script.batch(2, {1});
    script.append(1, 2, 1);
    script.give_up(2);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
}

TEST(AtLeastOnce, what_retention_took_is_excused) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1);
    script.delete_below(1);
    script.final_read(1, 2, {{1, 1}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).exposure.at("deleted_by_right"), 1);
}

TEST(AtLeastOnce, a_record_that_is_somewhere_else_than_was_told_is_there) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.write(1, 0);
    script.ack(1, 7);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
}

TEST(AtLeastOnce, a_consumer_has_a_claim_only_from_where_it_began) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1);
    script.assign("consumer-1", 1);
    script.read("consumer-1", {{1, 1}});
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
}

TEST(AtLeastOnce, a_consumer_that_died_has_no_claim) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1);
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}});
    script.die("consumer-1");
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
}

TEST(AtLeastOnce, a_consumer_that_was_reset_may_leave_out_what_lies_between) {
    Script script;
    for (int i = 0; i < 4; ++i) script.whole(i, i);
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}});
    script.move_to("consumer-1", 3);
    script.read("consumer-1", {{3, 3}});
    script.final_read(0, 4, {{0, 0}, {1, 1}, {2, 2}, {3, 3}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "held*");
}

// --- Histories that it rejects, or does not know what to say of.

TEST(AtLeastOnce, an_acknowledged_record_that_the_final_read_passes_is_missing) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1);
    script.whole(2, 2);
    script.final_read(0, 3, {{0, 0}, {2, 2}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated*");
    const PropertyVerdict& verdict = script.verdict(property::kAtLeastOnce);
    EXPECT_EQ(verdict.summary,
              "record producer-1/1 of orders-0 was acknowledged, and is not there");
    EXPECT_EQ(verdict.expected, "orders-0@1 = producer-1/1");
    EXPECT_EQ(verdict.observed, "reader-1 read on past orders-0@1, and was not given producer-1/1");
    EXPECT_EQ(verdict.witness.back().role, "reader-1 did not get it");
}

TEST(AtLeastOnce, a_record_that_a_new_leader_lacks_is_missing_and_the_witness_tells_how) {
    Script script;
    script.whole(0, 0);
    script.send(1);
    script.batch(2, {1});
    script.append(1, 2, 1, 0);
    script.ack(2, 1);
    script.lead(2, 1, 1);
    script.truncate(1, 2, 1);
    script.final_read(0, 1, {{0, 0}});
    // Nobody decided that broker 2 is to lead: that is unclean, and an excuse.
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated");
    const PropertyVerdict& verdict = script.verdict(property::kAtLeastOnce);
    EXPECT_EQ(verdict.reason,
              "broker 2 was elected in epoch 1 of orders-0, though neither in sync nor eligible");
    ASSERT_EQ(verdict.witness.size(), 7u);
    EXPECT_EQ(verdict.witness[4].role, "broker 2 leads, without it");
    EXPECT_EQ(verdict.witness[5].role, "a replica drops producer-1/1");
    EXPECT_EQ(script.fate(1), ledger::SendFate::kLost);
}

TEST(AtLeastOnce, with_acks_1_it_is_missing_too_but_was_not_promised) {
    Script script(Script::with({.name = "producer-1", .acks = 1}));
    script.whole(0, 0);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated");
}

TEST(AtLeastOnce, a_record_that_no_log_ever_had_is_missing) {
    Script script(Script::with({.name = "producer-1", .acks = 0}));
    script.send(0);
    script.batch(1, {0});
    script.ack(1, std::nullopt);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).summary,
              "record producer-1/0 was acknowledged, and never was in a log");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).observed,
              "no leader ever wrote its batch; reader-1 read all of orders-0");
}

TEST(AtLeastOnce, a_running_consumer_has_to_be_given_what_it_passes) {
    Script script;
    for (int i = 0; i < 3; ++i) script.whole(i, i);
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {2, 2}});
    script.final_read(0, 3, {{0, 0}, {1, 1}, {2, 2}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated*");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).summary,
              "consumer-1 was never given record producer-1/1 of orders-0");
}

TEST(AtLeastOnce, retention_below_a_record_does_not_excuse_it) {
    Script script;
    for (int i = 0; i < 3; ++i) script.whole(i, i);
    script.delete_below(1);
    script.final_read(1, 3, {{2, 2}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated*");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).cases, 1);
}

TEST(AtLeastOnce, without_a_final_read_nobody_knows) {
    Script script;
    script.lead(1, 0, 0);
    script.whole(0, 0);
    EXPECT_EQ(script.status(property::kAtLeastOnce), "undecided*");
}

TEST(AtLeastOnce, without_a_final_read_the_logs_show_what_is_lost) {
    Script script;
    script.lead(1, 0, 0);
    script.whole(0, 0);
    script.truncate(1, 1, 0);
    EXPECT_EQ(script.status(property::kAtLeastOnce), "violated*");
}

TEST(AtLeastOnce, of_a_consumer_that_is_behind_nobody_knows) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1);
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}});
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kAtLeastOnce), "undecided*");
    EXPECT_EQ(script.verdict(property::kAtLeastOnce).summary,
              "consumer-1 had not come to the end of orders-0 when the run ended");
}

}  // namespace
}  // namespace assize::checkers
