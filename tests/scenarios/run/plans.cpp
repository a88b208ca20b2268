#include "tests/scenarios/run/plans.h"

#include <fmt/format.h>

namespace assize::scenarios {

using namespace sim::literals;

namespace {

model::config::Settings hasty_settings() {
    return {
        {"broker.heartbeat.interval.ms", "500"}, {"broker.session.timeout.ms", "2000"},
        {"replica.lag.time.max.ms", "2500"},     {"replica.fetch.wait.max.ms", "200"},
        {"replica.fetch.backoff.ms", "200"},     {"replica.socket.timeout.ms", "2000"},
    };
}

ProducerPlan producer(int number, sim::Duration until) {
    ProducerPlan plan{.name = fmt::format("producer-{}", number),
                      .config = {{"request.timeout.ms", "2000"}, {"delivery.timeout.ms", "10000"}}};
    const sim::Duration gap = 40_ms;
    for (sim::Duration at = gap * number / 2; at < until; at += gap) {
        const auto sent = static_cast<std::int32_t>(plan.sends.size());
        plan.sends.push_back({.at = at,
                              .topic = "orders",
                              .partition = sent % 2,
                              .key = fmt::format("key-{}", sent % 5)});
    }
    return plan;
}

}  // namespace

Plan small_plan(std::uint64_t seed) {
    Plan plan{.scenario = "small", .seed = seed};
    plan.cluster = model::ClusterConfig::separate(3, 3);
    plan.cluster.settings = hasty_settings();
    plan.topics = {{.name = "orders", .partitions = 2, .config = {{"min.insync.replicas", "2"}}}};
    plan.phases = {.warm_up = 1_s, .faults = 4_s, .healing = {.within = 60_s}};
    plan.producers = {producer(1, 5_s), producer(2, 5_s)};
    plan.consumers = {{.name = "consumer-1",
                       .config = {{"auto.offset.reset", "earliest"}},
                       .topics = {"orders"}}};
    return plan;
}

FaultPlan fault_at(sim::Duration at, FaultAction action, std::optional<sim::Duration> lasts) {
    return {.action = std::move(action), .begins = AtTime{at}, .lasts = lasts};
}

}  // namespace assize::scenarios
