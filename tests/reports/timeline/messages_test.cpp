#include "reports/timeline/messages.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "model/facts.h"
#include "reports/timeline/make_timeline.h"
#include "sim/facts.h"
#include "sim/network/facts.h"

namespace assize::reports {

namespace {

using sim::Changed;
using sim::operator""_ms;
using sim::operator""_us;

constexpr std::uint32_t kLeader = 0;
constexpr std::uint32_t kFollower = 1;
constexpr std::uint32_t kProducerProcess = 2;

/// A leader (broker-1), its follower (broker-2) and a producer, and what they send.
class MessagesTest : public testing::Test {
protected:
    MessagesTest() : recorder_(trace_, log_), orders_(trace_.intern("orders-0")) {
        for (const std::uint32_t who : {kLeader, kFollower, kProducerProcess}) {
            trace_.add_process(who == kProducerProcess ? "producer-1"
                                                       : fmt::format("broker-{}", who + 1));
            tell(who, sim::ProcessStarted{sim::HostId(who)});
        }
        tell(kFollower, model::FetcherStarted{model::BrokerId(2), "", model::BrokerId(1),
                                              model::LeaderEpoch(0), model::Offset(0)});
    }

    template <class F>
    std::size_t tell(std::uint32_t who, const F& fact, std::optional<std::uint64_t> message = {}) {
        std::optional<sim::MessageId> id;
        if (message) id = sim::MessageId(*message);
        const auto event = trace_.emit(
            now_, sim::Emitter{sim::ProcessId(who), sim::Incarnation(1)}, fact,
            {.changed = Changed::kYes, .subjects = {{"records", orders_, 7, 8}}, .message = id});
        return *log_.find(event);
    }
    std::size_t send(std::uint32_t from, std::uint32_t to, std::string_view api,
                     model::MessageSide side, std::uint64_t id) {
        return tell(from, model::MessageSent{api, side, sim::HostId(to), 1, 100}, id);
    }
    std::size_t receive(std::uint32_t to, std::uint32_t from, std::string_view api,
                        model::MessageSide side, std::uint64_t id) {
        now_ = now_ + 200_us;
        return tell(to, model::MessageReceived{api, side, sim::HostId(from), 1, 100}, id);
    }
    std::size_t append(std::uint32_t who, model::AppendedBy by, std::uint32_t crc) {
        return tell(who, model::BatchAppended{.broker = static_cast<std::int32_t>(who) + 1,
                                              .topic_id = "",
                                              .base = 7,
                                              .end = 8,
                                              .leader_epoch = 0,
                                              .crc = crc,
                                              .bytes = 100,
                                              .origin = by,
                                              .producer_id = std::nullopt,
                                              .producer_epoch = std::nullopt,
                                              .base_sequence = std::nullopt,
                                              .transactional = false,
                                              .control = false});
    }
    std::size_t send_batch(std::uint32_t crc, std::uint32_t attempt = 1) {
        return tell(kProducerProcess, model::ProducerBatchSent{.partition = "orders-0",
                                                               .batch = 3,
                                                               .broker = model::BrokerId(1),
                                                               .records = 1,
                                                               .crc = crc,
                                                               .attempt = attempt,
                                                               .acks = -1});
    }
    const Message* cause_of(std::size_t index) {
        describer_.emplace(log_);
        messages_.emplace(log_, *describer_);
        return messages_->cause_of(index);
    }
    Timeline timeline() {
        return make_timelines(log_, {}, {.subjects = {{"records", "orders-0", 7, 8}}}).front();
    }

