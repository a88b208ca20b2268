// Everything at once, by chance: what no story has been told about.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/network/network.h"
#include "sim/network/rules/cut.h"
#include "sim/network/rules/refusal.h"
#include "sim/network/rules/slow_link.h"
#include "sim/network/rules/stall.h"
#include "trial.h"

namespace assize::model {
namespace {

/// Whether brokers lose power, too. When several do there may be no replica left with all that was
/// acknowledged: that is allowed, and less can be judged.
enum class Power : bool { kStays, kIsLost };

/// Does something to some node.
class Storm {
public:
    explicit Storm(Trial& trial, Power power = Power::kStays)
        : trial_(trial), power_(power), nodes_(trial.cluster().names()) {}

    void blow(int acts) {
        for (int i = 0; i < acts; ++i) {
            const std::string node = trial_.some_of(nodes_);
            switch (trial_.random().below(4)) {
                case 0: befall_process(node); break;
                case 1: befall_network(node); break;
                case 2: befall_disk(node); break;
                default: mend(node);
            }
            trial_.go_on(1_ms, 1500_ms);
        }
    }

private:
    void befall_process(const std::string& node) {
        Cluster& cluster = trial_.cluster();
        if (!cluster.process(node).alive()) return;
        switch (trial_.random().below(5)) {
            case 0: cluster.pause(node); break;
            case 1: cluster.shut_down(node); break;
            case 2:
                if (power_ == Power::kIsLost || node.starts_with("controller")) {
                    cluster.lose_power(node);
                }
                break;
            default: cluster.crash(node);
        }
    }

    void befall_network(const std::string& node) {
        const sim::HostSet here = trial_.hosts({node});
        const sim::HostSet there = trial_.hosts(some_others(node));
        switch (trial_.random().below(6)) {
            case 0:
                trial_.install(std::make_unique<sim::Cut>(here, there, sim::Ways::kBoth));
                break;
            case 1: trial_.install(std::make_unique<sim::Cut>(here, there, sim::Ways::kOne)); break;
            case 2:
                trial_.install(std::make_unique<sim::SlowLink>(
                    here, there,
                    sim::Slowdown{.extra_latency = trial_.random().between(1_ms, 700_ms),
                                  .bandwidth_divisor = trial_.random().between(1, 30)}));
                break;
            case 3: trial_.install(std::make_unique<sim::Stall>(here, there)); break;
            case 4: trial_.install(std::make_unique<sim::Refusal>(trial_.host(node))); break;
            default: trial_.simulation().network().reset_connections(here, there);
        }
    }

    void befall_disk(const std::string& node) {
        const auto operation =
            trial_.random().below(2) ? sim::DiskOperation::kWrite : sim::DiskOperation::kSync;
        trial_.install(node, {.path = "*",
                              .operation = operation,
                              .when = sim::FaultTiming::by(sim::Chance::percent(20)),
                              .effect = sim::disk_fault::Slow{trial_.random().between(1_ms, 1_s)}});
    }

    void mend(const std::string& node) {
        trial_.cluster().resume(node);
        trial_.restart_if_dead(node);
        trial_.remove_some_fault();
    }

    std::vector<std::string> some_others(const std::string& node) {
        std::vector<std::string> others;
        for (const std::string& other : nodes_) {
            if (other != node && trial_.random().below(2)) others.push_back(other);
        }
        return others;
    }

    Trial& trial_;
    const Power power_;
    const std::vector<std::string> nodes_;
};

TrialOptions in_a_storm(ClusterConfig cluster) {
    cluster.settings = hasty_settings();
    return {.cluster = std::move(cluster)};
}

TEST(StormTrials, ThreeBrokersWeatherAStorm) {
    try_seeds(in_a_storm(ClusterConfig::separate(3, 3)),
              [](Trial& trial) { Storm(trial).blow(25); });
}

TEST(StormTrials, FiveBrokersWeatherAStormWhileReplicasMove) {
    try_seeds(in_a_storm(ClusterConfig::separate(5, 3)), [](Trial& trial) {
        trial.start_moving_replicas();
        Storm(trial).blow(30);
    });
}

TEST(StormTrials, BrokersLosePowerInAStorm) {
    try_seeds(in_a_storm(ClusterConfig::separate(3, 3)),
              [](Trial& trial) { Storm(trial, Power::kIsLost).blow(25); });
}

TEST(StormTrials, BrokersWithEligibleLeaderReplicasLosePowerInAStorm) {
    TrialOptions options = in_a_storm(ClusterConfig::separate(3, 3));
    options.cluster.settings["eligible.leader.replicas.enable"] = "true";
    try_seeds(options, [](Trial& trial) { Storm(trial, Power::kIsLost).blow(25); });
}

TEST(StormTrials, FiveControllersWeatherAStorm) {
    try_seeds(in_a_storm(ClusterConfig::separate(3, 5)),
              [](Trial& trial) { Storm(trial).blow(30); });
}

TEST(StormTrials, NodesThatAreBrokerAndControllerWeatherAStorm) {
    try_seeds(in_a_storm(ClusterConfig::combined(3)), [](Trial& trial) { Storm(trial).blow(25); });
}

}  // namespace
}  // namespace assize::model
