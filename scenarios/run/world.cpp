#include "scenarios/run/world.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace assize::scenarios {

sim::Result<std::unique_ptr<World>, std::string> World::make(sim::Simulation& simulation,
                                                             const Plan& plan) {
    auto cluster = model::Cluster::make(simulation, plan.cluster);
    if (!cluster) return sim::Failure(cluster.error().message);
    std::unique_ptr<World> world(new World(simulation, plan));
    world->cluster_ = std::move(*cluster);
    for (const model::NodeConfig& node : plan.cluster.nodes) {
        using model::config::ProcessRoles;
        const std::string& name = world->cluster_->name_of(node.id);
        world->nodes_.push_back(name);
        if (node.roles != ProcessRoles::kController) world->brokers_.push_back(name);
        if (node.roles != ProcessRoles::kBroker) world->controllers_.push_back(name);
    }
    for (const TopicPlan& topic : plan.topics) {
        for (std::int32_t i = 0; i < topic.partitions; ++i) {
            world->partitions_.push_back({topic.name, i});
        }
    }
    return world;
}

bool World::is_node(std::string_view name) const {
    return std::ranges::find(nodes_, name) != nodes_.end();
}

bool World::is_client(std::string_view name) const {
    return std::ranges::find(clients_, name) != clients_.end();
}

sim::Process& World::add_client(const std::string& name, sim::FiberBody body) {
    clients_.push_back(name);
    return add_helper(name, std::move(body));
}

sim::Process& World::add_helper(const std::string& name, sim::FiberBody body) {
    sim::Host& host = simulation_.add_host({.name = name});
    sim::Process& process = host.start(name, std::move(body));
    others_[name] = &process;
    return process;
}

sim::Process& World::process(std::string_view name) const {
    const auto other = others_.find(name);
    return other == others_.end() ? cluster_->process(name) : *other->second;
}

sim::HostSet World::hosts(const std::vector<std::string>& names) const {
    std::vector<sim::HostId> ids;
    for (const std::string& name : names) ids.push_back(host(name).id());
    return sim::HostSet(std::move(ids));
}

void World::revive(std::string_view name) {
    sim::Process& one = process(name);
    if (one.alive()) return;
    if (is_node(name)) return cluster_->restart(name);
    one.host().restore_power();
    one.start();
}

const model::metadata::PartitionRegistration* World::registration(
    const model::TopicPartition& partition) const {
    const auto* image = cluster_->image();
    return image ? image->topics.find(partition) : nullptr;
}

std::optional<model::TopicPartition> parse_partition(std::string_view text) {
    const std::size_t dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    std::int32_t index = -1;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + dash + 1, end, index);
    if (error != std::errc() || rest != end || index < 0) return std::nullopt;
    return model::TopicPartition{std::string(text.substr(0, dash)), index};
}

}  // namespace assize::scenarios
