#include "scenarios/file/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "model/cluster.h"
#include "model/config/parse.h"
#include "scenarios/file/cast.h"
#include "scenarios/file/tables.h"
#include "scenarios/file/target_text.h"

namespace assize::scenarios::file {

namespace {

using sim::Duration;
using Kind = TargetText::Kind;

constexpr int kTriesMost = 100;  // Of drawing another one.

const std::string& one_of(const std::vector<std::string>& names, sim::Random& random) {
    return names[random.below(names.size())];
}

model::TopicPartition random_partition(const std::vector<const TopicPlan*>& topics,
                                       sim::Random& random) {
    const TopicPlan& topic = *topics[random.below(topics.size())];
    return {topic.name, static_cast<std::int32_t>(random.between(0, topic.partitions - 1))};
}

std::vector<const TopicPlan*> all_topics(const Scenario& scenario) {
    std::vector<const TopicPlan*> topics;
    for (const TopicPlan& each : scenario.topics) topics.push_back(&each);
    return topics;
}

Target random_follower(const TargetText& target, const Scenario& scenario, sim::Random& random) {
    const model::TopicPartition partition =
        target.partition ? *target.partition : random_partition(all_topics(scenario), random);
    const std::int32_t followers = find_topic(scenario, partition.topic)->replication_factor - 1;
    const auto nth = random.between(0, std::max(0, followers - 1));
    return fmt::format("follower({}, {})", to_string(partition), nth);
}

Target drawn(const TargetText& target, const Scenario& scenario, sim::Random& random) {
    switch (target.kind) {
        case Kind::kRandomBroker: return one_of(names_of_brokers(scenario), random);
        case Kind::kRandomController: return one_of(names_of_controllers(scenario), random);
        case Kind::kRandomNode: return one_of(names_of_nodes(scenario), random);
        case Kind::kRandomProducer: return one_of(names_of_producers(scenario), random);
        case Kind::kRandomConsumer: return one_of(names_of_consumers(scenario), random);
        case Kind::kRandomClient: {
            std::vector<std::string> clients = names_of_producers(scenario);
            std::ranges::move(names_of_consumers(scenario), std::back_inserter(clients));
            return one_of(clients, random);
        }
        case Kind::kRandomLeader:
            return fmt::format("leader({})",
                               to_string(random_partition(all_topics(scenario), random)));
        case Kind::kRandomFollower: return random_follower(target, scenario, random);
        default: return target.name;
    }
}

// Calls `visit` with each target of an action.
template <class Visit>
void for_each_target(FaultAction& action, const Visit& visit) {
    std::visit(
        [&]<class A>(A& one) {
            if constexpr (requires { one.target; }) visit(one.target);
            if constexpr (requires { one.from; }) std::ranges::for_each(one.from, visit);
            if constexpr (requires { one.to; }) std::ranges::for_each(one.to, visit);
            if constexpr (std::is_same_v<A, fault::Ring>) std::ranges::for_each(one.nodes, visit);
            if constexpr (std::is_same_v<A, fault::Partition>) {
                for (std::vector<Target>& group : one.groups) std::ranges::for_each(group, visit);
            }
        },
        action);
}

void draw_partition(std::string& partition, const Scenario& scenario, sim::Random& random) {
    if (!partition.starts_with(kRandomPartition)) return;
    constexpr std::string_view kOf = " of ";
    const std::string_view rest = std::string_view(partition).substr(kRandomPartition.size());
    std::vector<const TopicPlan*> topics = all_topics(scenario);
    if (rest.starts_with(kOf)) topics = {find_topic(scenario, rest.substr(kOf.size()))};
    partition = to_string(random_partition(topics, random));
}

std::int32_t least_in_sync(const Scenario& scenario, const model::config::BrokerConfig& broker,
                           const TopicPlan& topic) {
    const auto config =
        model::config::parse_onto(model::config::topic_defaults(broker), topic.config);
    const std::int32_t wanted = config ? config->min_insync_replicas : 1;
    return std::min<std::int32_t>(wanted,
                                  static_cast<std::int32_t>(names_of_brokers(scenario).size()));
}

// So many brokers that whoever was acknowledged by an ISR at its minimum has a survivor, and that
// a minimum is left to acknowledge more.
std::size_t brokers_of_core(const Scenario& scenario) {
    const model::ClusterConfig cluster = cluster_of(scenario.cluster);
    const auto first = std::ranges::find_if(cluster.nodes, &model::NodeConfig::is_broker);
    const auto config = model::config_of(cluster, *first);
    const auto brokers = static_cast<std::int32_t>(names_of_brokers(scenario).size());
    std::int32_t needed = 1;
    for (const TopicPlan& topic : scenario.topics) {
        const std::int32_t minimum = config ? least_in_sync(scenario, *config, topic) : 1;
        needed = std::max({needed, minimum, brokers - minimum + 1});
    }
    return static_cast<std::size_t>(needed);
}

void shuffle(std::vector<std::string>& names, sim::Random& random) {
    for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[random.below(i)]);
}

}  // namespace

