#include "scenarios/run/trial_setup.h"

#include <fmt/format.h>

#include <limits>

#include "model/config/parse.h"

namespace assize::scenarios {

namespace {

using model::config::ProcessRoles;

/// How brokers are set up that have no settings of their own.
model::config::BrokerConfig broker_config(const Plan& plan) {
    model::config::Settings settings = plan.cluster.settings;
    settings["node.id"] = "1";
    settings["process.roles"] = "broker";
    settings["controller.quorum.voters"] = "101@controller-101:9093";
    return model::config::parse<model::config::BrokerConfig>(settings).value_or(
        model::config::BrokerConfig());
}

std::optional<std::int64_t> unless_unlimited(std::int64_t number) {
    if (number == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return number;
}

checkers::TopicSetup topic_setup(const TopicPlan& plan, const model::config::BrokerConfig& broker) {
    using model::config::CleanupPolicy;
    const auto defaults = model::config::topic_defaults(broker);
    const auto config = model::config::parse_onto(defaults, plan.config).value_or(defaults);
    checkers::TopicSetup setup{.name = plan.name,
                               .partitions = plan.partitions,
                               .replication_factor = plan.replication_factor,
                               .min_insync_replicas = config.min_insync_replicas,
                               .unclean_leader_election = config.unclean_leader_election_enable,
                               .flush_messages = unless_unlimited(config.flush_messages),
                               .retention_bytes = config.retention_bytes,
                               .deletes = config.cleanup_policy != CleanupPolicy::kCompact,
                               .compacts = config.cleanup_policy != CleanupPolicy::kDelete};
    if (config.retention) setup.retention_ms = *config.retention / sim::Duration::milliseconds(1);
    if (!plan.assignment.empty()) {
        setup.replication_factor = static_cast<std::int32_t>(plan.assignment.front().size());
    }
    return setup;
}

checkers::ProducerSetup producer_setup(const ProducerPlan& plan) {
    const auto config = model::config::parse<model::config::ProducerConfig>(plan.config)
                            .value_or(model::config::ProducerConfig());
    // Producers of the model are not idempotent yet, whatever they are asked for.
    return {.name = plan.name,
            .acks = static_cast<std::int32_t>(config.acks),
            .retries = config.retries,
            .max_in_flight = config.max_in_flight_requests_per_connection,
            .enable_idempotence = false,
            .max_block = config.max_block,
            .delivery_timeout = config.delivery_timeout};
}

checkers::NodeSetup node_setup(const model::NodeConfig& node) {
    const bool is_broker = node.roles != ProcessRoles::kController;
    return {.id = node.id.value(),
            .name = fmt::format("{}-{}", is_broker ? "broker" : "controller", node.id.value()),
            .is_broker = is_broker,
            .is_voter = node.roles != ProcessRoles::kBroker};
}

}  // namespace

checkers::TrialSetup trial_setup(const Plan& plan) {
    const model::config::BrokerConfig broker = broker_config(plan);
    checkers::TrialSetup setup{.elr = broker.eligible_leader_replicas_enable};
    for (const TopicPlan& topic : plan.topics) setup.topics.push_back(topic_setup(topic, broker));
    for (const ProducerPlan& producer : plan.producers) {
        setup.producers.push_back(producer_setup(producer));
    }
    for (const ConsumerPlan& consumer : plan.consumers) {
        const auto config = model::config::parse<model::config::ConsumerConfig>(consumer.config)
                                .value_or(model::config::ConsumerConfig());
        setup.consumers.push_back({.name = consumer.name,
                                   .topics = consumer.topics,
                                   .from_earliest = config.auto_offset_reset ==
                                                    model::config::AutoOffsetReset::kEarliest});
    }
    for (const model::NodeConfig& node : plan.cluster.nodes) {
        setup.nodes.push_back(node_setup(node));
    }
    return setup;
}

}  // namespace assize::scenarios
