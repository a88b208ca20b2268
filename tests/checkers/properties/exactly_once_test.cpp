#include "checkers/properties/exactly_once.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

// --- Histories that it accepts.

TEST(ExactlyOnce, is_not_promised_without_idempotence) {
    Script script;
    script.whole(0, 0);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "held");
}

TEST(ExactlyOnce, is_promised_with_idempotence_and_acks_all) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "held*");
}

TEST(ExactlyOnce, its_exposure_is_the_balance_of_the_ledger) {
    Script script(Script::idempotent());
    script.lead(1, 0, 0);
    script.whole(0, 0);
    script.whole(1, 1);
    script.delete_below(1);
    script.send(2);
    script.batch(3, {2});
    script.give_up(3, model::SendOutcome::kFail, "NOT_ENOUGH_REPLICAS");
    script.control(1, 2);
    script.final_read(1, 3, {{1, 1}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "held*");
    const auto& exposure = script.verdict(property::kExactlyOnce).exposure;
    EXPECT_EQ(exposure.at("sends_at_one_offset"), 1);
    EXPECT_EQ(exposure.at("sends_deleted"), 1);
    EXPECT_EQ(exposure.at("sends_never_written"), 1);
    EXPECT_EQ(exposure.at("offsets_read"), 1);
    EXPECT_EQ(exposure.at("offsets_deleted"), 1);
    EXPECT_EQ(exposure.at("offsets_control"), 1);
}

TEST(ExactlyOnce, a_send_that_is_open_may_be_there_or_not) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.send(1);
    script.batch(2, {1});
    script.write(2, 1);
    script.give_up(2);
    script.send(2);
    script.batch(3, {2});
    script.give_up(3);
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "held*");
}

TEST(ExactlyOnce, is_vacuous_when_nothing_was_acknowledged) {
    Script script(Script::idempotent());
    script.final_read(0, 0, {});
    EXPECT_EQ(script.status(property::kExactlyOnce), "vacuous*");
}

// --- Histories that it rejects.

TEST(ExactlyOnce, a_loss_is_against_it) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.status(property::kExactlyOnce), "violated*");
}

TEST(ExactlyOnce, a_duplicate_is_against_it) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.write(1, 1);
    script.final_read(0, 2, {{0, 0}, {1, 0}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "violated*");
}

TEST(ExactlyOnce, a_loss_and_a_duplicate_are_two_cases) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    script.whole(1, 1);
    script.write(1, 2);
    script.final_read(0, 3, {{0, 0}, {2, 0}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "violated*");
    EXPECT_EQ(script.verdict(property::kExactlyOnce).cases, 2);
    EXPECT_EQ(script.verdict(property::kExactlyOnce).summary,
              "record producer-1/1 of orders-0 was acknowledged, and is not there");
}

TEST(ExactlyOnce, a_loss_with_acks_1_is_against_it_but_was_not_promised) {
    Script script(Script::with({.name = "producer-1", .acks = 1, .retries = 0}));
    script.whole(0, 0);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.status(property::kExactlyOnce), "violated");
}

TEST(ExactlyOnce, without_a_final_read_nobody_knows) {
    Script script(Script::idempotent());
    script.whole(0, 0);
    EXPECT_EQ(script.status(property::kExactlyOnce), "undecided*");
}

TEST(ExactlyOnce, a_skip_by_a_consumer_is_against_it) {
    Script script(Script::idempotent());
    for (int i = 0; i < 3; ++i) script.whole(i, i);
    script.assign("consumer-1", 0);
    script.read("consumer-1", {{0, 0}, {2, 2}});
    script.final_read(0, 3, {{0, 0}, {1, 1}, {2, 2}});
    EXPECT_EQ(script.status(property::kExactlyOnce), "violated*");
}

}  // namespace
}  // namespace assize::checkers
