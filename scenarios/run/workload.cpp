#include "scenarios/run/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/config/parse.h"

namespace assize::scenarios {

namespace {

template <class Config, class Client>
sim::Result<Config, std::string> config_of(const Client& client) {
    auto config = model::config::parse<Config>(client.config);
    if (!config) {
        return sim::Failure(fmt::format("{}: {}", client.name, config.error().message));
    }
    return *config;
}

std::vector<model::TopicPartition> partitions_of(const World& world, const ConsumerPlan& plan) {
    std::vector<model::TopicPartition> some;
    for (const model::TopicPartition& partition : world.partitions()) {
        if (std::ranges::find(plan.topics, partition.topic) != plan.topics.end()) {
            some.push_back(partition);
        }
    }
    return some;
}

model::client::NewTopic new_topic(const TopicPlan& plan) {
    model::client::NewTopic topic{.name = plan.name};
    for (const auto& replicas : plan.assignment) {
        auto& brokers = topic.assignments.emplace_back();
        for (const std::int32_t replica : replicas) brokers.push_back(model::BrokerId(replica));
    }
    if (topic.assignments.empty()) {
        topic.partitions = plan.partitions;
        topic.replication_factor = plan.replication_factor;
    }
    for (const auto& [key, value] : plan.config) topic.configs[key] = value;
    return topic;
}

}  // namespace

// --- Workload

sim::Result<std::unique_ptr<Workload>, std::string> Workload::start(World& world) {
    std::unique_ptr<Workload> workload(new Workload());
    const auto bootstrap = world.cluster().bootstrap();
    for (const ConsumerPlan& plan : world.plan().consumers) {
        auto config = config_of<model::config::ConsumerConfig>(plan);
        if (!config) return sim::Failure(std::move(config.error()));
        workload->consumers_.push_back(
            std::make_unique<ConsumerUser>(partitions_of(world, plan), *config, bootstrap));
    }
    for (const ProducerPlan& plan : world.plan().producers) {
        auto config = config_of<model::config::ProducerConfig>(plan);
        if (!config) return sim::Failure(std::move(config.error()));
        workload->producers_.push_back(
            std::make_unique<ProducerUser>(plan, *config, bootstrap, world.simulation().now()));
    }
    for (std::size_t i = 0; i < workload->consumers_.size(); ++i) {
        ConsumerUser* user = workload->consumers_[i].get();
        world.add_client(world.plan().consumers[i].name,
                         [user](sim::Fiber& fiber) { user->live(fiber); });
    }
    for (std::size_t i = 0; i < workload->producers_.size(); ++i) {
        ProducerUser* user = workload->producers_[i].get();
        world.add_client(world.plan().producers[i].name,
                         [user](sim::Fiber& fiber) { user->live(fiber); });
    }
    return workload;
}

void Workload::stop_sending() {
    for (const auto& producer : producers_) producer->stop();
}

bool Workload::sends_have_ended() const {
    return std::ranges::all_of(producers_, [](const auto& each) { return each->is_done(); });
}

sim::Duration Workload::longest_send() const {
    sim::Duration longest = sim::Duration::zero();
    for (const auto& producer : producers_) {
        longest =
            std::max(longest, producer->config().max_block + producer->config().delivery_timeout +
                                  producer->config().request_timeout);
    }
    return longest;
}

bool Workload::consumers_have_read(
    const std::map<model::TopicPartition, model::Offset>& ends) const {
    return std::ranges::all_of(consumers_, [&](const auto& consumer) {
        return std::ranges::all_of(consumer->partitions(), [&](const auto& partition) {
            const auto end = ends.find(partition);
            return end == ends.end() || consumer->has_read_up_to(partition, end->second);
        });
    });
}

std::int64_t Workload::acknowledged() const {
    std::int64_t sum = 0;
    for (const auto& producer : producers_) sum += producer->acknowledged();
    return sum;
}

std::int64_t Workload::delivered() const {
    std::int64_t sum = 0;
    for (const auto& consumer : consumers_) sum += consumer->delivered();
    return sum;
}

// --- Topics

Topics::Topics(World& world, Operator& by) : world_(world) {
    for (const TopicPlan& plan : world.plan().topics) {
        by.begin([this, &plan](sim::Fiber& fiber, model::client::Admin& admin) {
            const auto made = admin.create_topic(fiber, new_topic(plan));
            if (!made) {
                errors_.push_back(fmt::format("topic '{}' cannot be made: {}: {}", plan.name,
                                              to_string(made.error().code), made.error().message));
            }
            made_ += 1;
        });
    }
}

bool Topics::are_there() const {
    if (made_ < world_.plan().topics.size()) return false;
    return std::ranges::all_of(world_.partitions(), [&](const auto& partition) {
        const auto* state = world_.registration(partition);
        return state && state->leader && state->isr.size() == state->replicas.size();
    });
}

}  // namespace assize::scenarios
