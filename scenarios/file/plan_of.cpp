#include "scenarios/file/plan_of.h"

#include <algorithm>
#include <utility>

#include "scenarios/file/cast.h"
#include "scenarios/file/draw.h"
#include "scenarios/file/random_faults.h"
#include "sim/random.h"

namespace assize::scenarios {

namespace {

std::vector<ProducerPlan> producers_of(const Scenario& scenario, const sim::Random& random) {
    const std::vector<std::string> names = file::names_of_producers(scenario);
    std::vector<ProducerPlan> producers;
    for (const ProducerScenario& each : scenario.producers) {
        for (int i = 0; i < each.count; ++i) {
            const std::string& name = names[producers.size()];
            ProducerPlan producer{.name = name, .config = each.config, .sends = each.sends};
            // Kafka's default would be true.
            producer.config.emplace("enable.idempotence", "false");
            if (producer.sends.empty()) {
                producer.sends = file::draw_sends(each, scenario.phases, random.split(name));
            }
            producers.push_back(std::move(producer));
        }
    }
    return producers;
}

std::vector<ConsumerPlan> consumers_of(const Scenario& scenario) {
    const std::vector<std::string> names = file::names_of_consumers(scenario);
    std::vector<ConsumerPlan> consumers;
    for (const ConsumerScenario& each : scenario.consumers) {
        for (int i = 0; i < each.count; ++i) {
            ConsumerPlan consumer{
                .name = names[consumers.size()], .config = each.config, .topics = each.topics};
            // Kafka's default is latest, which would miss what came before the consumer.
            consumer.config.emplace("auto.offset.reset", "earliest");
            consumers.push_back(std::move(consumer));
        }
    }
    return consumers;
}

std::vector<FaultPlan> faults_of(const Scenario& scenario, const sim::Random& random) {
    std::vector<FaultPlan> faults = scenario.faults;
    for (std::size_t i = 0; i < scenario.random_faults.size(); ++i) {
        sim::Random own = random.split("random faults", i);
        std::ranges::move(file::draw_faults(scenario.random_faults[i], scenario, own),
                          std::back_inserter(faults));
    }
    for (std::size_t i = 0; i < faults.size(); ++i) {
        sim::Random own = random.split("targets", i);
        file::draw_targets(faults[i], scenario, own);
    }
    return faults;
}

HealingPlan healing_of(const Scenario& scenario, const sim::Random& random) {
    using What = HealingScenario::What;
    HealingPlan healing{.within = scenario.phases.within};
    if (scenario.phases.heal.what == What::kEverything) return healing;
    healing.what = HealingPlan::What::kCore;
    healing.core = scenario.phases.heal.core;
    if (scenario.phases.heal.what == What::kRandomCore) {
        sim::Random own = random.split("core");
        healing.core = file::draw_core(scenario, own);
    }
    return healing;
}

}  // namespace

Plan plan_of(const Scenario& scenario, std::uint64_t seed) {
    const sim::Random random = sim::Random(seed).split("plan");
    Plan plan{
        .scenario = scenario.name,
        .title = scenario.title,
        .seed = seed,
        .cluster = file::cluster_of(scenario.cluster),
        .link = scenario.cluster.link,
        .topics = scenario.topics,
        .producers = producers_of(scenario, random.split("producers")),
        .consumers = consumers_of(scenario),
        .faults = faults_of(scenario, random),
        .phases = {.warm_up = scenario.phases.warm_up,
                   .faults = scenario.phases.faults,
                   .healing = healing_of(scenario, random)},
        .expect = scenario.expect,
    };
    plan.cluster.variant = scenario.variant;
    return plan;
}

}  // namespace assize::scenarios