std::vector<SendPlan> draw_sends(const ProducerScenario& producer, const PhaseScenario& phases,
                                 const sim::Random& random) {
    sim::Random times = random.split("times");
    sim::Random keys = random.split("keys");
    const Duration end = phases.warm_up + phases.faults;
    // A regular producer begins anywhere in its first gap, so that many do not march in step.
    Duration at = Duration::zero();
    if (producer.every) at = times.between(Duration::zero(), *producer.every);
    std::vector<SendPlan> sends;
    while (producer.rate || producer.every) {
        if (producer.rate) at += times.exponential(Duration::seconds(1) / *producer.rate);
        if (at >= end) break;
        if (producer.records && static_cast<std::int64_t>(sends.size()) >= *producer.records) break;
        SendPlan send{.at = Duration::microseconds(at / Duration::microseconds(1)),
                      .topic = producer.topic,
                      .partition = producer.partition,
                      .value_bytes = producer.value_bytes};
        if (producer.keys > 0) send.key = fmt::format("k{}", keys.between(1, producer.keys));
        sends.push_back(std::move(send));
        if (producer.every) at += *producer.every;
    }
    return sends;
}

void draw_targets(FaultPlan& fault, const Scenario& scenario, sim::Random& random) {
    std::vector<Target> met;
    const auto draw = [&](Target& text) {
        const auto target = parse_target(text);
        if (target && target->is_random()) {
            for (int i = 0; i < kTriesMost; ++i) {
                text = drawn(*target, scenario, random);
                if (std::ranges::find(met, text) == met.end()) break;
            }
        }
        met.push_back(text);
    };
    for_each_target(fault.action, draw);
    std::visit(
        [&](auto& action) {
            if constexpr (requires { action.partition; }) {
                draw_partition(action.partition, scenario, random);
            }
        },
        fault.action);
    if (auto* event = std::get_if<AtEvent>(&fault.begins)) {
        if (event->when.by) draw(*event->when.by);
        if (event->before && event->before->by) draw(*event->before->by);
    }
}

std::vector<Target> draw_core(const Scenario& scenario, sim::Random& random) {
    std::vector<std::string> controllers = names_of_controllers(scenario);
    std::vector<std::string> brokers = names_of_brokers(scenario);
    const std::size_t majority = controllers.size() / 2 + 1;
    const std::size_t needed = brokers_of_core(scenario);
    shuffle(brokers, random);
    shuffle(controllers, random);
    brokers.resize(std::min(brokers.size(), needed));
    // Who is both counts for both.
    std::size_t chosen = 0;
    std::vector<Target> core = brokers;
    for (const std::string& each : controllers) {
        if (std::ranges::find(core, each) != core.end()) ++chosen;
    }
    for (const std::string& each : controllers) {
        if (chosen >= majority) break;
        if (std::ranges::find(core, each) != core.end()) continue;
        core.push_back(each);
        ++chosen;
    }
    std::ranges::sort(core);
    return core;
}

}  // namespace assize::scenarios::file
