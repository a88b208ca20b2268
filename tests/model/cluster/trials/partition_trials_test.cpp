// The network parts nodes that should see each other.

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/network/rules/cut.h"
#include "sim/network/rules/partition.h"
#include "trial.h"

namespace assize::model {
namespace {

/// A fault that lasts for a while, twice.
Faults twice(const std::function<void(Trial&)>& begin) {
    return [begin](Trial& trial) {
        for (int i = 0; i < 2; ++i) {
            begin(trial);
            trial.go_on(500_ms, 10_s);
            trial.heal();
            trial.go_on(0_s, 4_s);
        }
    };
}

void cut(Trial& trial, const std::string& from, std::vector<std::string> to,
         sim::Ways ways = sim::Ways::kBoth) {
    std::erase(to, from);
    trial.install(std::make_unique<sim::Cut>(trial.hosts({from}), trial.hosts(to), ways));
}

std::vector<std::string> all_nodes(const Trial& trial) {
    std::vector<std::string> nodes = trial.brokers();
    for (const std::string& controller : trial.controllers()) nodes.push_back(controller);
    return nodes;
}

TEST(PartitionTrials, ALeaderIsCutFromItsFollowers) {
    try_seeds(separate(3),
              twice([](Trial& trial) { cut(trial, trial.some_leader(), trial.brokers()); }));
}

TEST(PartitionTrials, ALeaderIsCutFromTheControllers) {
    try_seeds(separate(3),
              twice([](Trial& trial) { cut(trial, trial.some_leader(), trial.controllers()); }));
}

TEST(PartitionTrials, ALeaderIsCutFromAllNodesButNotFromClients) {
    try_seeds(separate(3),
              twice([](Trial& trial) { cut(trial, trial.some_leader(), all_nodes(trial)); }));
}

TEST(PartitionTrials, TwoGroupsSeeEachOtherThroughABridgeOnly) {
    try_seeds(separate(5), twice([](Trial& trial) {
                  std::vector<std::string> nodes = all_nodes(trial);
                  std::erase(nodes, trial.some_of(nodes));
                  std::vector<std::string> groups[2];
                  for (const std::string& node : nodes) {
                      groups[trial.random().below(2)].push_back(node);
                  }
                  trial.install(std::make_unique<sim::Partition>(
                      std::vector<sim::HostSet>{trial.hosts(groups[0]), trial.hosts(groups[1])}));
              }));
}

TEST(PartitionTrials, WhatABrokerSendsGetsLostOneWay) {
    try_seeds(separate(3), twice([](Trial& trial) {
                  cut(trial, trial.some_leader(), all_nodes(trial), sim::Ways::kOne);
              }));
}

TEST(PartitionTrials, WhatIsSentToABrokerGetsLostOneWay) {
    try_seeds(separate(3), twice([](Trial& trial) {
                  const std::string leader = trial.some_leader();
                  for (const std::string& node : all_nodes(trial)) {
                      if (node != leader) cut(trial, node, {leader}, sim::Ways::kOne);
                  }
              }));
}

TEST(PartitionTrials, BrokersInARingSeeTheirNeighboursOnly) {
    try_seeds(separate(5), twice([](Trial& trial) {
                  std::vector<sim::HostId> circle;
                  for (const std::string& broker : trial.brokers()) {
                      circle.push_back(trial.host(broker));
                  }
                  for (std::size_t i = circle.size() - 1; i > 0; --i) {
                      std::swap(circle[i], circle[trial.random().below(i + 1)]);
                  }
                  trial.install(std::make_unique<sim::Ring>(circle));
              }));
}

TEST(PartitionTrials, TwoBrokersDoNotSeeEachOtherThoughAllOthersSeeBoth) {
    try_seeds(separate(4), twice([](Trial& trial) {
                  const std::string one = trial.some_leader();
                  cut(trial, one, {trial.some_of(trial.other_brokers(one))});
              }));
}

TEST(PartitionTrials, TheControllerIsCutOff) {
    try_seeds(separate(3), twice([](Trial& trial) {
                  const std::string active = trial.active_controller();
                  cut(trial, active,
                      trial.random().below(2) ? all_nodes(trial) : trial.controllers());
              }));
}

TEST(PartitionTrials, TheControllersAreCutFromOneAnother) {
    try_seeds(separate(3), twice([](Trial& trial) {
                  std::vector<sim::HostSet> groups;
                  for (const std::string& controller : trial.controllers()) {
                      groups.push_back(trial.hosts({controller}));
                  }
                  trial.install(std::make_unique<sim::Partition>(groups));
              }));
}

}  // namespace
}  // namespace assize::model
