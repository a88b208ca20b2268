// Elections when those who are in sync are gone: of an eligible replica (KIP-966), which loses
// nothing, and an unclean one, which may.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "trial.h"

namespace assize::model {
namespace {

TrialOptions with_elr() {
    ClusterConfig cluster = ClusterConfig::separate(3, 3);
    cluster.settings = hasty_settings();
    cluster.settings["eligible.leader.replicas.enable"] = "true";
    return {.cluster = cluster};
}

std::vector<std::string> shuffled(Trial& trial, std::vector<std::string> names) {
    std::vector<std::string> order;
    while (!names.empty()) {
        order.push_back(trial.some_of(names));
        std::erase(names, order.back());
    }
    return order;
}

void stop(Trial& trial, const std::string& broker) {
    trial.cluster().shut_down(broker);
    trial.await(60_s, "the end of " + broker,
                [&] { return !trial.cluster().process(broker).alive(); });
}

// One broker after another goes, slowly enough for the ISR to shrink, and they come back in any
// order. Below min.insync.replicas nothing is committed, so whoever was in sync then is eligible;
// but for who crashed, since nobody knows what it has lost.
TEST(ElectionTrials, AllBrokersGoAndWhoeverIsEligibleLeads) {
    try_seeds(with_elr(), [](Trial& trial) {
        for (int round = 0; round < 2; ++round) {
            const std::string crashes = trial.some_of(trial.brokers());
            for (const std::string& broker : shuffled(trial, trial.brokers())) {
                if (broker == crashes) {
                    trial.cluster().crash(broker);
                } else {
                    stop(trial, broker);
                }
                trial.go_on(0_s, 6_s);
            }
            for (const std::string& broker : shuffled(trial, trial.brokers())) {
                trial.restart_if_dead(broker);
                trial.go_on(0_s, 6_s);
            }
            trial.await_whole(60_s);
        }
    });
}

// The last one in sync loses power, and with it perhaps records: it is no longer eligible, and who
// was in sync before it is.
TEST(ElectionTrials, TheLastInSyncLosesPowerAndAnotherIsEligible) {
    try_seeds(with_elr(), [](Trial& trial) {
        const std::vector<std::string> order = shuffled(trial, trial.brokers());
        trial.cluster().crash(order[0]);
        trial.go_on(3_s, 6_s);
        stop(trial, order[1]);
        trial.go_on(0_s, 6_s);
        trial.cluster().lose_power(order[2]);
        trial.go_on(0_s, 3_s);
        trial.restart_if_dead(order[trial.random().below(2) ? 2 : 1]);
        trial.go_on(0_s, 6_s);
        for (const std::string& broker : order) trial.restart_if_dead(broker);
        trial.await_whole(60_s);
    });
}

// Who was not in sync is elected, for nobody else is up: the partition is recovering until that
// leader says otherwise, and goes on with what it has.
TEST(ElectionTrials, AnUncleanElectionRecoversAndGoesOn) {
    ClusterConfig cluster = ClusterConfig::separate(3, 3);
    cluster.settings = hasty_settings();
    TrialOptions options{.cluster = cluster,
                         .topic_settings = {{"unclean.leader.election.enable", "true"},
                                            {"min.insync.replicas", "1"}}};
    try_seeds(options, [](Trial& trial) {
        const std::vector<std::string> order = shuffled(trial, trial.brokers());
        for (const std::string& broker : order) {
            trial.cluster().crash(broker);
            trial.go_on(3_s, 6_s);
        }
        trial.restart_if_dead(order[0]);
        trial.go_on(3_s, 8_s);
        for (const std::string& broker : order) trial.restart_if_dead(broker);
        trial.await_whole(60_s);
    });
}

}  // namespace
}  // namespace assize::model
