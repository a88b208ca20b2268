#include "checkers/properties/producer_order.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

const ProducerSetup kOneInFlight{.name = "producer-1", .max_in_flight = 1};

/// Sends 0 and 1 go out one behind the other; the first is turned away and is written second.
void overtake(Script& script) {
    script.send(0);
    script.send(1);
    script.batch(1, {0});
    script.batch(2, {1});
    script.write(2, 0);
    script.again(1, "NOT_LEADER_OR_FOLLOWER");
    script.write(1, 1);
    script.ack(2, 0);
    script.ack(1, 1);
}

// --- Histories that it accepts.

TEST(ProducerOrder, in_the_order_of_sending) {
    Script script(Script::with(kOneInFlight));
    for (int i = 0; i < 3; ++i) script.whole(i, i);
    script.final_read(0, 3, {{0, 0}, {1, 1}, {2, 2}});
    EXPECT_EQ(script.status(property::kOrderProducer), "held*");
}

TEST(ProducerOrder, gaps_of_sends_that_failed_do_not_matter) {
    Script script(Script::with(kOneInFlight));
    script.whole(0, 0);
    script.send(1);
    script.batch(2, {1});
    script.give_up(2);
    script.whole(2, 1);
    script.final_read(0, 2, {{0, 0}, {1, 2}});
    EXPECT_EQ(script.status(property::kOrderProducer), "held*");
}

TEST(ProducerOrder, a_batch_that_follows_itself_is_a_duplicate_but_in_order) {
    Script script(Script::with(kOneInFlight));
    script.send(0);
    script.send(1);
    script.batch(1, {0, 1});
    script.write(1, 0);
    script.again(1);
    script.write(1, 2);
    script.ack(1, 2);
    script.final_read(0, 4, {{0, 0}, {1, 1}, {2, 0}, {3, 1}});
    EXPECT_EQ(script.status(property::kOrderProducer), "held*");
}

TEST(ProducerOrder, partitions_have_no_order_between_them) {
    Script script(Script::with(kOneInFlight));
    script.whole(1, 0);
    script.partition("orders-1").whole(0, 5);
    script.final_read(5, 6, {{5, 0}});
    script.partition("orders-0").final_read(0, 1, {{0, 1}});
    EXPECT_EQ(script.status(property::kOrderProducer), "held*");
}

TEST(ProducerOrder, producers_have_no_order_between_them) {
    TrialSetup setup = Script::with(kOneInFlight);
    setup.producers.push_back({.name = "producer-2", .max_in_flight = 1});
    Script script(setup);
    script.whole(1, 0);
    script.producer("producer-2").whole(0, 1);
    script.final_read(0, 2, {{1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "held*");
}

TEST(ProducerOrder, lives_of_a_producer_have_no_order_between_them) {
    Script script(Script::with(kOneInFlight));
    script.send(0);
    script.batch(1, {0});
    script.restart_producer();
    script.send(1);
    script.batch(1, {1});
    script.write(1, 0);
    script.ack(1, 0);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "held*");
}

// --- Histories that it rejects.

TEST(ProducerOrder, a_retry_behind_a_later_batch) {
    Script script;
    overtake(script);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated");
    const PropertyVerdict& verdict = script.verdict(property::kOrderProducer);
    EXPECT_EQ(verdict.summary,
              "record producer-1/1 of orders-0 overtook producer-1/0, which was sent before it");
    EXPECT_EQ(verdict.observed, "producer-1/1 at 0, producer-1/0 at 1");
    ASSERT_EQ(verdict.witness.size(), 7u);
    EXPECT_EQ(verdict.witness[5].role, "producer-1/0 is to be sent again (NOT_LEADER_OR_FOLLOWER)");
    EXPECT_EQ(verdict.witness[6].role, "producer-1/0 is written at 1");
}

TEST(ProducerOrder, with_one_request_in_flight_it_breaks_a_promise) {
    Script script(Script::with(kOneInFlight));
    overtake(script);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST(ProducerOrder, with_idempotence_it_breaks_a_promise) {
    Script script(Script::idempotent());
    overtake(script);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST(ProducerOrder, with_retries_0_it_breaks_a_promise) {
    Script script(Script::with({.name = "producer-1", .retries = 0}));
    overtake(script);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST(ProducerOrder, the_logs_show_it_without_a_reader) {
    Script script(Script::with(kOneInFlight));
    script.lead(1, 0, 0);
    overtake(script);
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST(ProducerOrder, within_a_batch) {
    Script script(Script::with(kOneInFlight));
    script.send(0);
    script.send(1);
    script.batch(1, {1, 0});
    script.write(1, 0);
    script.ack(1, 0);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST(ProducerOrder, a_send_that_was_given_up_before_may_come_late_without_breaking_a_promise) {
    Script script(Script::with(kOneInFlight));
    script.send(0);
    script.batch(1, {0});
    script.give_up(1);
    script.whole(1, 0);
    script.write(1, 1);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated");
}

TEST(ProducerOrder, so_it_is_when_the_later_one_was_asked_for_before_but_went_out_afterwards) {
    Script script(Script::with({.name = "producer-1", .retries = 0}));
    script.send(0);
    script.batch(1, {0});
    script.send(1);
    script.give_up(1);
    script.batch(2, {1});
    script.write(2, 0);
    script.write(1, 1);
    script.ack(2, 0);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated");
}

TEST(ProducerOrder, one_that_is_given_up_only_after_the_later_one_went_out_breaks_a_promise) {
    Script script(Script::with({.name = "producer-1", .retries = 0}));
    script.send(0);
    script.batch(1, {0});
    script.send(1);
    script.batch(2, {1});
    script.write(2, 0);
    script.give_up(1);
    script.write(1, 1);
    script.ack(2, 0);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST(ProducerOrder, of_those_that_overtook_it_the_one_sent_next_is_told) {
    Script script;
    for (int i = 0; i < 4; ++i) script.send(i);
    script.final_read(0, 3, {{0, 2}, {1, 3}, {2, 0}});
    EXPECT_EQ(script.verdict(property::kOrderProducer).observed,
              "producer-1/2 at 0, producer-1/0 at 2");
}

TEST(ProducerOrder, each_send_that_was_overtaken_counts) {
    Script script;
    for (int i = 0; i < 4; ++i) script.send(i);
    script.final_read(0, 4, {{0, 3}, {1, 0}, {2, 1}, {3, 2}});
    EXPECT_EQ(script.verdict(property::kOrderProducer).cases, 3);
}

}  // namespace
}  // namespace assize::checkers
