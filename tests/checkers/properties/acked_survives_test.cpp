#include "checkers/properties/acked_survives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Status and promise in words: "held, promised".
std::string answer(ToldTrial& trial) {
    const PropertyVerdict verdict = trial.about(property::kAckedSurvives);
    return std::string(to_string(verdict.status)) +
           (verdict.promise == Promise::kPromised ? ", promised" : ", not promised");
}

std::vector<std::uint64_t> events_of(const PropertyVerdict& verdict) {
    std::vector<std::uint64_t> events;
    for (const WitnessStep& step : verdict.witness) events.push_back(step.event.value());
    return events;
}

/// A trial with records 0, 1 and 2 acknowledged.
class AckedSurvivesTest : public testing::Test {
protected:
    AckedSurvivesTest() {
        trial.begin();
        for (std::int64_t n = 0; n < 3; ++n) trial.write(n);
    }
    ToldTrial trial;
};

// --- What it accepts.

TEST_F(AckedSurvivesTest, all_that_was_acknowledged_is_read) {
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "held, promised");
    const auto verdict = trial.about(property::kAckedSurvives);
    EXPECT_EQ(verdict.exposure.at("acknowledged"), 3);
    EXPECT_EQ(verdict.exposure.at("survived"), 3);
    EXPECT_EQ(verdict.cases, 0);
}

TEST_F(AckedSurvivesTest, more_than_was_acknowledged_may_be_read) {
    trial.invoke(3);
    trial.append(1, 3, 0);
    trial.end_send(3, std::nullopt, model::SendOutcome::kInfo, "REQUEST_TIMED_OUT");
    trial.read({0, 1, 2, 3}, 4);
    EXPECT_EQ(answer(trial), "held, promised");
}

TEST_F(AckedSurvivesTest, what_failed_or_is_open_may_be_lost) {
    trial.invoke(3);
    trial.end_send(3, std::nullopt, model::SendOutcome::kFail, "NOT_ENOUGH_REPLICAS");
    trial.invoke(4);
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "held, promised");
}

TEST_F(AckedSurvivesTest, retention_may_take_the_first_ones) {
    trial.delete_below(2, model::LogStartReason::kRetention);
    trial.read({2}, 3, 2);
    EXPECT_EQ(answer(trial), "held, promised");
    EXPECT_EQ(trial.about(property::kAckedSurvives).exposure.at("deleted"), 2);
}

TEST_F(AckedSurvivesTest, so_may_who_deletes_records) {
    trial.delete_below(3, model::LogStartReason::kDeleteRecords);
    trial.read({}, 3, 3);
    EXPECT_EQ(answer(trial), "held, promised");
}

TEST_F(AckedSurvivesTest, a_topic_that_is_deleted_takes_them_along) {
    trial.tell("broker-3", model::TopicDeleted{.controller = 3,
                                               .epoch = 1,
                                               .offset = 9,
                                               .topic = "orders",
                                               .topic_id = ToldTrial::kTopicId});
    trial.read({}, 0);
    EXPECT_EQ(answer(trial), "vacuous, promised");
}

TEST_F(AckedSurvivesTest, they_may_outlive_their_leader) {
    trial.crash("broker-1");
    trial.elect(2, 1, {2, 3});
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "held, promised");
}

TEST_F(AckedSurvivesTest, without_acknowledgement_there_is_nothing_to_keep) {
    ToldTrial silent;
    silent.begin();
    silent.read({}, 0);
    EXPECT_EQ(answer(silent), "vacuous, promised");
}

// --- What it rejects.

TEST_F(AckedSurvivesTest, one_that_is_missing_at_the_end) {
    const sim::EventId missed = trial.read({0, 1}, 2);
    EXPECT_EQ(answer(trial), "violated, promised");
    const auto verdict = trial.about(property::kAckedSurvives);
    EXPECT_EQ(verdict.summary, "record producer-1/2 of orders-0 was acknowledged and then lost");
    EXPECT_EQ(verdict.expected,
              "orders-0@2 = producer-1/2, readable from 0.000 ms on (acks=all, "
              "min.insync.replicas=2)");
    EXPECT_EQ(verdict.observed, "reader-1 read orders-0 from 0 up to 2: nothing at 2");
    EXPECT_EQ(verdict.witness.back().event, missed);
    EXPECT_EQ(verdict.witness.back().role, "violated here");
    EXPECT_THAT(verdict.subjects, ElementsAre(SubjectRange{"records", "orders-0", 2, 3},
                                              SubjectRange{"send", "producer-1", 2, 3}));
}

