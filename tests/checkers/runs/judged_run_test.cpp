#include <gtest/gtest.h>

#include <utility>

#include "checkers/property.h"
#include "scenarios/run/run.h"
#include "tests/scenarios/run/plans.h"

namespace assize::checkers {
namespace {

using namespace scenarios;
using namespace sim::literals;

Verdict judged(const Plan& plan) {
    RunResult result = run(plan);
    for (const RunError& error : result.errors) ADD_FAILURE() << error.what;
    EXPECT_FALSE(result.crash) << *result.crash;
    return std::move(result.verdict);
}

Status status(const Verdict& verdict, std::string_view property) {
    return verdict.find(property)->status;
}

void all_to_one(Plan& plan, const char* acks) {
    for (ProducerPlan& producer : plan.producers) {
        producer.config["acks"] = acks;
        for (SendPlan& send : producer.sends) send.partition = 0;
    }
    plan.topics[0].assignment = {{1, 2, 3}, {2, 3, 1}};
}

TEST(JudgedRun, a_quiet_run_holds) {
    const Verdict verdict = judged(small_plan());
    EXPECT_EQ(verdict.result, Result::kHeld);
    EXPECT_EQ(status(verdict, property::kAckedSurvives), Status::kHeld);
    EXPECT_EQ(status(verdict, property::kSendsEnd), Status::kHeld);
    EXPECT_EQ(status(verdict, property::kConsumersCatchUp), Status::kHeld);
    EXPECT_EQ(status(verdict, property::kClusterRecovers), Status::kVacuous);
}

TEST(JudgedRun, so_does_one_whose_leader_crashes) {
    Plan plan = small_plan();
    all_to_one(plan, "all");
    plan.faults = {fault_at(1_s, fault::Crash{"leader(orders-0)"}, 2_s)};
    const Verdict verdict = judged(plan);
    EXPECT_EQ(verdict.result, Result::kHeld);
    EXPECT_EQ(status(verdict, property::kAckedSurvives), Status::kHeld);
    EXPECT_EQ(status(verdict, property::kClusterRecovers), Status::kHeld);
    EXPECT_EQ(status(verdict, property::kLeaderCompleteness), Status::kHeld);
}

TEST(JudgedRun, with_acks_one_a_leader_cut_off_takes_records_along) {
    Plan plan = small_plan();
    all_to_one(plan, "1");
    plan.faults = {fault_at(1_s, fault::Cut{{"broker-1"}, {"broker-2", "broker-3"}}, 1500_ms),
                   fault_at(2_s, fault::Crash{"broker-1"}, 3_s)};
    const Verdict verdict = judged(plan);
    EXPECT_EQ(verdict.result, Result::kHeld);
    const PropertyVerdict& durability = *verdict.find(property::kAckedSurvives);
    EXPECT_EQ(durability.status, Status::kViolated);
    EXPECT_EQ(durability.promise, Promise::kNone);
    EXPECT_GE(durability.witness.size(), 4u);
    EXPECT_LE(durability.witness.size(), 7u);
}

TEST(JudgedRun, with_acks_all_it_takes_none) {
    Plan plan = small_plan();
    all_to_one(plan, "all");
    plan.faults = {fault_at(1_s, fault::Cut{{"broker-1"}, {"broker-2", "broker-3"}}, 1500_ms),
                   fault_at(2_s, fault::Crash{"broker-1"}, 3_s)};
    const Verdict verdict = judged(plan);
    EXPECT_EQ(verdict.result, Result::kHeld);
    EXPECT_EQ(status(verdict, property::kAckedSurvives), Status::kHeld);
}

/// KIP-966, without ELR: the last in sync loses its power, and who has all follows it.
TEST(JudgedRun, the_last_replica_standing_loses_what_was_not_promised) {
    Plan plan = small_plan();
    all_to_one(plan, "all");
    plan.phases.faults = 12_s;
    plan.faults = {fault_at(2_s, fault::Crash{"broker-2"}, 8_s),
                   fault_at(2100_ms, fault::Crash{"broker-3"}, 8_s),
                   fault_at(6_s, fault::PowerLoss{"broker-1"}, 1_s)};
    for (auto& node : plan.cluster.nodes)
        node.disk.nothing_unsynced_survives = sim::Chance::percent(100);
    const Verdict verdict = judged(plan);
    const PropertyVerdict& durability = *verdict.find(property::kAckedSurvives);
    EXPECT_EQ(durability.status, Status::kViolated);
    EXPECT_EQ(durability.promise, Promise::kNone);
}

}  // namespace
}  // namespace assize::checkers
