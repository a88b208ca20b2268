// What an operator does while all goes on.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "scenarios/run/faults/effect.h"

namespace assize::scenarios {

namespace {

using model::client::Admin;

template <class T>
Effect::Answer answer_of(const model::client::AdminResult<T>& result) {
    if (result) return {};
    return {std::string(to_string(result.error().code)), result.error().message};
}

sim::Result<model::TopicPartition, std::string> partition_named(const std::string& name) {
    const auto partition = parse_partition(name);
    if (!partition) return sim::Failure(fmt::format("'{}' is no partition", name));
    return *partition;
}

/// Keys of a topic, and what they are to be; none: what they are without being set.
using Wishes = std::map<std::string, std::optional<std::string>>;

/// What the topic was made with.
Wishes as_made(const Plan& plan, const fault::AlterTopic& alter) {
    const auto topic = std::ranges::find(plan.topics, alter.topic, &TopicPlan::name);
    Wishes wishes;
    for (const auto& [key, value] : alter.config) {
        std::optional<std::string>& wish = wishes[key];
        if (topic == plan.topics.end()) continue;
        const auto made = topic->config.find(key);
        if (made != topic->config.end()) wish = made->second;
    }
    return wishes;
}

auto altering(std::string topic, Wishes wishes) {
    return [topic = std::move(topic), wishes = std::move(wishes)](sim::Fiber& fiber, Admin& admin) {
        Effect::Answer answer;
        for (const auto& [key, value] : wishes) {
            answer = answer_of(admin.alter_config(fiber, model::client::ConfigResource::kTopic,
                                                  topic, key, value));
            if (!answer.error.empty()) break;
        }
        return answer;
    };
}

}  // namespace

EffectResult effect_of(const fault::Reassign& reassign, const FaultTools&) {
    const auto partition = partition_named(reassign.partition);
    if (!partition) return sim::Failure(partition.error());
    std::vector<model::BrokerId> replicas;
    for (const std::int32_t id : reassign.replicas) replicas.push_back(model::BrokerId(id));
    return Effect{.targets = {},
                  .what = fmt::format("move {} to {{{}}}", reassign.partition,
                                      fmt::join(reassign.replicas, " ")),
                  .ask = [partition = *partition, replicas](sim::Fiber& fiber, Admin& admin) {
                      return answer_of(admin.reassign(fiber, partition, replicas));
                  }};
}

EffectResult effect_of(const fault::ElectLeader& elect, const FaultTools&) {
    const auto partition = partition_named(elect.partition);
    if (!partition) return sim::Failure(partition.error());
    const auto kind =
        elect.unclean ? model::client::Election::kUnclean : model::client::Election::kPreferred;
    return Effect{.targets = {},
                  .what = fmt::format("elect {} leader of {}",
                                      elect.unclean ? "any" : "the preferred", elect.partition),
                  .ask = [partition = *partition, kind](sim::Fiber& fiber, Admin& admin) {
                      return answer_of(admin.elect_leader(fiber, partition, kind));
                  }};
}

EffectResult effect_of(const fault::AlterTopic& alter, const FaultTools& tools) {
    std::string what = fmt::format("set of {}:", alter.topic);
    for (const auto& [key, value] : alter.config) what += fmt::format(" {}={}", key, value);
    Wishes set(alter.config.begin(), alter.config.end());
    return Effect{.targets = {},
                  .what = std::move(what),
                  .ask = altering(alter.topic, std::move(set)),
                  .ask_back = altering(alter.topic, as_made(tools.world.plan(), alter))};
}

EffectResult effect_of(const fault::DeleteRecords& del, const FaultTools&) {
    const auto partition = partition_named(del.partition);
    if (!partition) return sim::Failure(partition.error());
    std::optional<model::Offset> before;
    if (del.before >= 0) before = model::Offset(del.before);
    return Effect{.targets = {},
                  .what = before ? fmt::format("delete {} below {}", del.partition, del.before)
                                 : fmt::format("delete all of {}", del.partition),
                  .ask = [partition = *partition, before](sim::Fiber& fiber, Admin& admin) {
                      return answer_of(admin.delete_records(fiber, partition, before));
                  }};
}

}  // namespace assize::scenarios
