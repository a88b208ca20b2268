#include "scenarios/file/plan_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"
#include "tests/scenarios/file/arbitrary_plan.h"
#include "tests/scenarios/file/files.h"

namespace assize::scenarios {

namespace {

std::string plan_text(std::uint64_t seed) {
    const auto scenario = read_scenario(small_scenario(), "small.toml");
    EXPECT_TRUE(scenario) << to_string(scenario.error());
    return to_toml(plan_of(*scenario, seed));
}

TEST(PlanFile, IsTheSameForTheSameScenarioAndSeed) {
    EXPECT_EQ(plan_text(1), plan_text(1));
}

TEST(PlanFile, DiffersFromSeedToSeed) {
    EXPECT_NE(plan_text(1), plan_text(2));
}

TEST(PlanFile, SaysWhichLineAFaultStandsIn) {
    const auto plan = read_plan(plan_text(1), "plan.toml");
    ASSERT_TRUE(plan);
    const std::string text = plan_text(1);
    const auto before = text.substr(0, text.find("[[fault]]"));
    EXPECT_EQ(plan->faults.at(0).line, 1 + std::ranges::count(before, '\n'));
}

TEST(PlanFile, IsNoScenarioAndNoOtherText) {
    EXPECT_TRUE(is_plan(plan_text(1)));
    EXPECT_FALSE(is_plan(small_scenario()));
    EXPECT_FALSE(is_plan("plan = "));
}

RC_GTEST_PROP(PlanFile, GivesBackThePlanThatWasWritten, ()) {
    const Plan plan = *arbitrary_plan();
    const std::string text = to_toml(plan);
    auto back = read_plan(text, "plan.toml");
    if (!back) RC_FAIL(to_string(back.error()) + text);
    for (FaultPlan& fault : back->faults) fault.line = 0;
    if (*back != plan) RC_FAIL(text + "\n--- came back as\n" + to_toml(*back));
    RC_ASSERT(to_toml(*back) == text);
}

}  // namespace

}  // namespace assize::scenarios
