#include "scenarios/run/healing.h"

#include <gtest/gtest.h>

#include "tests/scenarios/run/plans.h"
#include "tests/scenarios/run/recorded.h"

namespace assize::scenarios {
namespace {

using namespace sim::literals;

struct Healed {
    bool whole;
    bool excused;
    std::string lacks;
};

Healed healed(const Recorded& run) {
    const auto ended = run.all("healing_ended");
    if (ended.size() != 1) return {false, false, "the healing did not end"};
    return {*run.log.flag(ended.front(), "whole"), *run.log.flag(ended.front(), "excused"),
            std::string(*run.log.text(ended.front(), "lacks"))};
}

TEST(Healing, OfEverythingTakesBackWhatLastsAndRevivesTheDead) {
    Plan plan = small_plan();
    plan.faults = {fault_at(1_s, fault::Crash{"brokers"}),
                   fault_at(1_s, fault::Cut{{"controllers"}, {"brokers"}}),
                   fault_at(2_s, fault::Pause{"controller-101"})};
    const Recorded run = record(plan);

    EXPECT_TRUE(healed(run).whole) << healed(run).lacks;
    EXPECT_EQ(run.count("fault_ended"), 3u);
    EXPECT_EQ(run.count("final_read_ended"), 2u);
    EXPECT_EQ(run.result.verdict.result, checkers::Result::kHeld);
}

TEST(Healing, RestartsABrokerThatServesWithoutOneOfItsDisks) {
    Plan plan = small_plan();
    plan.cluster.settings["log.dirs"] = "/a,/b";
    plan.faults = {
        fault_at(1_s,
                 fault::Disk{"broker-1",
                             {.path = "/a/orders*", .operation = sim::DiskOperation::kWrite}},
                 500_ms),
        fault_at(1_s,
                 fault::Disk{"broker-2",
                             {.path = "/b/orders*", .operation = sim::DiskOperation::kWrite}},
                 500_ms)};
    const Recorded run = record(plan);

    EXPECT_TRUE(healed(run).whole) << healed(run).lacks;
    EXPECT_EQ(run.lives_of("broker-1") + run.lives_of("broker-2"), 4u);
    EXPECT_EQ(run.texts("process_died", "death").front(), "returned");
}

TEST(Healing, OfACoreLetsAllOthersDie) {
    Plan plan = small_plan();
    plan.phases.healing = {.what = HealingPlan::What::kCore,
                           .core = {"broker-1", "broker-2", "controller-101", "controller-102"},
                           .within = 60_s};
    const Recorded run = record(plan);

    EXPECT_TRUE(healed(run).whole) << healed(run).lacks;
    EXPECT_FALSE(healed(run).excused);
    EXPECT_EQ(run.all_by("process_died", "broker-3").size(), 1u);
    EXPECT_EQ(run.count("final_read_ended"), 2u);
    EXPECT_EQ(run.result.verdict.result, checkers::Result::kHeld);
}

TEST(Healing, IsExcusedWhenWhoHasAllOfAPartitionIsNotToLive) {
    Plan plan = small_plan();
    plan.topics.front().assignment = {{3}, {1}};
    plan.topics.front().config = {};
    plan.phases.healing = {.what = HealingPlan::What::kCore,
                           .core = {"broker-1", "broker-2", "controllers"},
                           .within = 10_s};
    const Healed end = healed(record(plan));

    EXPECT_FALSE(end.whole);
    EXPECT_TRUE(end.excused);
    EXPECT_EQ(end.lacks, "orders-0 has no leader: its ISR is {3}");
}

TEST(Healing, IsExcusedWithoutAMajorityOfControllers) {
    Plan plan = small_plan();
    plan.phases.healing = {
        .what = HealingPlan::What::kCore, .core = {"brokers", "controller-101"}, .within = 10_s};
    const Healed end = healed(record(plan));

    EXPECT_FALSE(end.whole);
    EXPECT_TRUE(end.excused);
    EXPECT_EQ(end.lacks, "most of the controllers are down");
}

TEST(Healing, HasNoExcuseForWhatTakesTooLong) {
    Plan plan = small_plan();
    plan.phases.healing.within = 100_ms;
    plan.faults = {fault_at(1_s, fault::Crash{"broker-1"})};
    const Healed end = healed(record(plan));

    EXPECT_FALSE(end.whole);
    EXPECT_FALSE(end.excused);
    EXPECT_NE(end.lacks.find("the ISR of orders-0 is {2 3}"), std::string::npos) << end.lacks;
}

}  // namespace
}  // namespace assize::scenarios
