#include <gtest/gtest.h>

#include "scenarios/file/plan_file.h"
#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"
#include "tests/scenarios/file/files.h"

namespace assize::scenarios {

namespace {

TEST(ScenarioLibrary, IsReadWithoutAnError) {
    ASSERT_GE(library_files().size(), 27u);
    for (const auto& path : library_files()) {
        const auto scenario = read_scenario(text_of(path), path.string());
        EXPECT_TRUE(scenario) << to_string(scenario.error());
        if (scenario) {
            EXPECT_EQ(scenario->name, path.stem().string());
        }
    }
}

TEST(ScenarioLibrary, IsReadOrRefusedWhereverItIsCutOffOrSpoilt) {
    for (const auto& path : library_files()) {
        const std::string text = text_of(path);
        for (std::size_t at = 0; at < text.size(); at += 61) {
            const auto cut = read_scenario(text.substr(0, at), "cut.toml");
            EXPECT_TRUE(cut || !cut.error().empty());
            std::string spoilt = text;
            spoilt[at] = "\"[]{}=.\xFF\n0"[at % 10];
            const auto read = read_scenario(spoilt, "spoilt.toml");
            EXPECT_TRUE(read || !read.error().empty());
            if (read) plan_of(*read, 1);
        }
    }
}

TEST(ScenarioLibrary, MakesPlansThatComeBackFromTheirFiles) {
    for (const auto& path : library_files()) {
        const auto scenario = read_scenario(text_of(path), path.string());
        ASSERT_TRUE(scenario) << to_string(scenario.error());
        Plan plan = plan_of(*scenario, 7);
        const std::string text = to_toml(plan);
        EXPECT_TRUE(is_plan(text));
        auto back = read_plan(text, "plan.toml");
        ASSERT_TRUE(back) << path << "\n" << to_string(back.error()) << text;
        // The same faults stand elsewhere.
        for (FaultPlan& fault : plan.faults) fault.line = 0;
        for (FaultPlan& fault : back->faults) fault.line = 0;
        EXPECT_EQ(*back, plan) << text;
        EXPECT_EQ(to_toml(*back), text);
    }
}

}  // namespace

}  // namespace assize::scenarios