    static constexpr auto kRequest = model::MessageSide::kRequest;
    static constexpr auto kResponse = model::MessageSide::kResponse;
    sim::Trace trace_;
    EventLog log_;
    EventRecorder recorder_;
    sim::NameId orders_;
    sim::Instant now_ = sim::Instant::origin() + 1_ms;
    std::optional<Describer> describer_;
    std::optional<Messages> messages_;
};

TEST_F(MessagesTest, AFollowersAppendCameOfTheLeadersAnswer) {
    send(kLeader, kFollower, "Fetch", kResponse, 11);
    receive(kFollower, kLeader, "Fetch", kResponse, 11);
    const std::size_t appended = append(kFollower, model::AppendedBy::kReplication, 5);
    const Message* cause = cause_of(appended);
    ASSERT_TRUE(cause);
    EXPECT_EQ(cause->id, 11u);
    EXPECT_EQ(cause->from, "broker-1");
    EXPECT_EQ(cause->to, "broker-2");
}

TEST_F(MessagesTest, AnAnswerFromAnotherThanTheLeaderIsNotTheCause) {
    send(kProducerProcess, kFollower, "Fetch", kResponse, 11);
    receive(kFollower, kProducerProcess, "Fetch", kResponse, 11);
    EXPECT_FALSE(cause_of(append(kFollower, model::AppendedBy::kReplication, 5)));
}

TEST_F(MessagesTest, AnAnswerOfLongAgoIsNotTheCause) {
    send(kLeader, kFollower, "Fetch", kResponse, 11);
    receive(kFollower, kLeader, "Fetch", kResponse, 11);
    now_ = now_ + 2000_ms;
    EXPECT_FALSE(cause_of(append(kFollower, model::AppendedBy::kReplication, 5)));
}

TEST_F(MessagesTest, ABatchTellsByItsChecksumWhichRequestBroughtIt) {
    send_batch(5);
    send(kProducerProcess, kLeader, "Produce", kRequest, 21);
    send_batch(6);
    send(kProducerProcess, kLeader, "Produce", kRequest, 22);
    receive(kLeader, kProducerProcess, "Produce", kRequest, 21);
    receive(kLeader, kProducerProcess, "Produce", kRequest, 22);
    const std::size_t first = append(kLeader, model::AppendedBy::kClient, 5);
    const Message* cause = cause_of(first);
    ASSERT_TRUE(cause);
    EXPECT_EQ(cause->id, 21u);
}

TEST_F(MessagesTest, ABatchAndItsArrivalAreOneRowWithAnArrow) {
    const std::size_t sent = send_batch(5);
    send(kProducerProcess, kLeader, "Produce", kRequest, 21);
    receive(kLeader, kProducerProcess, "Produce", kRequest, 21);
    const std::size_t appended = append(kLeader, model::AppendedBy::kClient, 5);
    const Timeline told = timeline();
    ASSERT_EQ(told.arrows.size(), 1u);
    const Timeline::Arrow& arrow = told.arrows.front();
    EXPECT_EQ(arrow.label, "Produce");
    EXPECT_EQ(arrow.fate, Timeline::Fate::kArrived);
    EXPECT_EQ(arrow.from_row, arrow.to_row);
    const Timeline::Row& row = told.rows[arrow.to_row];
    EXPECT_EQ(row.event, log_[appended].id);
    EXPECT_TRUE(std::ranges::find(row.more, log_[sent].id) != row.more.end());
}

TEST_F(MessagesTest, ABatchThatIsSentAgainIsDrawnAsSuch) {
    send_batch(5, 2);
    send(kProducerProcess, kLeader, "Produce", kRequest, 21);
    receive(kLeader, kProducerProcess, "Produce", kRequest, 21);
    append(kLeader, model::AppendedBy::kClient, 5);
    const Timeline told = timeline();
    ASSERT_EQ(told.arrows.size(), 1u);
    EXPECT_EQ(told.arrows.front().fate, Timeline::Fate::kRepeated);
}

TEST_F(MessagesTest, AMessageThatAFaultDropsIsToldEvenWhenAllHeld) {
    const std::size_t sent = send(kProducerProcess, kLeader, "Produce", kRequest, 21);
    tell(kProducerProcess, sim::FrameDropped{sim::RuleId(1), sim::ConnectionId(1), 0}, 21);
    const Timeline told = make_timelines(log_, {}).front();
    ASSERT_EQ(told.arrows.size(), 1u);
    EXPECT_EQ(told.arrows.front().fate, Timeline::Fate::kLost);
    EXPECT_EQ(told.arrows.front().sent, log_[sent].id);
}

TEST_F(MessagesTest, AMessageThatLedToSeveralFactsHasOneArrow) {
    send(kLeader, kFollower, "Fetch", kResponse, 11);
    receive(kFollower, kLeader, "Fetch", kResponse, 11);
    append(kFollower, model::AppendedBy::kReplication, 5);
    now_ = now_ + 1_ms;
    append(kFollower, model::AppendedBy::kReplication, 6);
    const Timeline told = timeline();
    EXPECT_EQ(told.arrows.size(), 1u);
    EXPECT_EQ(told.rows.size(), 3u);
}

TEST_F(MessagesTest, MessagesThatNeverArriveAreOneLostArrowWithTheirNumber) {
    append(kLeader, model::AppendedBy::kClient, 5);
    now_ = now_ + 1_ms;
    const std::size_t first = send(kFollower, kLeader, "Fetch", kRequest, 31);
    now_ = now_ + 100_ms;
    send(kFollower, kLeader, "Fetch", kRequest, 32);
    now_ = now_ + 100_ms;
    append(kFollower, model::AppendedBy::kReplication, 5);
    const Timeline told = timeline();
    ASSERT_EQ(told.arrows.size(), 1u);
    const Timeline::Arrow& arrow = told.arrows.front();
    EXPECT_EQ(arrow.fate, Timeline::Fate::kLost);
    EXPECT_EQ(arrow.count, 2);
    EXPECT_EQ(arrow.sent, log_[first].id);
    EXPECT_FALSE(arrow.arrived);
}

TEST_F(MessagesTest, AMessageThatAFaultDelayedComesFromTheRowWhereItWasSent) {
    append(kLeader, model::AppendedBy::kClient, 5);
    send(kLeader, kFollower, "Fetch", kResponse, 11);
    tell(kLeader, sim::FrameDelayed{sim::RuleId(1), sim::ConnectionId(1), 230_ms}, 11);
    now_ = now_ + 100_ms;
    tell(kProducerProcess, model::SendEnded{7, "producer-1/7", model::SendOutcome::kInfo,
                                            "orders-0", 7, "REQUEST_TIMED_OUT"});
    now_ = now_ + 130_ms;
    receive(kFollower, kLeader, "Fetch", kResponse, 11);
    append(kFollower, model::AppendedBy::kReplication, 5);
    const Timeline told = timeline();
    ASSERT_EQ(told.arrows.size(), 1u);
    const Timeline::Arrow& arrow = told.arrows.front();
    EXPECT_EQ(arrow.fate, Timeline::Fate::kDelayed);
    EXPECT_EQ(arrow.to_row, told.rows.size() - 1);
    EXPECT_LT(arrow.from_row, arrow.to_row);
    EXPECT_EQ(short_duration(arrow.arrived_at - arrow.sent_at), "230 ms");
}

}  // namespace

}  // namespace assize::reports
