// Nodes die, by all the deaths there are, and come back.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "trial.h"

namespace assize::model {
namespace {

TrialOptions combined() {
    ClusterConfig cluster = ClusterConfig::combined(3);
    cluster.settings = hasty_settings();
    return {.cluster = cluster};
}

enum class By : bool { kCrash, kPowerLoss };

void kill(Trial& trial, const std::string& node, By death) {
    if (death == By::kCrash) {
        trial.cluster().crash(node);
    } else {
        trial.cluster().lose_power(node);
    }
}

/// One death, after which all is mended: a cluster with a replica out of sync may lose records
/// when another loses its memory.
void kill_and_mend(Trial& trial, const std::string& node, By death) {
    kill(trial, node, death);
    trial.go_on(50_ms, 6_s);
    trial.restart_if_dead(node);
    trial.await_whole(60_s);
    trial.go_on(0_s, 1_s);
}

TEST(DeathTrials, ACalmClusterLosesNothing) {
    try_seeds(separate(3), [](Trial& trial) { trial.go_on(10_s); });
}

TEST(DeathTrials, ALeaderCrashes) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 3; ++i) kill_and_mend(trial, trial.some_leader(), By::kCrash);
    });
}

TEST(DeathTrials, ALeaderCrashesUnderKafkasDefaults) {
    TrialOptions options = {.cluster = ClusterConfig::separate(3, 3), .settles_within = 300_s};
    try_seeds(options, [](Trial& trial) {
        const std::string leader = trial.some_leader();
        trial.cluster().crash(leader);
        trial.go_on(1_s, 20_s);
        trial.cluster().restart(leader);
        trial.go_on(0_s, 5_s);
    });
}

TEST(DeathTrials, AFollowerCrashes) {
    try_seeds(separate(4), [](Trial& trial) {
        for (int i = 0; i < 3; ++i) kill_and_mend(trial, trial.some_follower(), By::kCrash);
    });
}

TEST(DeathTrials, BrokersAreRestartedOneByOne) {
    try_seeds(separate(3), [](Trial& trial) {
        for (const std::string& broker : trial.brokers()) {
            trial.cluster().shut_down(broker);
            trial.await(60_s, "the end of " + broker,
                        [&] { return !trial.cluster().process(broker).alive(); });
            trial.go_on(0_s, 2_s);
            trial.restart_if_dead(broker);
            trial.await_whole(60_s);
        }
    });
}

TEST(DeathTrials, TheControllerCrashes) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 3; ++i) {
            const std::string controller = trial.active_controller();
            trial.cluster().crash(controller);
            trial.go_on(50_ms, 6_s);
            // A leader is needed to see that the broker is gone.
            if (i == 1) trial.cluster().crash(trial.some_leader());
            trial.go_on(0_s, 3_s);
            trial.heal();
            trial.go_on(0_s, 4_s);
        }
    });
}

TEST(DeathTrials, AMajorityOfControllersIsLostAndComesBack) {
    try_seeds(separate(3), [](Trial& trial) {
        std::vector<std::string> controllers = trial.controllers();
        const std::string survivor = trial.some_of(controllers);
        std::erase(controllers, survivor);
        for (const std::string& controller : controllers) {
            kill(trial, controller, static_cast<By>(trial.random().below(2)));
            trial.go_on(0_s, 1_s);
        }
        if (trial.random().below(2)) trial.cluster().crash(trial.some_leader());
        trial.go_on(1_s, 8_s);
        for (const std::string& controller : controllers) {
            trial.restart_if_dead(controller);
            trial.go_on(0_s, 2_s);
        }
    });
}

TEST(DeathTrials, ABrokersProcessCrashesAtRandomMoments) {
    try_seeds(separate(3), [](Trial& trial) {
        const std::string broker = trial.some_of(trial.brokers());
        for (int i = 0; i < 8; ++i) {
            trial.cluster().crash(broker);
            trial.go_on(1_ms, 500_ms);
            trial.restart_if_dead(broker);
            trial.go_on(1_ms, 4_s);
        }
    });
}

TEST(DeathTrials, ABrokerLosesPowerAtRandomMoments) {
    try_seeds(separate(3), [](Trial& trial) {
        const std::string broker = trial.some_of(trial.brokers());
        for (int i = 0; i < 6; ++i) {
            trial.cluster().lose_power(broker);
            trial.go_on(1_ms, 4_s);
            trial.cluster().restart(broker);
            trial.go_on(1_ms, 4_s);
        }
    });
}

TEST(DeathTrials, OneBrokerAfterAnotherLosesPower) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 4; ++i) {
            kill_and_mend(trial, trial.some_of(trial.brokers()), By::kPowerLoss);
        }
    });
}

TEST(DeathTrials, ANodeThatIsBrokerAndControllerDies) {
    try_seeds(combined(), [](Trial& trial) {
        for (int i = 0; i < 3; ++i) {
            const std::string node =
                trial.random().below(2) ? trial.active_controller() : trial.some_leader();
            kill_and_mend(trial, node, static_cast<By>(trial.random().below(2)));
        }
    });
}

TEST(DeathTrials, ALeaderSleepsAndWakesAsAZombie) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 3; ++i) {
            const std::string leader = trial.some_leader();
            trial.cluster().pause(leader);
            trial.go_on(500_ms, 8_s);
            trial.cluster().resume(leader);
            trial.go_on(0_s, 5_s);
        }
    });
}

TEST(DeathTrials, TheControllerSleepsAndWakesAsAZombie) {
    try_seeds(separate(3), [](Trial& trial) {
        for (int i = 0; i < 3; ++i) {
            const std::string controller = trial.active_controller();
            trial.cluster().pause(controller);
            trial.go_on(500_ms, 8_s);
            trial.cluster().resume(controller);
            trial.go_on(0_s, 4_s);
        }
    });
}

}  // namespace
}  // namespace assize::model
