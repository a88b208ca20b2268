// Disks fail while nodes live; and replicas move.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "trial.h"

namespace assize::model {
namespace {

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

void try_moving(Trial& trial, const std::function<void()>& harm) {
    trial.start_moving_replicas();
    trial.go_on(2_s, 5_s);
    harm();
    trial.go_on(2_s, 5_s);
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
