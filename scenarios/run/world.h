#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/cluster.h"
#include "model/types.h"
#include "scenarios/plan.h"
#include "sim/host.h"
#include "sim/network/host_set.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/simulation.h"

namespace assize::scenarios {

/// The cluster of a plan and its clients, each on a host of its own, in a simulation. Hosts and
/// processes go by name: "broker-1", "producer-1".
class World {
public:
    /// Fails: in words, when there is no such cluster.
    static sim::Result<std::unique_ptr<World>, std::string> make(sim::Simulation& simulation,
                                                                 const Plan& plan);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    sim::Simulation& simulation() const { return simulation_; }
    model::Cluster& cluster() const { return *cluster_; }
    const Plan& plan() const { return plan_; }

    // --- Who there is. In order of their numbers.

    const std::vector<std::string>& brokers() const { return brokers_; }
    const std::vector<std::string>& controllers() const { return controllers_; }
    /// Brokers and controllers, each once.
    const std::vector<std::string>& nodes() const { return nodes_; }
    /// Those that the plan names, once they were added.
    const std::vector<std::string>& clients() const { return clients_; }
    bool is_node(std::string_view name) const;
    bool is_client(std::string_view name) const;
    std::string name_of(model::BrokerId broker) const { return cluster_->name_of(broker); }

    /// A host with one process, which runs. Helpers ("operator") are no clients of the plan.
    sim::Process& add_client(const std::string& name, sim::FiberBody body);
    sim::Process& add_helper(const std::string& name, sim::FiberBody body);

    /// Requires, all below: there is somebody of that name.
    sim::Process& process(std::string_view name) const;
    sim::Host& host(std::string_view name) const { return process(name).host(); }
    sim::HostSet hosts(const std::vector<std::string>& names) const;
    bool is_alive(std::string_view name) const { return process(name).alive(); }
    /// Gives it power and a new life, if it has none.
    void revive(std::string_view name);

    // --- How things stand.

    /// What the active controller knows of a partition; null when there is none.
    const model::metadata::PartitionRegistration* registration(
        const model::TopicPartition& partition) const;
    /// All partitions of the plan's topics.
    const std::vector<model::TopicPartition>& partitions() const { return partitions_; }

private:
    World(sim::Simulation& simulation, const Plan& plan) : simulation_(simulation), plan_(plan) {}

    sim::Simulation& simulation_;
    const Plan& plan_;
    std::unique_ptr<model::Cluster> cluster_;
    std::vector<std::string> brokers_;
    std::vector<std::string> controllers_;
    std::vector<std::string> nodes_;
    std::vector<std::string> clients_;
    std::vector<model::TopicPartition> partitions_;
    std::map<std::string, sim::Process*, std::less<>> others_;  // Clients and helpers.
};

/// "orders-0" as a partition; none when the text is no such name.
std::optional<model::TopicPartition> parse_partition(std::string_view text);

}  // namespace assize::scenarios
