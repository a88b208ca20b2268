#include "scenarios/file/plan_file.h"

#include <utility>

#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_file.h"
#include "scenarios/file/tables.h"
#include "scenarios/file/toml_text.h"

namespace assize::scenarios {

namespace {

ClusterScenario cluster_of(const Plan& plan) {
    ClusterScenario cluster{
        .cluster_id = plan.cluster.cluster_id, .config = plan.cluster.settings, .link = plan.link};
    // What the first has goes for all: nodes then say where they differ.
    if (!plan.cluster.nodes.empty()) {
        cluster.disk = plan.cluster.nodes.front().disk;
        cluster.cpu = plan.cluster.nodes.front().cpu;
    }
    for (const model::NodeConfig& node : plan.cluster.nodes) {
        cluster.nodes.emplace(node.name(), NodeScenario{.roles = node.roles,
                                                        .rack = node.rack,
                                                        .config = node.settings,
                                                        .clock = node.clock,
                                                        .disk = node.disk,
                                                        .cpu = node.cpu});
    }
    return cluster;
}

// The scenario that leaves nothing open.
Scenario scenario_of(const Plan& plan) {
    const bool all = plan.phases.healing.what == HealingPlan::What::kEverything;
    Scenario scenario{
        .name = plan.scenario,
        .title = plan.title,
        .seed = plan.seed,
        .variant = plan.cluster.variant,
        .cluster = cluster_of(plan),
        .topics = plan.topics,
        .phases = {.warm_up = plan.phases.warm_up,
                   .faults = plan.phases.faults,
                   .heal = {.what = all ? HealingScenario::What::kEverything
                                        : HealingScenario::What::kCore,
                            .core = plan.phases.healing.core},
                   .within = plan.phases.healing.within},
        .faults = plan.faults,
        .expect = plan.expect,
    };
    for (const ProducerPlan& each : plan.producers) {
        scenario.producers.push_back(
            {.name = each.name, .config = each.config, .sends = each.sends});
    }
    for (const ConsumerPlan& each : plan.consumers) {
        scenario.consumers.push_back(
            {.name = each.name, .topics = each.topics, .config = each.config});
    }
    return scenario;
}

}  // namespace

std::string to_toml(const Plan& plan) {
    return file::write_toml(file::write_fields(scenario_of(plan)));
}

bool is_plan(std::string_view text) {
    const auto table = file::read_toml(text, "");
    return table && table->find("plan");
}

sim::Result<Plan, std::vector<FileError>> read_plan(std::string_view text, std::string_view path,
                                                    std::span<const std::string> settings) {
    auto scenario = file::read_file(file::Language::kPlan, text, path, settings);
    if (!scenario) return sim::Failure(std::move(scenario.error()));
    return plan_of(*scenario, scenario->seed);
}

}  // namespace assize::scenarios
