#include "checkers/properties/key_order.h"

#include <gtest/gtest.h>

#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

const Script::Sending kA{.key = "a", .partition_asked = false};
const Script::Sending kB{.key = "b", .partition_asked = false};

struct KeyOrderTest : testing::Test {
    Script script{Script::with({.name = "producer-1", .max_in_flight = 1})};
};

// --- Histories that it accepts.

TEST_F(KeyOrderTest, without_keys_it_is_vacuous) {
    script.whole(0, 0);
    EXPECT_EQ(script.status(property::kOrderKey), "vacuous*");
}

TEST_F(KeyOrderTest, each_key_in_its_order) {
    script.whole(0, 0, kA);
    script.whole(1, 1, kB);
    script.whole(2, 2, kA);
    script.final_read(0, 3, {{0, 0}, {1, 1}, {2, 2}});
    EXPECT_EQ(script.status(property::kOrderKey), "held*");
}

TEST_F(KeyOrderTest, keys_have_no_order_between_them) {
    script.whole(1, 0, kB);
    script.whole(0, 1, kA);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderKey), "held*");
    EXPECT_EQ(script.status(property::kOrderProducer), "violated*");
}

TEST_F(KeyOrderTest, who_asks_for_a_partition_gets_it_whatever_the_key) {
    script.whole(0, 0, {.key = "a"});
    script.partition("orders-1").whole(1, 0, {.key = "a"});
    EXPECT_EQ(script.status(property::kOrderKey), "held*");
}

TEST_F(KeyOrderTest, one_key_in_two_topics_is_two_streams) {
    script.whole(0, 0, kA);
    script.partition("bills-1").whole(1, 0, kA);
    EXPECT_EQ(script.status(property::kOrderKey), "held*");
}

TEST_F(KeyOrderTest, what_has_no_key_may_overtake) {
    script.whole(1, 0);
    script.whole(0, 1, kA);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderKey), "held*");
}

// --- Histories that it rejects.

TEST_F(KeyOrderTest, one_key_out_of_order) {
    script.whole(1, 0, kA);
    script.whole(0, 1, kA);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderKey), "violated*");
    EXPECT_EQ(script.verdict(property::kOrderKey).summary,
              "record producer-1/1 of orders-0 overtook producer-1/0, which was sent before it");
}

TEST_F(KeyOrderTest, one_key_out_of_order_among_others_in_order) {
    script.whole(0, 0, kB);
    script.whole(3, 1, kA);
    script.whole(1, 2, kB);
    script.whole(2, 3, kA);
    script.final_read(0, 4, {{0, 0}, {1, 3}, {2, 1}, {3, 2}});
    EXPECT_EQ(script.status(property::kOrderKey), "violated*");
    EXPECT_EQ(script.verdict(property::kOrderKey).cases, 1);
}

TEST_F(KeyOrderTest, one_key_in_two_partitions) {
    script.whole(0, 0, kA);
    script.partition("orders-1").whole(1, 0, kA);
    EXPECT_EQ(script.status(property::kOrderKey), "violated*");
    EXPECT_EQ(script.verdict(property::kOrderKey).summary,
              "records with the key 'a' went to two partitions: producer-1/0 to orders-0, "
              "producer-1/1 to orders-1");
}

TEST_F(KeyOrderTest, an_empty_key_is_a_key) {
    const Script::Sending empty{.key = "", .partition_asked = false};
    script.whole(1, 0, empty);
    script.whole(0, 1, empty);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderKey), "violated*");
}

TEST(KeyOrder, is_not_promised_when_retries_may_overtake) {
    Script script;
    script.whole(1, 0, kA);
    script.whole(0, 1, kA);
    script.final_read(0, 2, {{0, 1}, {1, 0}});
    EXPECT_EQ(script.status(property::kOrderKey), "violated");
}

}  // namespace
}  // namespace assize::checkers
