// Disks fail while nodes live; and replicas move.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/client/admin.h"
#include "trial.h"

namespace assize::model {
namespace {

TrialOptions separate(std::int32_t brokers) {
    ClusterConfig cluster = ClusterConfig::separate(brokers, 3);
    cluster.settings = hasty_settings();
    return {.cluster = cluster};
}

TEST(DiskTrials, ADiskIsSlow) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 2; ++i) {
            const std::string node =
                trial.random().below(4) ? trial.some_leader() : trial.active_controller();
            const sim::Duration by = trial.random().between(5_ms, 800_ms);
            for (const auto operation : {sim::DiskOperation::kWrite, sim::DiskOperation::kSync,
                                         sim::DiskOperation::kRead}) {
                trial.install(node, {.path = "*",
                                     .operation = operation,
                                     .when = sim::FaultTiming::by(sim::Chance::percent(30)),
                                     .effect = sim::disk_fault::Slow{by}});
            }
            trial.go_on(1_s, 10_s);
            trial.heal();
            trial.go_on(0_s, 4_s);
        }
    });
}

TEST(DiskTrials, ADiskIsFull) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 2; ++i) {
            const bool all = trial.random().below(2) == 0;
            trial.install(trial.some_leader(),
                          {.path = all ? "*" : "*orders*",
                           .operation = sim::DiskOperation::kWrite,
                           .when = all ? sim::FaultTiming::always()
                                       : sim::FaultTiming::by(sim::Chance::percent(5)),
                           .effect = sim::disk_fault::Fails{.error = sim::DiskError::kNoSpace}});
            trial.go_on(1_s, 8_s);
            trial.heal();
            trial.await_whole(60_s);
        }
    });
}

TEST(DiskTrials, ADiskFailsToSync) {
    try_seeds(separate(3), [](Trial& trial) {
        trial.install(trial.some_leader(),
                      {.path = "*orders*",
                       .operation = sim::DiskOperation::kSync,
                       .when = sim::FaultTiming::by(sim::Chance::percent(50)),
                       .effect = sim::disk_fault::Fails{.error = sim::DiskError::kIo}});
        trial.go_on(1_s, 8_s);
        trial.heal();
    });
}

/// Moves partitions to brokers by chance, until it is time to stop.
void move_replicas(sim::Fiber& fiber, Trial& trial, const bool& moving) {
    sim::Random random = trial.simulation().random("moves");
    client::Admin admin(fiber, trial.cluster().bootstrap(), trial.admin_config());
    while (moving) {
        std::vector<BrokerId> brokers;
        for (std::int32_t id = 1; id <= 5; ++id) brokers.push_back(BrokerId(id));
        for (std::size_t i = brokers.size() - 1; i > 0; --i) {
            std::swap(brokers[i], brokers[random.below(i + 1)]);
        }
        brokers.erase(brokers.begin() + 3, brokers.end());
        const TopicPartition partition{
            "orders", static_cast<std::int32_t>(random.between(0, trial.options().partitions - 1))};
        // That nobody answers, or something else is under way, is part of the game.
        static_cast<void>(admin.reassign(fiber, partition, brokers));
        fiber.sleep(random.between(0_s, 3_s));
    }
}

void try_moving(Trial& trial, const std::function<void()>& harm) {
    // Outlives the process, which ends before the trial goes on without it.
    bool moving = true;
    sim::Process& mover =
        trial.run_client("mover", [&](sim::Fiber& fiber) { move_replicas(fiber, trial, moving); });
    trial.go_on(2_s, 5_s);
    harm();
    trial.go_on(2_s, 5_s);
    trial.heal();
    moving = false;
    trial.await(90_s, "the end of the moves", [&] { return !mover.alive(); });
}

TEST(ReassignmentTrials, ReplicasMoveWhileProducersWrite) {
    try_seeds(separate(5), [](Trial& trial) { try_moving(trial, [] {}); });
}

TEST(ReassignmentTrials, ReplicasMoveWhileABrokerCrashes) {
    try_seeds(separate(5), [](Trial& trial) {
        try_moving(trial, [&] { trial.cluster().crash(trial.some_leader()); });
    });
}

TEST(ReassignmentTrials, ReplicasMoveWhileTheControllerCrashes) {
    try_seeds(separate(5), [](Trial& trial) {
        try_moving(trial, [&] { trial.cluster().crash(trial.active_controller()); });
    });
}

}  // namespace
}  // namespace assize::model
