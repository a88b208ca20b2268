#include "checkers/properties/cluster_recovers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using model::Phase;
using testing::HasSubstr;

/// A trial with one fault, that is to be healed.
class ClusterRecoversTest : public testing::Test {
protected:
    ClusterRecoversTest() {
        trial.begin();
        trial.fault();
        trial.phase(Phase::kHealing);
    }
    PropertyVerdict verdict() { return trial.about(property::kClusterRecovers); }
    ToldTrial trial;
};

// --- What it accepts.

TEST_F(ClusterRecoversTest, all_serve_again) {
    trial.healed(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
    EXPECT_EQ(verdict().promise, Promise::kPromised);
}

TEST_F(ClusterRecoversTest, another_may_lead) {
    trial.crash("broker-1");
    trial.elect(2, 1, {2, 3});
    trial.healed(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(ClusterRecoversTest, who_died_may_be_back) {
    trial.crash("broker-1");
    trial.start("broker-1");
    trial.healed(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(ClusterRecoversTest, who_was_paused_may_go_on) {
    trial.pause("broker-1");
    trial.resume("broker-1");
    trial.healed(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST_F(ClusterRecoversTest, a_follower_may_stay_down_when_it_is_not_to_live) {
    trial.crash("broker-3");
    trial.healed(true);
    EXPECT_EQ(verdict().status, Status::kHeld);
}

TEST(ClusterRecovers, without_a_fault_there_is_nothing_to_recover_from) {
    ToldTrial trial;
    trial.begin();
    trial.phase(Phase::kHealing);
    trial.healed(true);
    EXPECT_EQ(trial.about(property::kClusterRecovers).status, Status::kVacuous);
}

TEST(ClusterRecovers, nothing_is_promised_while_faults_go_on) {
    ToldTrial trial;
    trial.begin();
    trial.fault();
    const auto verdict = trial.about(property::kClusterRecovers);
    EXPECT_EQ(verdict.status, Status::kVacuous);
    EXPECT_EQ(verdict.promise, Promise::kNone);
}

// --- What it rejects.

TEST_F(ClusterRecoversTest, a_replica_that_does_not_come_back) {
    trial.healed(false, "the ISR of orders-0 is {1 2} of {1 2 3}");
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_EQ(verdict().promise, Promise::kPromised);
    EXPECT_EQ(verdict().summary,
              "the cluster did not recover: the ISR of orders-0 is {1 2} of {1 2 3}");
    EXPECT_EQ(verdict().witness.back().role, "violated here");
}

TEST_F(ClusterRecoversTest, a_partition_that_nobody_leads_though_who_is_in_sync_lives) {
    trial.decide({.leader = std::nullopt, .leader_epoch = 1, .isr = {2}});
    trial.healed(false, "orders-0 has no leader: its ISR is {2}");
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(ClusterRecoversTest, a_partition_that_nobody_leads_though_who_is_eligible_lives) {
    trial.crash("broker-1");
    trial.decide({.leader = std::nullopt, .leader_epoch = 1, .isr = {1}, .elr = {2}});
    trial.healed(false, "orders-0 has no leader");
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(ClusterRecoversTest, a_leader_that_is_dead_though_all_is_said_to_be_whole) {
    trial.crash("broker-1");
    trial.healed(true);
    EXPECT_EQ(verdict().status, Status::kViolated);
    EXPECT_THAT(verdict().observed, HasSubstr("nobody leads orders-0"));
}

TEST_F(ClusterRecoversTest, no_controller_though_most_of_them_live) {
    trial.crash("broker-3");
    trial.healed(false, "there is no controller");
    EXPECT_EQ(verdict().status, Status::kViolated);
}

TEST_F(ClusterRecoversTest, a_directory_that_failed_in_an_earlier_life) {
    trial.tell("broker-1", model::LogDirectoryFailed{
                               .broker = 1, .path = "/a", .operation = "sync", .error = "EIO"});
    trial.crash("broker-1");
    trial.start("broker-1");
    trial.healed(false, "broker-1 is starting");
    EXPECT_EQ(verdict().status, Status::kViolated);
}

// --- What is excused.

TEST_F(ClusterRecoversTest, all_members_of_isr_and_elr_are_down) {
    trial.decide({.leader = std::nullopt, .leader_epoch = 1, .isr = {1}, .elr = {}});
    trial.crash("broker-1");
    trial.healed(false, "orders-0 has no leader");
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(verdict().promise, Promise::kNone);
    EXPECT_EQ(verdict().reason,
              "orders-0 has no leader: the only member of ISR and ELR is down (broker-1)");
    EXPECT_EQ(trial.finish().result, Result::kHeld);
}

TEST_F(ClusterRecoversTest, both_members_are_down) {
    TrialSetup setup = ToldTrial::usual();
    setup.nodes.push_back({.id = 4, .name = "controller-4", .is_broker = false});
    for (NodeSetup& node : setup.nodes) node.is_voter = false;
    ToldTrial other(setup);
    other.begin();
    other.fault();
    other.phase(Phase::kHealing);
    other.decide({.leader = std::nullopt, .leader_epoch = 1, .isr = {}, .elr = {1, 2}});
    other.crash("broker-1");
    other.pause("broker-2");
    other.healed(false, "orders-0 has no leader");
    EXPECT_EQ(other.about(property::kClusterRecovers).reason,
              "orders-0 has no leader: both members of ISR and ELR are down (broker-1 broker-2)");
}

TEST_F(ClusterRecoversTest, most_of_the_controllers_are_down) {
    trial.crash("broker-2");
    trial.crash("broker-3");
    trial.healed(false, "there is no controller: most of them are down");
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(verdict().reason, "no majority of controllers: 2 of 3 are down");
}

TEST_F(ClusterRecoversTest, a_broker_goes_on_without_a_directory_that_failed) {
    trial.tell("broker-1", model::LogDirectoryFailed{
                               .broker = 1, .path = "/a", .operation = "sync", .error = "EIO"});
    trial.healed(false, "the ISR of orders-0 is {2 3} of {1 2 3}");
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(verdict().reason, "broker-1 goes on without its log directory /a, which failed");
}

TEST_F(ClusterRecoversTest, the_run_ended_too_early) {
    EXPECT_EQ(verdict().status, Status::kUndecided);
    EXPECT_EQ(verdict().promise, Promise::kPromised);
}

}  // namespace
}  // namespace assize::checkers