TEST_F(AckedSurvivesTest, one_that_is_missing_in_the_middle) {
    trial.read({0, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
    EXPECT_EQ(trial.about(property::kAckedSurvives).cases, 1);
}

TEST_F(AckedSurvivesTest, one_that_is_replaced_by_another) {
    trial.deliver("reader-1", 1, "producer-2/7");
    trial.read({0, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
    EXPECT_EQ(trial.about(property::kAckedSurvives).observed,
              "reader-1 read producer-2/7 at orders-0@1");
}

TEST_F(AckedSurvivesTest, one_that_is_at_another_offset) {
    trial.deliver("reader-1", 1, ToldTrial::value_of(2));
    trial.deliver("reader-1", 2, ToldTrial::value_of(1));
    trial.read({0}, 3);
    EXPECT_EQ(trial.about(property::kAckedSurvives).cases, 2);
}

TEST_F(AckedSurvivesTest, a_log_start_that_nobody_moved) {
    trial.read({2}, 3, 2);
    EXPECT_EQ(answer(trial), "violated, promised");
    EXPECT_EQ(trial.about(property::kAckedSurvives).observed,
              "reader-1 read orders-0 from 2 up to 3: nothing at 0");
}

TEST_F(AckedSurvivesTest, more_than_what_retention_took) {
    trial.delete_below(1, model::LogStartReason::kRetention);
    trial.read({2}, 3, 2);
    EXPECT_EQ(answer(trial), "violated, promised");
}

TEST_F(AckedSurvivesTest, a_log_start_that_a_follower_adopts_is_no_excuse) {
    trial.delete_below(3, model::LogStartReason::kLeader);
    trial.read({}, 3, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
}

/// A clean election of one in sync who lacks a record is nobody's right.
TEST_F(AckedSurvivesTest, an_election_that_drops_a_record) {
    trial.invoke(3);
    const auto written = trial.append(1, 3, 0);
    trial.copy(3, 3, 0);
    trial.high_watermark(1, 4);  // Though broker-2 lacks it.
    const auto told = trial.end_send(3, 3);
    trial.crash("broker-1");
    const auto elected = trial.elect(2, 1, {2, 3});
    const auto dropped = trial.truncate(3, 3);
    const auto missed = trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
    const auto verdict = trial.about(property::kAckedSurvives);
    EXPECT_THAT(events_of(verdict), ElementsAre(written.value(), told.value(), told.value() + 1,
                                                elected.value(), dropped.value(), missed.value()));
    EXPECT_EQ(verdict.witness[1].role, "the promise");
    EXPECT_EQ(verdict.witness[2].role, "broker-1 dies: crash");
    EXPECT_EQ(verdict.witness[3].role, "broker-2 leads in epoch 1 without it");
    EXPECT_EQ(verdict.witness[4].role, "broker-3 truncates 4 -> 3: drops it");
}

// --- What is lost, and was not promised.

TEST_F(AckedSurvivesTest, acks_one_promises_nothing) {
    TrialSetup setup = ToldTrial::usual();
    setup.producers[0].acks = 1;
    ToldTrial loose(setup);
    loose.begin();
    loose.write_one(0);
    loose.crash("broker-1");
    loose.elect(2, 1, {2, 3});
    loose.read({}, 0);
    EXPECT_EQ(answer(loose), "violated, not promised");
    EXPECT_THAT(loose.about(property::kAckedSurvives).reason, HasSubstr("acks=1"));
    EXPECT_EQ(loose.finish().result, Result::kHeld);
}

TEST_F(AckedSurvivesTest, the_loss_of_a_promised_record_comes_first) {
    trial.write_one(3);
    trial.read({0, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
    const auto verdict = trial.about(property::kAckedSurvives);
    EXPECT_THAT(verdict.summary, HasSubstr("producer-1/1 "));
    EXPECT_EQ(verdict.exposure.at("lost"), 2);
    EXPECT_EQ(verdict.exposure.at("lost_promised"), 1);
}

TEST_F(AckedSurvivesTest, an_unclean_election_that_nobody_allowed_is_no_excuse) {
    trial.invoke(3);
    trial.append(1, 3, 0);
    trial.high_watermark(1, 4);
    trial.end_send(3, 3);
    trial.decide({.leader = 2, .leader_epoch = 1, .isr = {2}, .unclean = true});
    trial.lead(2, 1, {2});
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
}

/// The same topic, with unclean elections.
class UncleanTest : public testing::Test {
protected:
    UncleanTest() {
        trial.begin();
        for (std::int64_t n = 0; n < 3; ++n) trial.write(n);
    }
    static TrialSetup setup() {
        TrialSetup setup = ToldTrial::usual();
        setup.topics[0].unclean_leader_election = true;
        return setup;
    }
    ToldTrial trial{setup()};
};

TEST_F(UncleanTest, an_unclean_election_takes_the_promise_back) {
    trial.decide({.isr = {1}});
    trial.lead(1, 1, {1});
    trial.write(3, 1, 1, {1});
    trial.crash("broker-1");
    trial.decide({.leader = 2, .leader_epoch = 2, .isr = {2}, .unclean = true});
    const auto elected = trial.lead(2, 2, {2});
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, not promised");
    const auto verdict = trial.about(property::kAckedSurvives);
    EXPECT_EQ(verdict.reason,
              "broker 2 was elected in epoch 2 of orders-0, though neither in sync nor eligible");
    EXPECT_EQ(verdict.witness.front().role, "ISR [1 2 3] -> [1]");
    ASSERT_EQ(verdict.witness.size(), 6u);
    EXPECT_EQ(verdict.witness[4].event, elected);
    EXPECT_EQ(verdict.witness[4].role, "broker-2 leads in epoch 2 without it: UNCLEAN");
}

TEST_F(UncleanTest, an_unclean_election_does_not_excuse_what_came_after_it) {
    trial.decide({.leader = 2, .leader_epoch = 1, .isr = {2}, .unclean = true});
    trial.lead(2, 1, {2});
    trial.decide({.leader = 2, .leader_epoch = 1, .isr = {1, 2, 3}});
    trial.lead(2, 2);
    trial.write(3, 2, 2);
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
}

TEST_F(AckedSurvivesTest, the_last_one_in_sync_may_lose_its_power_and_all) {
    trial.decide({.isr = {1}});
    trial.lose_power("broker-1");
    trial.start("broker-1");
    trial.load(1, 1);
    trial.elect(1, 1, {1});
    trial.truncate(2, 1);
    trial.truncate(3, 1);
    trial.read({0}, 1);
    EXPECT_EQ(answer(trial), "violated, not promised");
    EXPECT_EQ(trial.about(property::kAckedSurvives).reason,
              "broker 1 was elected in epoch 1 of orders-0 after all who were in sync or eligible "
              "had lost part of their logs");
}

TEST_F(AckedSurvivesTest, one_of_two_in_sync_may_not) {
    trial.decide({.isr = {1, 2}});
    trial.lose_power("broker-1");
    trial.start("broker-1");
    trial.load(1, 1);
    trial.elect(1, 1, {1, 2});
    trial.read({0}, 1);
    EXPECT_EQ(answer(trial), "violated, promised");
}

TEST_F(AckedSurvivesTest, who_is_eligible_counts_as_in_sync) {
    trial.decide({.isr = {1}, .elr = {2}});
    trial.lose_power("broker-1");
    trial.start("broker-1");
    trial.load(1, 1);
    trial.decide({.leader = 1, .leader_epoch = 1, .isr = {1}, .elr = {2}});
    trial.lead(1, 1, {1});
    trial.read({0}, 1);
    EXPECT_EQ(answer(trial), "violated, promised");
}

// --- What cannot be told.

TEST_F(AckedSurvivesTest, without_a_final_read_it_is_undecided) {
    EXPECT_EQ(answer(trial), "undecided, promised");
    EXPECT_THAT(trial.about(property::kAckedSurvives).summary,
                HasSubstr("orders-0 was not read to its end"));
}

TEST_F(AckedSurvivesTest, a_partition_that_was_not_read_leaves_it_undecided) {
    trial.invoke(3);
    trial.end_send(3, 0, model::SendOutcome::kOk, "", "producer-1", "orders-1");
    trial.read({0, 1, 2}, 3);
    EXPECT_EQ(answer(trial), "undecided, promised");
    EXPECT_THAT(trial.about(property::kAckedSurvives).summary, HasSubstr("orders-1"));
}

TEST_F(AckedSurvivesTest, a_loss_is_certain_whatever_was_not_read) {
    trial.invoke(3);
    trial.end_send(3, 0, model::SendOutcome::kOk, "", "producer-1", "orders-1");
    trial.read({0, 1}, 3);
    EXPECT_EQ(answer(trial), "violated, promised");
}

}  // namespace
}  // namespace assize::checkers
