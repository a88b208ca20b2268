#include "checkers/properties/consumers_catch_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using model::Phase;
using testing::HasSubstr;

/// There are three records, and consumer-1 is to read them.
class ConsumersCatchUpTest : public testing::Test {
protected:
    ConsumersCatchUpTest() {
        trial.begin();
        trial.assign("consumer-1");
    }
    void deliver(std::int64_t n, const char* to = "consumer-1") {
        trial.deliver(to, n, ToldTrial::value_of(n));
    }
    /// All was healed, the reader has read records 0 to 2, and consumers were waited for.
    void end(bool whole = true) {
        trial.phase(Phase::kHealing);
        trial.healed(whole, whole ? "" : "orders-0 has no leader");
        trial.phase(Phase::kFinalCheck);
        trial.read({0, 1, 2}, 3);
        trial.awaited(true);
    }
    PropertyVerdict verdict() { return trial.about(property::kConsumersCatchUp); }

    ToldTrial trial;
};

// --- What it accepts.

TEST_F(ConsumersCatchUpTest, who_got_all) {
    for (std::int64_t n = 0; n < 3; ++n) deliver(n);
    end();
    EXPECT_EQ(verdict().status, Status::kHeld);
    EXPECT_EQ(verdict().promise, Promise::kPromised);
}

TEST_F(ConsumersCatchUpTest, who_got_the_last_one_alone) {
    deliver(2);
    end();
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(ConsumersCatchUpTest, who_begins_at_the_end) {
    trial.assign("consumer-1", 3);
    end();
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(ConsumersCatchUpTest, who_is_dead) {
    deliver(0);
    trial.crash("consumer-1");
    end();
    EXPECT_EQ(verdict().status, Status::kVacuous);
}

TEST_F(ConsumersCatchUpTest, who_gets_it_at_the_last_moment) {
    trial.phase(Phase::kHealing);
    trial.healed(true);
    trial.read({0, 1, 2}, 3);
    deliver(2);
    trial.awaited(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(ConsumersCatchUpTest, an_end_that_no_record_is_at) {
    deliver(2);
    trial.phase(Phase::kHealing);
    trial.healed(true);
    trial.read({0, 1, 2}, 5);  // What is at 3 and 4 is for no user.
    trial.awaited(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST(ConsumersCatchUp, who_reads_what_comes_later_may_have_got_nothing) {
    TrialSetup setup = ToldTrial::usual();
    setup.consumers[0].from_earliest = false;
    ToldTrial trial(setup);
    trial.assign("consumer-1");
    trial.phase(Phase::kHealing);
    trial.read({0}, 1);
    trial.awaited(true);
    EXPECT_EQ(trial.about(property::kConsumersCatchUp).status, Status::kHeld);
}

// --- What it rejects.

TEST_F(ConsumersCatchUpTest, who_got_all_but_the_last) {
    deliver(0);
    deliver(1);
    end();
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().summary, "consumer-1 did not catch up with orders-0");
    EXPECT_EQ(verdict().observed, "its last record was at 1");
    EXPECT_EQ(verdict().witness.back().role, "violated here");
}

TEST_F(ConsumersCatchUpTest, who_got_nothing) {
    end();
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().observed, "it got nothing");
}

TEST_F(ConsumersCatchUpTest, who_went_back) {
    deliver(2);
    deliver(0);
    end();
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(ConsumersCatchUpTest, who_began_anew_and_got_nothing_since) {
    deliver(2);
    trial.assign("consumer-1");
    end();
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(ConsumersCatchUpTest, one_of_two) {
    trial.assign("consumer-2");
    for (std::int64_t n = 0; n < 3; ++n) deliver(n);
    deliver(0, "consumer-2");
    end();
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().cases, 1);
    EXPECT_THAT(verdict().summary, HasSubstr("consumer-2"));
}

TEST_F(ConsumersCatchUpTest, who_died_and_was_restarted) {
    deliver(2);
    trial.crash("consumer-1");
    trial.start("consumer-1");
    trial.assign("consumer-1");
    deliver(0);
    end();
    EXPECT_EQ(verdict().status, Status::kViolated);
}

// --- What cannot be told.

TEST_F(ConsumersCatchUpTest, a_partition_that_was_not_read) {
    trial.phase(Phase::kHealing);
    trial.healed(true);
    trial.awaited(true);
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(verdict().promise, Promise::kPromised);
}

TEST_F(ConsumersCatchUpTest, a_run_that_did_not_wait) {
    trial.phase(Phase::kHealing);
    trial.healed(true);
    trial.read({0}, 1);
    EXPECT_EQ(verdict().status, Status::kUndecided);
}

TEST_F(ConsumersCatchUpTest, a_cluster_that_did_not_recover) {
    deliver(0);
    end(false);
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(verdict().promise, Promise::kNone);
    EXPECT_EQ(verdict().reason, "the cluster did not recover: orders-0 has no leader");
}

}  // namespace
}  // namespace assize::checkers
