#include <gtest/gtest.h>

#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"
#include "tests/scenarios/file/files.h"

namespace assize::scenarios {

namespace {

Scenario scenario_with(const std::vector<std::string>& settings) {
    const auto scenario = read_scenario(small_scenario(), "folder/small.toml", settings);
    EXPECT_TRUE(scenario) << to_string(scenario.error());
    return scenario.value_or(Scenario{});
}

TEST(Settings, OutweighTheFile) {
    EXPECT_EQ(scenario_with({"phases.faults=7s"}).phases.faults, sim::Duration::seconds(7));
    EXPECT_EQ(scenario_with({"phases.faults=\"7s\""}).phases.faults, sim::Duration::seconds(7));
    EXPECT_EQ(scenario_with({"cluster.brokers=5"}).cluster.brokers, 5);
    EXPECT_EQ(scenario_with({"cluster.brokers=5", "cluster.brokers=4"}).cluster.brokers, 4);
}

TEST(Settings, ReachKafkasKeysWithAndWithoutQuotes) {
    for (const char* key :
         {"topic.0.config.min.insync.replicas=2", "topic.0.config.\"min.insync.replicas\"=2"}) {
        const model::config::Settings expected{{"min.insync.replicas", "2"}};
        EXPECT_EQ(scenario_with({key}).topics.at(0).config, expected) << key;
    }
    const model::config::Settings expected{{"acks", "all"}};
    EXPECT_EQ(scenario_with({"producer.0.config.acks=all"}).producers.at(0).config, expected);
}

TEST(Settings, AppendToArrays) {
    const Scenario scenario =
        scenario_with({"fault.1.at=2s", "fault.1.pause=broker-1", "fault.1.for=1s"});
    ASSERT_EQ(scenario.faults.size(), 2u);
    EXPECT_EQ(name_of(scenario.faults[1].action), "pause");
}

TEST(Scenarios, AreNamedAfterTheirFile) {
    EXPECT_EQ(scenario_with({}).name, "small");
}

TEST(Scenarios, RememberTheLinesOfTheirFaults) {
    EXPECT_EQ(scenario_with({}).faults.at(0).line, 18);
}

TEST(Scenarios, SaveTheUserKafkasDefaultsThatAreNotThereYet) {
    const Plan plan = plan_of(scenario_with({}), 1);
    EXPECT_EQ(plan.producers.at(0).config.at("enable.idempotence"), "false");
    EXPECT_EQ(plan.consumers.at(0).config.at("auto.offset.reset"), "earliest");
}

}  // namespace

}  // namespace assize::scenarios
