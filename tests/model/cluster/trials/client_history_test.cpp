#include "client_history.h"

#include <gtest/gtest.h>

#include <string>

#include "model/facts/client.h"
#include "sim/trace.h"

namespace assize::model {
namespace {

const TopicPartition kPartition{"orders", 0};
constexpr sim::About kAbout{.changed = sim::Changed::kYes};

/// A producer and consumers that live in the test's words only.
class ClientHistoryTest : public testing::Test {
protected:
    ClientHistoryTest() { trace_.subscribe(history_); }

    template <class F>
    void emit(const F& fact) {
        trace_.emit(sim::Instant::origin(), sim::Emitter{sim::ProcessId(0), sim::Incarnation(1)},
                    fact, kAbout);
    }
    void acknowledge(const std::string& value, std::int64_t offset) {
        const auto send = history_.on_send(value, kPartition);
        emit(ProducerBatchAcknowledged{.partition = "orders-0",
                                       .batch = next_batch_++,
                                       .records = 1,
                                       .base_offset = Offset(offset),
                                       .acks = -1});
        history_.on_result(send, client::RecordMetadata{kPartition, Offset(offset), 0});
    }
    void fail(const std::string& value, client::Fate fate) {
        const auto send = history_.on_send(value, kPartition);
        history_.on_result(
            send, sim::Failure(client::SendError{wire::ErrorCode::kRequestTimedOut, fate}));
    }
    void read(const std::string& consumer, std::int64_t offset, const std::string& value) {
        history_.on_read(consumer, kPartition, Offset(offset), value);
    }

    ClientHistory history_;
    sim::Trace trace_;
    std::uint64_t next_batch_ = 1;
};

TEST_F(ClientHistoryTest, NothingIsWrongWhenAllThatWasAcknowledgedIsReadInItsPlace) {
    acknowledge("a", 0);
    fail("b", client::Fate::kMaybeWritten);
    acknowledge("c", 2);
    for (const char* consumer : {"one", "two"}) {
        read(consumer, 0, "a");
        EXPECT_FALSE(history_.has_read_all(consumer));
        read(consumer, 1, "b");
        read(consumer, 2, "c");
        EXPECT_TRUE(history_.has_read_all(consumer));
    }
    EXPECT_TRUE(history_.judge().empty());
}

TEST_F(ClientHistoryTest, ARecordThatIsAcknowledgedAndNotReadIsLost) {
    acknowledge("a", 0);
    acknowledge("b", 1);
    read("one", 0, "a");
    EXPECT_EQ(history_.judge(),
              std::vector<std::string>{"lost: b, acknowledged at 1 of orders-0, was never read by "
                                       "one"});
}

TEST_F(ClientHistoryTest, ARecordWithAnotherInItsPlaceIsReplaced) {
    acknowledge("a", 0);
    fail("b", client::Fate::kMaybeWritten);
    read("one", 0, "b");
    EXPECT_EQ(
        history_.judge(),
        std::vector<std::string>{"replaced: a, acknowledged at 0 of orders-0, one read b there"});
}

TEST_F(ClientHistoryTest, WhatNobodySentOrWasSurelyNotWrittenMustNotBeRead) {
    fail("a", client::Fate::kNotWritten);
    read("one", 0, "a");
    read("one", 1, "b");
    EXPECT_EQ(history_.judge(),
              (std::vector<std::string>{
                  "one reads a at 0 of orders-0: which its producer was told is not written",
                  "one reads b at 1 of orders-0: a phantom, which nobody sent there"}));
}

TEST_F(ClientHistoryTest, ARecordIsReadTwiceOnlyIfItsBatchWasSentAgain) {
    acknowledge("a", 0);
    read("one", 0, "a");
    read("one", 1, "a");
    EXPECT_EQ(history_.judge(),
              std::vector<std::string>{
                  "one reads a at 1 of orders-0: a second time, though it was sent once"});
}

TEST_F(ClientHistoryTest, ARecordThatWasSentAgainMayBeReadTwice) {
    emit(ProducerBatchRetried{
        .partition = "orders-0", .batch = 1, .error = "NETWORK_EXCEPTION", .attempt = 1});
    acknowledge("a", 1);
    read("one", 0, "a");
    read("one", 1, "a");
    EXPECT_TRUE(history_.judge().empty());
}

TEST_F(ClientHistoryTest, OffsetsAreReadOneByOneAndByAllAlike) {
    acknowledge("a", 0);
    acknowledge("b", 1);
    fail("c", client::Fate::kMaybeWritten);
    read("one", 0, "a");
    read("one", 1, "b");
    read("one", 3, "c");
    read("two", 0, "a");
    read("two", 0, "a");
    read("two", 1, "b");
    read("two", 2, "c");
    read("two", 3, "a");
    const auto wrong = history_.judge();
    ASSERT_EQ(wrong.size(), 4u);
    EXPECT_EQ(wrong[0], "one reads offset 3 of orders-0 where 2 comes next");
    EXPECT_EQ(wrong[1], "two reads offset 0 of orders-0 where 1 comes next");
    EXPECT_EQ(wrong[2], "two reads a at 3 of orders-0: a second time, though it was sent once");
    EXPECT_EQ(wrong[3], "two reads a at 3 of orders-0, where another read c");
}

TEST_F(ClientHistoryTest, what_was_lost_by_right_is_excused_from_there_on_and_nothing_before) {
    acknowledge("a", 0);
    acknowledge("b", 1);
    acknowledge("c", 2);
    acknowledge("d", 1);  // By the leader that has neither b nor c.
    for (const char* consumer : {"x", "y"}) read(consumer, 0, "a");
    read("x", 1, "b");
    read("x", 1, "d");
    read("y", 1, "d");
    EXPECT_FALSE(history_.judge().empty());
    EXPECT_FALSE(history_.has_read_all("x"));
    history_.excuse("orders-1", Offset(0));
    EXPECT_FALSE(history_.judge().empty());
    history_.excuse("orders-0", Offset(1));
    EXPECT_EQ(history_.judge(), std::vector<std::string>{});
    EXPECT_TRUE(history_.has_read_all("x"));
    read("y", 2, "z");
    EXPECT_EQ(history_.judge().size(), 1u);  // Nobody sent it.
}

TEST_F(ClientHistoryTest, a_loss_below_what_is_excused_is_one) {
    acknowledge("a", 0);
    acknowledge("b", 1);
    read("x", 1, "b");
    history_.excuse("orders-0", Offset(1));
    EXPECT_FALSE(history_.judge().empty());
}

}  // namespace
}  // namespace assize::model
