#include <fmt/format.h>
#include <gtest/gtest.h>

#include "model/facts/trial.h"
#include "tests/scenarios/run/plans.h"
#include "tests/scenarios/run/recorded.h"

namespace assize::scenarios {
namespace {

using namespace sim::literals;

/// What the first fault of a run was said to be, and whom it struck.
struct Told {
    std::string what;
    std::string targets;
    std::size_t ended;

    bool operator==(const Told&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Told& told) {
    return out << told.what << " / " << told.targets << " / ended " << told.ended;
}

class Faults : public testing::Test {
protected:
    /// Runs a small plan with one fault, one second into its phase, for a second.
    Told with(FaultAction action, std::optional<sim::Duration> lasts = 1_s) {
        Plan plan = small_plan();
        plan.faults = {fault_at(1_s, std::move(action), lasts)};
        return told(plan);
    }

    Told told(const Plan& plan) {
        run_ = record(plan);
        EXPECT_TRUE(run_.result.errors.empty()) << run_.result.errors.front().what;
        EXPECT_FALSE(run_.result.crash) << *run_.result.crash;
        const auto began = run_.all("fault_began");
        if (began.empty()) return {};
        return {std::string(*run_.log.text(began.front(), "what")),
                std::string(*run_.log.text(began.front(), "targets")), run_.count("fault_ended")};
    }

    bool is_whole_in_the_end() {
        const auto healed = run_.all("healing_ended");
        return !healed.empty() && *run_.log.flag(healed.front(), "whole");
    }

