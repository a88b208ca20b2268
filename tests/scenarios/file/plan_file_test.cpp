#include "scenarios/file/plan_file.h"

#include <gtest/gtest.h>

#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"
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

}  // namespace

}  // namespace assize::scenarios
