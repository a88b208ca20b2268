#include "scenarios/file/plan_of.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "scenarios/file/plan_file.h"
#include "scenarios/file/read_scenario.h"
#include "tests/scenarios/file/files.h"

namespace assize::scenarios {

namespace {

using sim::Duration;

Scenario scenario_of(const std::string& text) {
    const auto scenario = read_scenario(text, "s.toml");
    EXPECT_TRUE(scenario) << to_string(scenario.error());
    return scenario.value_or(Scenario{});
}

Scenario small_with(const std::string& more) {
    return scenario_of(small_scenario() + more);
}

TEST(PlanOfAScenario, SendsAboutAsOftenAsItSays) {
    const Plan plan = plan_of(small_with(""), 1);
    ASSERT_EQ(plan.producers.size(), 2u);
    std::set<std::string> keys;
    for (const ProducerPlan& producer : plan.producers) {
        // 20 a second for 6 seconds.
        EXPECT_GT(producer.sends.size(), 70u);
        EXPECT_LT(producer.sends.size(), 180u);
        for (const SendPlan& send : producer.sends) keys.insert(send.key.value_or("none"));
        EXPECT_LT(producer.sends.back().at, Duration::seconds(6));
    }
    EXPECT_EQ(keys, (std::set<std::string>{"k1", "k2", "k3", "k4", "k5"}));
    EXPECT_NE(plan.producers[0].sends, plan.producers[1].sends);
}

TEST(PlanOfAScenario, SendsRegularlyWhenItSaysSo) {
    const Plan plan = plan_of(small_with("[[producer]]\ntopic = \"orders\"\nevery = \"10ms\"\n"
                                         "records = 5\npartition = 2\n"),
                              1);
    const std::vector<SendPlan>& sends = plan.producers.at(2).sends;
    ASSERT_EQ(sends.size(), 5u);
    for (std::size_t i = 1; i < sends.size(); ++i) {
        EXPECT_EQ(sends[i].at - sends[i - 1].at, Duration::milliseconds(10));
    }
    EXPECT_EQ(sends[0].partition, 2);
}

TEST(PlanOfAScenario, ChangesNothingElsewhereWhenAFaultIsAdded) {
    const std::string more = "[[fault]]\nat = \"2s\"\npause = \"random broker\"\n";
    const Plan one = plan_of(small_with(more), 3);
    const Plan two = plan_of(small_with(more + more), 3);
    EXPECT_EQ(one.producers, two.producers);
    EXPECT_EQ(one.faults.at(1).action, two.faults.at(1).action);
}

TEST(PlanOfAScenario, NamesWhomRandomTargetsMean) {
    std::set<Target> brokers;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Plan plan = plan_of(
            small_with(
                "[[fault]]\nat = \"2s\"\n"
                "cut = { from = \"random broker\", to = [\"random broker\", \"random follower "
                "of orders-1\", \"a follower of orders-2\", \"random leader\"] }\n"),
            seed);
        const auto& cut = std::get<fault::Cut>(plan.faults.at(1).action);
        EXPECT_NE(cut.from.at(0), cut.to.at(0)) << "nobody is cut off from itself";
        EXPECT_TRUE(cut.to.at(1).starts_with("follower(orders-1, "));
        EXPECT_TRUE(cut.to.at(2).starts_with("follower(orders-2, "));
        EXPECT_TRUE(cut.to.at(3).starts_with("leader(orders-"));
        brokers.insert(cut.from.at(0));
        EXPECT_TRUE(read_plan(to_toml(plan), "plan.toml"));
    }
    EXPECT_EQ(brokers, (std::set<Target>{"broker-1", "broker-2", "broker-3"}));
}

TEST(PlanOfAScenario, DrawsRandomFaultsThatKeepWithinTheirBounds) {
    const Scenario scenario = small_with(
        "[[random_faults]]\nevery = \"100ms\"\nfor = [\"200ms\", \"400ms\"]\nat_once = 2\n"
        "targets = [\"random node\", \"leader(orders-0)\"]\n"
        "kinds = [\"crash\", \"power_loss\", \"wipe\", \"pause\", \"shut_down\", \"cut\", "
        "\"slow_link\", \"stall\", \"refuse\", \"reset\", \"corrupt\", \"disk\", \"disk_full\", "
        "\"clock_jump\", \"clock_drift\", \"reassign\", \"elect_leader\"]\n");
    std::set<std::string_view> kinds;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Plan plan = plan_of(scenario, seed);
        ASSERT_TRUE(read_plan(to_toml(plan), "plan.toml"));
        ASSERT_GT(plan.faults.size(), 5u);
        EXPECT_FALSE(plan.faults[0].drawn) << "that is a [[fault]]";
        std::vector<std::pair<Duration, Duration>> spans;
        for (std::size_t i = 1; i < plan.faults.size(); ++i) {
            const FaultPlan& fault = plan.faults[i];
            kinds.insert(name_of(fault.action));
            EXPECT_TRUE(fault.drawn) << "the plan remembers that nobody asked for it";
            const Duration at = std::get<AtTime>(fault.begins).at;
            EXPECT_LT(at, Duration::seconds(5));
            if (!fault.lasts) continue;
            EXPECT_GE(*fault.lasts, Duration::milliseconds(200));
            EXPECT_LE(*fault.lasts, Duration::milliseconds(400));
            const auto overlapping = std::ranges::count_if(
                spans, [&](const auto& span) { return span.first <= at && at < span.second; });
            EXPECT_LT(overlapping, 2);
            spans.emplace_back(at, at + *fault.lasts);
        }
    }
    EXPECT_EQ(kinds.size(), 17u);
}

TEST(PlanOfAScenario, HealsACoreThatCanKeepThePromises) {
    std::set<std::vector<Target>> cores;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        std::string text = small_scenario();
        text.replace(text.find("partitions = 3"), 14,
                     "partitions = 3\nconfig = { \"min.insync.replicas\" = 2 }");
        text.replace(text.find("warm_up"), 7, "heal = \"random core\"\nwarm_up");
        const HealingPlan healing = plan_of(scenario_of(text), seed).phases.healing;
        EXPECT_EQ(healing.what, HealingPlan::What::kCore);
        const auto count = [&](std::string_view kind) {
            return std::ranges::count_if(
                healing.core, [&](const Target& each) { return each.starts_with(kind); });
        };
        EXPECT_EQ(count("broker-"), 2);
        EXPECT_EQ(count("controller-"), 2);
        cores.insert(healing.core);
    }
    EXPECT_EQ(cores.size(), 9u) << "each pair of brokers with each pair of controllers";
}

TEST(PlanOfAScenario, GivesNodesWhatTheClusterHasAndWhatIsTheirOwn) {
    const Plan plan = plan_of(scenario_of("[cluster]\nbrokers = 2\nracks = [\"a\", \"b\"]\n"
                                          "[cluster.disk]\ncapacity = \"1GiB\"\n"
                                          "[cluster.nodes.broker-2]\nrack = \"c\"\n"
                                          "disk = { page_torn = 50 }\n"),
                              1);
    const auto& nodes = plan.cluster.nodes;
    ASSERT_EQ(nodes.size(), 5u);
    EXPECT_EQ(nodes[0].rack, "a");
    EXPECT_EQ(nodes[1].rack, "c");
    EXPECT_EQ(nodes[1].disk.capacity_bytes, 1 << 30);
    EXPECT_EQ(nodes[1].disk.unsynced_page_is_torn, sim::Chance::percent(50));
    EXPECT_EQ(nodes[0].disk.unsynced_page_is_torn, sim::Chance::percent(20));
}

}  // namespace

}  // namespace assize::scenarios
