#include "checkers/properties/at_most_once.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

// --- Histories that it accepts.

TEST(AtMostOnce, a_history_without_records_tells_nothing) {
    Script script(Script::idempotent());
    script.send(0);
    EXPECT_EQ(script.status(property::kAtMostOnce), "vacuous*");
}

TEST(AtMostOnce, each_send_at_its_own_offset_is_right) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.whole(1, 1);
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "held*");
}

TEST(AtMostOnce, two_readers_may_each_be_given_a_record) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.read("consumer-1", {{0, 0}});
    script.read("consumer-2", {{0, 0}});
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "held*");
}

TEST(AtMostOnce, a_reader_that_is_assigned_anew_may_be_given_all_again) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.assign("consumer-1");
    script.read("consumer-1", {{0, 0}});
    script.assign("consumer-1");
    script.read("consumer-1", {{0, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "held*");
}

TEST(AtMostOnce, a_copy_that_a_deposed_leader_had_to_cut_does_not_count) {
    Script script(Script::idempotent());
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0, 0);
    script.lead(2, 1, 0);
    script.again(1);
    script.append(2, 1, 0, 1);
    script.truncate(1, 1, 0);
    script.copy(1, 1, 0, 1);
    script.high_watermark(2, 1);
    script.ack(1, 0);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "held*");
}

TEST(AtMostOnce, a_copy_at_another_offset_that_was_cut_does_not_count_either) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.send(1);
    script.batch(2, {1});
    script.append(1, 2, 1, 0);
    script.send(2);
    script.batch(3, {2});
    script.lead(2, 1, 1);
    script.append(2, 3, 1, 1);
    script.again(2);
    script.append(2, 2, 2, 1);
    script.truncate(1, 2, 1);
    script.high_watermark(2, 3);
    script.final_read(0, 3, {{0, 0}, {1, 2}, {2, 1}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "held*");
}

// --- Histories that it rejects.

/// Send 0 is written, the answer is lost, and it is written again.
void write_twice(Script& script) {
    script.send(0);
    script.batch(1, {0});
    script.write(1, 0);
    script.again(1);
    script.write(1, 1);
    script.ack(1, 1);
}

TEST(AtMostOnce, a_lost_answer_leads_to_a_duplicate_without_idempotence) {
    Script script;
    write_twice(script);
    script.final_read(0, 2, {{0, 0}, {1, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated");
    const PropertyVerdict& verdict = script.verdict(property::kAtMostOnce);
    EXPECT_EQ(verdict.summary, "record producer-1/0 of orders-0 was written twice, at 0 and 1");
    EXPECT_EQ(verdict.observed, "orders-0@0 and orders-0@1 are both producer-1/0");
    EXPECT_EQ(verdict.cases, 1);
    EXPECT_EQ(verdict.exposure.at("answers_lost"), 1);
    ASSERT_EQ(verdict.witness.size(), 7u);
    EXPECT_EQ(verdict.witness[0].role, "producer-1/0 is asked for");
    EXPECT_EQ(verdict.witness[1].role, "producer-1/0 goes out");
    EXPECT_EQ(verdict.witness[2].role, "producer-1/0 is written at 0");
    EXPECT_EQ(verdict.witness[3].role, "producer-1/0 is to be sent again (NETWORK_EXCEPTION)");
    EXPECT_EQ(verdict.witness[4].role, "producer-1/0 is written at 1");
    EXPECT_EQ(verdict.witness[5].role, "producer-1/0 is acknowledged");
    EXPECT_EQ(verdict.witness[6].role, "producer-1/0 is read at 1");
}

TEST(AtMostOnce, with_idempotence_a_duplicate_breaks_a_promise) {
    Script script(Script::idempotent());
    write_twice(script);
    script.final_read(0, 2, {{0, 0}, {1, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated*");
}

TEST(AtMostOnce, with_retries_0_a_duplicate_breaks_a_promise) {
    Script script(Script::with({.name = "producer-1", .retries = 0}));
    write_twice(script);
    script.final_read(0, 2, {{0, 0}, {1, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated*");
}

TEST(AtMostOnce, the_logs_show_a_duplicate_that_nobody_has_read) {
    Script script;
    script.lead(1, 0, 0);
    write_twice(script);
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated");
}

TEST(AtMostOnce, a_duplicate_in_two_partitions_is_one) {
    Script script;
    script.send(0, {.key = std::nullopt, .partition_asked = false});
    script.batch(1, {0});
    script.write(1, 0);
    script.ack(1, 0);
    script.final_read(0, 1, {{0, 0}});
    script.partition("orders-1").final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated");
    EXPECT_EQ(script.verdict(property::kAtMostOnce).summary,
              "record producer-1/0 was written twice, at orders-0@0 and orders-1@0");
}

TEST(AtMostOnce, one_reader_is_given_a_record_at_two_offsets_though_the_log_has_one_of_them) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0, 0);
    script.read("consumer-1", {{0, 0}});
    script.lead(2, 1, 0);
    script.send(1);
    script.batch(2, {1});
    script.append(2, 2, 0, 1);
    script.again(1);
    script.append(2, 1, 1, 1);
    script.read("consumer-1", {{1, 0}});
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated");
    EXPECT_EQ(script.verdict(property::kAtMostOnce).summary,
              "consumer-1 was given record producer-1/0 of orders-0 twice, at 0 and 1");
}

TEST(AtMostOnce, a_reader_that_is_given_an_offset_twice_is_given_a_record_twice) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {0, 0}});
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated*");
    EXPECT_EQ(script.verdict(property::kAtMostOnce).observed,
              "consumer-1 read producer-1/0 at orders-0@0, and again at orders-0@0");
}

TEST(AtMostOnce, of_two_duplicates_that_which_is_promised_not_to_be_is_told) {
    TrialSetup setup = Script::usual();
    setup.producers.push_back({.name = "producer-2", .retries = 0});
    Script script(setup);
    write_twice(script);
    script.producer("producer-2");
    script.send(0);
    script.batch(1, {0});
    script.write(1, 2);
    script.write(1, 3);
    script.final_read(2, 4, {{2, 0}, {3, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated*");
    EXPECT_EQ(script.verdict(property::kAtMostOnce).summary,
              "record producer-2/0 of orders-0 was written twice, at 2 and 3");
}

}  // namespace
}  // namespace assize::checkers
