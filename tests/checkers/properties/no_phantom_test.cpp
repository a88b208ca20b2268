#include "checkers/properties/no_phantom.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

using model::SendOutcome;

// --- Histories that it accepts.

TEST(NoPhantom, what_was_sent_is_read) {
    Script script;
    script.whole(0, 0);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kNoPhantom), "held*");
}

TEST(NoPhantom, a_record_may_be_read_before_its_send_ends) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.write(1, 0);
    script.read("consumer-1", {{0, 0}});
    EXPECT_EQ(script.status(property::kNoPhantom), "held*");
}

TEST(NoPhantom, a_send_that_was_given_up_may_be_read_even_much_later) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.give_up(1);
    script.write(1, 0);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kNoPhantom), "held*");
}

TEST(NoPhantom, a_record_with_its_key_is_right) {
    Script script;
    script.whole(0, 0, {.key = "k"});
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kNoPhantom), "held*");
}

TEST(NoPhantom, what_failed_may_have_been_in_a_log_that_was_cut) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0);
    script.give_up(1, SendOutcome::kFail, "NOT_ENOUGH_REPLICAS");
    script.truncate(1, 1, 0);
    script.final_read(0, 0, {});
    script.whole(1, 0);
    script.read("consumer-1", {{0, 1}});
    EXPECT_EQ(script.status(property::kNoPhantom), "held*");
}

TEST(NoPhantom, without_a_delivery_it_is_vacuous) {
    Script script;
    script.whole(0, 0);
    EXPECT_EQ(script.status(property::kNoPhantom), "vacuous*");
}

// --- Histories that it rejects.

TEST(NoPhantom, a_value_that_nobody_sent) {
    Script script;
    script.whole(0, 0);
    script.read_value("consumer-1", 1, "garbage");
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
    EXPECT_EQ(script.verdict(property::kNoPhantom).summary,
              "consumer-1 was given 'garbage', which nobody had sent");
    EXPECT_EQ(script.verdict(property::kNoPhantom).observed, "orders-0@1 = 'garbage'");
}

TEST(NoPhantom, a_number_that_the_producer_has_not_come_to) {
    Script script;
    script.whole(0, 0);
    script.read("consumer-1", {{1, 1}});
    script.whole(1, 1);
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
}

TEST(NoPhantom, a_producer_that_there_is_not) {
    Script script;
    script.whole(0, 0);
    script.read_value("consumer-1", 1, "producer-9/0");
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
}

TEST(NoPhantom, numbers_that_are_none) {
    Script script;
    script.whole(0, 0);
    for (const char* value : {"producer-1/", "producer-1/0x", "producer-1/-1", "producer-1", "",
                              "producer-1/99999999999999999999"}) {
        script.read_value("consumer-1", 1, value);
    }
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
    EXPECT_EQ(script.verdict(property::kNoPhantom).cases, 6);
}

TEST(NoPhantom, another_key) {
    Script script;
    script.whole(0, 0, {.key = "k"});
    script.read_value("consumer-1", 0, "producer-1/0", "q");
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
    EXPECT_EQ(script.verdict(property::kNoPhantom).observed,
              "orders-0@0 = producer-1/0 with the key 'q'");
}

TEST(NoPhantom, a_key_where_there_was_none_and_none_where_there_was_one) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 1, {.key = ""});
    script.read_value("consumer-1", 0, "producer-1/0", "");
    script.read_value("consumer-1", 1, "producer-1/1");
    EXPECT_EQ(script.verdict(property::kNoPhantom).cases, 2);
}

TEST(NoPhantom, another_partition) {
    Script script;
    script.whole(0, 0);
    script.partition("orders-1").read("consumer-1", {{0, 0}});
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
    EXPECT_EQ(script.verdict(property::kNoPhantom).expected, "producer-1/0 in orders-0");
}

TEST(NoPhantom, a_send_that_surely_failed_and_is_read) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.write(1, 0);
    script.give_up(1, SendOutcome::kFail, "NOT_ENOUGH_REPLICAS");
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
    EXPECT_EQ(script.verdict(property::kNoPhantom).summary,
              "record producer-1/0 surely failed, and is in orders-0 all the same");
    EXPECT_EQ(script.verdict(property::kNoPhantom).expected,
              "no producer-1/0 anywhere: fail (NOT_ENOUGH_REPLICAS)");
}

TEST(NoPhantom, a_send_that_surely_failed_and_is_committed_though_nobody_has_read_it) {
    Script script;
    script.whole(0, 0);
    script.read("consumer-1", {{0, 0}});
    script.send(1);
    script.batch(2, {1});
    script.write(2, 1);
    script.give_up(2, SendOutcome::kFail, "NOT_ENOUGH_REPLICAS");
    EXPECT_EQ(script.status(property::kNoPhantom), "violated*");
}

}  // namespace
}  // namespace assize::checkers
