#include "checkers/properties/sends_end.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using model::SendOutcome;
using sim::Duration;

/// producer-1 has 2 s to block, and 3 s to deliver; a second of grace comes on top.
class SendsEndTest : public testing::Test {
protected:
    static TrialSetup setup() {
        TrialSetup setup = ToldTrial::usual();
        setup.producers[0].max_block = Duration::seconds(2);
        setup.producers[0].delivery_timeout = Duration::seconds(3);
        return setup;
    }
    PropertyVerdict verdict() { return trial.about(property::kSendsEnd); }
    /// Something happens, so that time is known to go on.
    void go_on(Duration duration) {
        trial.wait(duration);
        trial.fault();
    }

    int alarms = 0;
    ToldTrial trial{setup(), {.on_violation = [this](std::string_view) { alarms += 1; }}};
};

// --- What it accepts.

TEST_F(SendsEndTest, a_send_that_ends_in_time) {
    trial.invoke(0);
    trial.wait(Duration::seconds(1));
    trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(SendsEndTest, a_failure_is_an_end_too) {
    trial.invoke(0);
    trial.wait(Duration::seconds(5));
    trial.end_send(0, std::nullopt, SendOutcome::kInfo, "REQUEST_TIMED_OUT");
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(SendsEndTest, the_last_moment_is_in_time) {
    trial.invoke(0);
    trial.wait(Duration::seconds(6));
    trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(SendsEndTest, while_the_producer_is_paused_its_time_does_not_run) {
    trial.invoke(0);
    trial.pause("producer-1");
    trial.wait(Duration::seconds(60));
    trial.resume("producer-1");
    trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(SendsEndTest, a_send_dies_with_its_producer) {
    trial.write(1);
    trial.invoke(0);
    trial.crash("producer-1");
    go_on(Duration::seconds(60));
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(SendsEndTest, who_restarts_a_producer_may_say_so_later) {
    trial.invoke(0);
    trial.crash("producer-1");
    trial.wait(Duration::seconds(60));
    trial.start("producer-1");
    trial.end_send(0, std::nullopt, SendOutcome::kInfo, "CLIENT_CRASHED");
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(SendsEndTest, without_a_send_there_is_nothing_to_wait_for) {
    EXPECT_EQ(verdict().status, Status::kVacuous);
}

// --- What it rejects.

TEST_F(SendsEndTest, a_send_that_ends_a_moment_too_late) {
    trial.invoke(0);
    trial.wait(Duration::seconds(6) + Duration::nanoseconds(1));
    const auto ended = trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().summary, "the send of producer-1/0 ended too late");
    EXPECT_EQ(verdict().witness.back().event, ended);
    EXPECT_EQ(alarms, 1);
}

TEST_F(SendsEndTest, a_send_that_never_ends) {
    trial.invoke(0);
    go_on(Duration::seconds(7));
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().summary, "the send of producer-1/0 never ended");
}

TEST_F(SendsEndTest, one_of_many) {
    for (std::int64_t n = 0; n < 5; ++n) trial.invoke(n);
    for (std::int64_t n = 0; n < 4; ++n) trial.end_send(n, n);
    go_on(Duration::seconds(7));
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().cases, 1);
}

TEST_F(SendsEndTest, a_pause_before_the_send_is_no_excuse) {
    trial.pause("producer-1");
    trial.wait(Duration::seconds(60));
    trial.resume("producer-1");
    trial.invoke(0);
    trial.wait(Duration::seconds(7));
    trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(SendsEndTest, nor_is_a_pause_of_another) {
    trial.invoke(0);
    trial.pause("producer-2");
    trial.wait(Duration::seconds(60));
    trial.resume("producer-2");
    trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(SendsEndTest, nor_a_short_one) {
    trial.invoke(0);
    trial.pause("producer-1");
    trial.wait(Duration::seconds(1));
    trial.resume("producer-1");
    trial.wait(Duration::seconds(7));
    trial.end_send(0, 0);
    EXPECT_EQ(verdict().status, Status::kViolated);
}

// --- What cannot be told.

TEST_F(SendsEndTest, a_run_that_ends_before_the_time_is_up) {
    trial.invoke(0);
    go_on(Duration::seconds(5));
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(trial.finish().result, Result::kUndecided);
}

}  // namespace
}  // namespace assize::checkers