    Recorded run_;
};

TEST_F(Faults, CrashKillsAProcessAndStartsItAgain) {
    EXPECT_EQ(with(fault::Crash{"broker-1"}), (Told{"crash broker-1", "broker-1", 1}));
    EXPECT_EQ(run_.texts("process_died", "death").front(), "crash");
    EXPECT_EQ(run_.lives_of("broker-1"), 2u);
    EXPECT_TRUE(is_whole_in_the_end());
}

TEST_F(Faults, PowerLossTakesTheHostDownAndUpAgain) {
    EXPECT_EQ(with(fault::PowerLoss{"broker-2"}),
              (Told{"cut the power of broker-2", "broker-2", 1}));
    EXPECT_EQ(run_.count("host_lost_power"), 1u);
    EXPECT_EQ(run_.lives_of("broker-2"), 2u);
    EXPECT_TRUE(is_whole_in_the_end());
}

TEST_F(Faults, WipeLeavesAnEmptyDiskThatIsFilledAgain) {
    EXPECT_EQ(with(fault::Wipe{"broker-3"}).targets, "broker-3");
    EXPECT_EQ(run_.lives_of("broker-3"), 2u);
    EXPECT_TRUE(is_whole_in_the_end());
}

TEST_F(Faults, PauseFreezesAProcessAndLetsItGoOn) {
    EXPECT_EQ(with(fault::Pause{"controllers"}),
              (Told{"pause controller-101 controller-102 controller-103",
                    "controller-101 controller-102 controller-103", 1}));
    EXPECT_EQ(run_.count("process_paused"), 3u);
    EXPECT_EQ(run_.count("process_resumed"), 3u);
}

TEST_F(Faults, ShutDownLetsABrokerEndInOrder) {
    EXPECT_EQ(with(fault::ShutDown{"broker-1"}).what, "shut down broker-1");
    EXPECT_EQ(run_.texts("process_died", "death").front(), "returned");
    EXPECT_EQ(run_.lives_of("broker-1"), 2u);
    EXPECT_TRUE(is_whole_in_the_end());
}

TEST_F(Faults, AClientThatIsCrashedGivesUpWhatItHadUnderWayAndGoesOn) {
    EXPECT_EQ(with(fault::Crash{"clients"}).targets, "consumer-1 producer-1 producer-2");
    EXPECT_EQ(run_.lives_of("producer-1"), 2u);
    EXPECT_EQ(run_.count("send_invoked"), run_.count("send_ended"));
    EXPECT_EQ(run_.count("reader_assigned"), 6u) << "twice by the consumer, then by the reader";
}

TEST_F(Faults, CutsCutWhoIsNamedFromWhoIsNamed) {
    EXPECT_EQ(with(fault::Cut{{"broker-1"}, {"brokers"}}),
              (Told{"cut {broker-1} | {broker-2 broker-3}", "broker-1 broker-2 broker-3", 1}));
    EXPECT_EQ(with(fault::Cut{{"broker-1"}, {"controllers"}, true}).what,
              "cut {broker-1} -> {controller-101 controller-102 controller-103}");
    EXPECT_EQ(run_.count("rule_installed"), 1u);
    EXPECT_EQ(run_.count("rule_removed"), 1u);
}

TEST_F(Faults, PartitionsAndRingsSplitTheCluster) {
    EXPECT_EQ(with(fault::Partition{{{"broker-1"}, {"brokers"}}}).what,
              "partition {broker-1} | {broker-2 broker-3}");
    EXPECT_EQ(with(fault::Ring{{"nodes"}}).what,
              "ring broker-1 broker-2 broker-3 controller-101 controller-102 controller-103");
    EXPECT_TRUE(is_whole_in_the_end());
}

TEST_F(Faults, LinksAreSlowedStalledCorruptedAndReset) {
    EXPECT_EQ(with(fault::SlowLink{{"broker-1"}, {"broker-2"}, 20_ms, 10}).what,
              "slow {broker-1} -> {broker-2} by 20ms, a 10th of its bandwidth");
    EXPECT_EQ(with(fault::Stall{{"broker-1"}, {"broker-2"}}).what,
              "stall {broker-1} -> {broker-2}");
    EXPECT_EQ(with(fault::Corrupt{{"broker-1"}, {"broker-2", "broker-3"}, 500}).what,
              "corrupt {broker-1} -> {broker-2 broker-3}, 500 in 1000 frames");
    EXPECT_GT(run_.count("frame_corrupted"), 0u);
    EXPECT_EQ(with(fault::Reset{{"brokers"}, {}}, std::nullopt).ended, 1u);
    EXPECT_GT(run_.count("connection_reset"), 0u);
}

TEST_F(Faults, RefuseLetsNobodyConnect) {
    Plan plan = small_plan();
    plan.faults = {fault_at(1_s, fault::Refuse{"broker-1"}, 1_s),
                   fault_at(1100_ms, fault::Reset{{"broker-1"}, {}})};
    EXPECT_EQ(told(plan).what, "refuse to connect to broker-1");
    EXPECT_GT(run_.count("connection_refused"), 0u);
}

TEST_F(Faults, AMessageIsPickedByItsApiItsSideAndItsNumber) {
    const fault::Message drop{.api = "Produce",
                              .side = fault::Message::Side::kResponse,
                              .to = {"producer-1"},
                              .nth = 3,
                              .fate = fault::Message::Fate::kDrop};
    EXPECT_EQ(with(drop).what, "drop number 3 of the next Produce response to producer-1");
    EXPECT_EQ(run_.count("frame_dropped"), 1u);

    const fault::Message delay{
        .api = "Fetch", .from = {"broker-2"}, .fate = fault::Message::Fate::kDelay, .by = 5_ms};
    EXPECT_EQ(with(delay).what, "delay each Fetch request from broker-2 by 5ms");
    EXPECT_GT(run_.count("frame_delayed"), 1u);
}

TEST_F(Faults, DisksFailAndAreWellAgain) {
    const sim::DiskFault slow{.path = "*",
                              .operation = sim::DiskOperation::kWrite,
                              .effect = sim::disk_fault::Slow{50_ms}};
    EXPECT_EQ(with(fault::Disk{"broker-1", slow}).what,
              "disk of broker-1: write of *: slow by 50ms");

    EXPECT_EQ(with(fault::DiskFull{"broker-1"}).what, "disk of broker-1 is full");
    EXPECT_EQ(run_.lives_of("broker-1"), 2u) << "without a disk it ends";
    EXPECT_TRUE(is_whole_in_the_end());
}

TEST_F(Faults, ABitRotsAtTheEndOfALog) {
    EXPECT_EQ(with(fault::RotLog{"broker-1", "orders-0"}, std::nullopt).what,
              "flip a bit at the end of orders-0 on broker-1");
    EXPECT_EQ(run_.count("fault_ended"), 1u);
}

TEST_F(Faults, ClocksJumpAndDriftAndAreSetRight) {
    EXPECT_EQ(with(fault::ClockJump{"broker-1", -90_s}).what, "set the clock of broker-1 back 90s");
    EXPECT_EQ(run_.count("wall_clock_jumped"), 2u);
    EXPECT_EQ(with(fault::ClockJump{"broker-1", 90_s}, std::nullopt).ended, 1u);
    EXPECT_EQ(run_.count("wall_clock_jumped"), 1u) << "without an end it stays wrong";
    EXPECT_EQ(with(fault::ClockDrift{"broker-1", 500}).what,
              "let the clock of broker-1 drift by 500 ppm");
}

TEST_F(Faults, OperatorsMovePartitionsElectLeadersAndDeleteRecords) {
    EXPECT_EQ(with(fault::Reassign{"orders-0", {3, 2, 1}}, std::nullopt).what,
              "move orders-0 to {3 2 1}");
    EXPECT_EQ(run_.texts("operator_answered", "error"), std::vector<std::string>{""});
    with(fault::DeleteRecords{"orders-1", 3}, std::nullopt);
    EXPECT_EQ(run_.texts("operator_answered", "error"), std::vector<std::string>{""});
    with(fault::ElectLeader{"orders-0"}, std::nullopt);
    EXPECT_EQ(run_.texts("operator_answered", "error"),
              std::vector<std::string>{"ELECTION_NOT_NEEDED"});
    ASSERT_EQ(run_.result.notes.size(), 1u);
    EXPECT_NE(run_.result.notes.front().find("ELECTION_NOT_NEEDED"), std::string::npos);
}

// The values of a key of the topic from when it was made on; "-" where it was given back its
// default.
std::vector<std::string> values_of(const Recorded& run, std::string_view key) {
    std::vector<std::string> values;
    for (const std::size_t index : run.all("config_changed")) {
        if (run.log.text(index, "key") != key) continue;
        values.emplace_back(run.log.text(index, "value").value_or("-"));
    }
    return values;
}

TEST_F(Faults, AnOperatorAltersATopicAndGivesItBackWhatItWasMadeWith) {
    const fault::AlterTopic alter{"orders",
                                  {{"min.insync.replicas", "1"}, {"flush.messages", "1"}}};
    EXPECT_EQ(with(alter, 1_s),
              (Told{"set of orders: flush.messages=1 min.insync.replicas=1", "", 1}));
    EXPECT_EQ(run_.texts("operator_answered", "error"), (std::vector<std::string>{"", ""}));
    const auto ended = run_.all("fault_ended").front();
    const auto healing = run_.all("phase_began").at(2);
    EXPECT_LT(run_.log[ended].at, run_.log[healing].at) << "it lasts as long as it says";
    EXPECT_EQ(values_of(run_, "min.insync.replicas"), (std::vector<std::string>{"2", "1", "2"}));
    EXPECT_EQ(values_of(run_, "flush.messages"), (std::vector<std::string>{"1", "-"}));
}

TEST_F(Faults, WhatAnOperatorAltersIsTakenBackWhenAllIsHealed) {
    EXPECT_EQ(with(fault::AlterTopic{"orders", {{"min.insync.replicas", "1"}}}, std::nullopt).ended,
              1u);
    const auto ended = run_.all("fault_ended").front();
    const auto healing = run_.all("phase_began").at(2);
    EXPECT_GE(run_.log[ended].at, run_.log[healing].at);
    EXPECT_EQ(values_of(run_, "min.insync.replicas"), (std::vector<std::string>{"2", "1", "2"}));
}

TEST_F(Faults, WhatAnOperatorAltersIsTakenBackThoughNobodyListensAtItsEnd) {
    Plan plan = small_plan();
    plan.phases.faults = 60_s;
    plan.faults = {fault_at(1_s, fault::AlterTopic{"orders", {{"min.insync.replicas", "1"}}}, 2_s),
                   fault_at(2_s, fault::Crash{"controllers"}, 45_s)};
    told(plan);
    EXPECT_EQ(values_of(run_, "min.insync.replicas"), (std::vector<std::string>{"2", "1", "2"}));
    EXPECT_EQ(run_.count("fault_ended"), 2u);
    EXPECT_TRUE(run_.result.notes.empty()) << run_.result.notes.front();
}

// --- Roles.

TEST_F(Faults, RolesAreLookedUpWhenTheFaultBegins) {
    Plan plan = small_plan();
    plan.topics.front().assignment = {{2, 3, 1}, {1, 2, 3}};
    plan.faults = {fault_at(1_s, fault::Cut{{"leader(orders-0)"}, {"followers(orders-0)"}}, 1_s)};
    EXPECT_EQ(told(plan).what, "cut {broker-2} | {broker-1 broker-3}");
    plan.faults = {fault_at(1_s, fault::Crash{"follower(orders-0, 1)"}, 1_s)};
    EXPECT_EQ(told(plan).what, "crash broker-3");
    plan.faults = {fault_at(1_s, fault::Pause{"isr(orders-1)"}, 1_s)};
    EXPECT_EQ(told(plan).targets, "broker-1 broker-2 broker-3");
    plan.faults = {fault_at(1_s, fault::Pause{"controller"}, 1_s)};
    EXPECT_TRUE(told(plan).targets.starts_with("controller-10"));
}

TEST_F(Faults, AFaultWhoseRoleNobodyHasWaitsForSomebody) {
    Plan plan = small_plan();
    plan.faults = {fault_at(500_ms, fault::Crash{"controllers"}, 1_s),
                   fault_at(1_s, fault::Pause{"controller"}, 100_ms)};
    plan.phases.faults = 10_s;
    told(plan);
    const auto began = run_.all("fault_began");
    ASSERT_EQ(began.size(), 2u);
    EXPECT_GT(run_.log[began[1]].at, run_.log[run_.all("fault_ended").front()].at);
}

TEST_F(Faults, WhoIsKilledForTwoReasonsLivesAgainWhenBothAreOver) {
    Plan plan = small_plan();
    plan.faults = {fault_at(500_ms, fault::Crash{"broker-1"}, 2_s),
                   fault_at(1_s, fault::PowerLoss{"broker-1"}, 500_ms)};
    told(plan);
    EXPECT_EQ(run_.lives_of("broker-1"), 2u);
    const auto started = run_.all_by("process_started", "broker-1");
    EXPECT_GE(run_.log[started.back()].at, run_.log[run_.all("fault_ended").back()].at);
}

// --- Moments.

TEST_F(Faults, AFaultBeginsAtTheMomentOfAFact) {
    Plan plan = small_plan();
    plan.topics.front().assignment = {{1, 2, 3}, {1, 2, 3}};
    plan.faults = {{.action = fault::Crash{"broker-1"},
                    .begins = AtEvent{.when = {.event = "batch_appended",
                                               .by = "leader(orders-0)",
                                               .partition = "orders-0",
                                               .offset = 40,
                                               .fields = {{"origin", "client"}}},
                                      .before = EventPattern{.event = "high_watermark_moved",
                                                             .by = "broker-1",
                                                             .partition = "orders-0",
                                                             .offset = 40}},
                    .lasts = 1_s}};
    EXPECT_EQ(told(plan).what, "crash broker-1");
    const auto began = run_.all("fault_began").front();
    const auto cause = run_.log.find(sim::EventId(run_.log.causes_of(began).front()));
    ASSERT_TRUE(cause);
    EXPECT_EQ(run_.log.kind_of(*cause), "batch_appended");
    EXPECT_EQ(run_.log[*cause].at, run_.log[began].at);
}

TEST_F(Faults, AFaultBeginsSoLongAfterTheFact) {
    Plan plan = small_plan();
    plan.faults = {
        {.action = fault::Pause{"broker-1"},
         .begins = AtEvent{.when = {.event = "send_invoked", .by = "producer-1"}, .then = 250_ms},
         .lasts = 100_ms}};
    told(plan);
    const auto began = run_.all("fault_began").front();
    const auto cause = run_.log.find(sim::EventId(run_.log.causes_of(began).front()));
    EXPECT_EQ(run_.log[began].at - run_.log[*cause].at, 250_ms);
}

// --- Faults that do not come about.

std::string error_of(FaultPlan fault) {
    Plan plan = small_plan();
    fault.line = 7;
    plan.faults = {std::move(fault)};
    const RunResult result = run(plan);
    if (result.errors.size() != 1) return fmt::format("{} errors", result.errors.size());
    EXPECT_EQ(result.errors.front().line, 7);
    return result.errors.front().what;
}

TEST(FaultsThatNeverFire, AreErrorsThatSayWhy) {
    EXPECT_EQ(error_of(fault_at(30_s, fault::Crash{"broker-1"})),
              "fault 1 (crash) never fired: the phase of faults ended before its time came");
    EXPECT_EQ(error_of(fault_at(1_s, fault::Crash{"leader(payments-0)"})),
              "fault 1 (crash) never fired: nobody knows of payments-0");
    EXPECT_EQ(error_of(fault_at(1_s, fault::Crash{"broker-9"})),
              "fault 1 (crash) never fired: there is no 'broker-9'");
    EXPECT_EQ(error_of({.action = fault::Crash{"broker-1"},
                        .begins = AtEvent{.when = {.event = "batch_appended",
                                                   .by = "broker-1",
                                                   .partition = "orders-0",
                                                   .offset = 100'000}}}),
              "fault 1 (crash) never fired: there was no batch_appended of orders-0@100000 by "
              "broker-1 while faults went on");
    EXPECT_EQ(error_of({.action = fault::Crash{"broker-1"},
                        .begins = AtEvent{.when = {.event = "send_ended", .nth = 50},
                                          .before = EventPattern{.event = "send_invoked"}}}),
              "fault 1 (crash) never fired: send_invoked came before send_ended, number 50");
}

TEST(FaultsThatNeverFire, AreThoseToo_ThatStruckNothing) {
    EXPECT_EQ(error_of(fault_at(1_s, fault::Message{.api = "CreateTopics"}, 1_s)),
              "fault 1 (message) never fired: it was there, and nothing came that it could have "
              "struck");
}

TEST(FaultsThatNeverFire, AreNoErrorsButNotesWhenTheyWereDrawnAtRandom) {
    Plan plan = small_plan();
    plan.faults = {fault_at(1_s, fault::Message{.api = "CreateTopics"}, 1_s),
                   fault_at(1_s, fault::Crash{"leader(payments-0)"}),
                   fault_at(1_s, fault::Pause{"broker-1"}, 1_s)};
    for (FaultPlan& each : plan.faults) each.drawn = true;
    const RunResult result = run(plan);
    EXPECT_TRUE(result.errors.empty()) << result.errors.front().what;
    EXPECT_EQ(result.notes, (std::vector<std::string>{
                                "fault 1 (message), drawn at random, struck nothing: it was "
                                "there, and nothing came that it could have struck",
                                "fault 2 (crash), drawn at random, never began: nobody knows of "
                                "payments-0"}));
    EXPECT_EQ(result.stats.faults, 2);
    EXPECT_EQ(result.stats.faults_idle, 1);
}

}  // namespace
}  // namespace assize::scenarios
