// RaftEventSimulationTest of Kafka, on real connections and real disks: beside what that has,
// messages are late, connections break and are made again, and the power fails.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/network/rules/slow_link.h"
#include "tests/model/controller/kraft/quorum_world.h"

namespace assize::model::kraft {
namespace {

using sim::HostSet;

HostSet only(int node) {
    return HostSet({sim::HostId(static_cast<std::uint32_t>(node))});
}

/// The sizes that a scenario is tried with.
struct Sizes {
    int voters_min = 3;
    int voters_max = 5;
    int observers_max = 5;
};

/// A quorum in a network that is never quite well: connections break, links are slow for a while.
class Trial {
public:
    Trial(std::uint64_t seed, const Sizes& sizes)
        : dice_(sim::Random(seed).split("trial")), world_(options_of(seed, sizes, dice_)) {
        disturb();
    }

    QuorumWorld& world() { return world_; }
    sim::Random& dice() { return dice_; }

    /// Starts all, and waits until there is something to lose.
    bool begins() {
        world_.start_all();
        return world_.run_until([&] { return world_.all_reached(10) && world_.some_reached(10); });
    }
    /// Kills a node, in one way or another.
    void kill(int node) {
        if (dice_.below(2) == 0) {
            world_.crash(node);
        } else {
            world_.cut_power(node);
        }
    }
    /// Whether all that run get further than anybody is now.
    bool progresses(std::int64_t by = 10) {
        const std::int64_t goal = world_.committed() + by;
        return world_.run_until(
            [&] { return world_.some_reached(goal) && world_.all_reached(goal); });
    }
    int any_voter() { return static_cast<int>(dice_.below(world_.voters().size())); }

private:
    static QuorumOptions options_of(std::uint64_t seed, const Sizes& sizes, sim::Random& dice) {
        QuorumOptions options;
        options.seed = seed;
        options.voters = static_cast<int>(dice.between(sizes.voters_min, sizes.voters_max));
        options.observers = static_cast<int>(dice.between(0, sizes.observers_max));
        options.link.latency =
            sim::LatencyLaw::uniform(100_us, sim::Duration::milliseconds(dice.between(1, 20)));
        return options;
    }

    void disturb() {
        world_.sim().at(world_.sim().now() + dice_.between(50_ms, 500_ms), [this] {
            const int a = static_cast<int>(dice_.below(static_cast<std::uint64_t>(world_.size())));
            const int b = static_cast<int>(dice_.below(static_cast<std::uint64_t>(world_.size())));
            auto& network = world_.sim().network();
            if (a == b) {
                slow_.reset();
            } else if (dice_.below(2) == 0) {
                network.reset_connections(only(a), only(b));
            } else {
                slow_.reset();
                slow_ = std::make_unique<sim::RuleGuard>(
                    network.install(std::make_unique<sim::SlowLink>(
                        only(a), only(b),
                        sim::Slowdown{.extra_latency = dice_.between(5_ms, 200_ms)})));
            }
            disturb();
        });
    }

    sim::Random dice_;
    QuorumWorld world_;
    std::unique_ptr<sim::RuleGuard> slow_;  // Goes before the world.
};

using Scenario = std::function<void(Trial&)>;

/// Which facts there were, in all trials of a scenario; of changes of state also the reasons.
class Coverage final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override {
        seen_[std::string(event.kind.name)] += 1;
        if (const auto* change = event.as<KraftStateChanged>()) {
            seen_[std::string(to_string(change->reason))] += 1;
        }
        if (const auto* vote = event.as<KraftVoteAnswered>(); vote && !vote->granted) {
            seen_[vote->pre_vote ? "pre_vote_refused" : "vote_refused"] += 1;
        }
        if (const auto* snapshot = event.as<KraftSnapshotCreated>();
            snapshot && snapshot->fetched) {
            seen_["snapshot_fetched"] += 1;
        }
        if (const auto* loaded = event.as<LogLoaded>(); loaded && loaded->bytes_cut > 0) {
            seen_["torn_log"] += 1;
        }
    }
    std::uint64_t count(const std::string& what) const {
        const auto found = seen_.find(what);
        return found == seen_.end() ? 0 : found->second;
    }
    std::string all() const {
        std::string text;
        for (const auto& [what, count] : seen_) {
            text += "  " + what + " " + std::to_string(count) + "\n";
        }
        return text;
    }

private:
    std::map<std::string, std::uint64_t> seen_;
};

/// Tries a scenario with seeds 1 to 100, or with the one that ASSIZE_SEED names.
/// All seeds together must have shown what is named: else the scenario tries nothing.
void try_seeds(const Sizes& sizes, const Scenario& scenario,
               const std::vector<std::string>& must_be_seen = {}) {
    Coverage coverage;
    const char* chosen = std::getenv("ASSIZE_SEED");
    const std::uint64_t first = chosen ? std::strtoull(chosen, nullptr, 10) : 1;
    const std::uint64_t last = chosen ? first : 100;
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        SCOPED_TRACE(std::string("repeat with: ASSIZE_SEED=") + std::to_string(seed) +
                     " model_controller_kraft_test --gtest_filter=" + test->test_suite_name() +
                     "." + test->name());
        Trial trial(seed, sizes);
        trial.world().sim().trace().subscribe(coverage);
        scenario(trial);
        EXPECT_TRUE(trial.world().healthy()) << trial.world().complaints();
        if (testing::Test::HasFailure()) return;
    }
    if (chosen) return;
    for (const std::string& what : must_be_seen) {
        EXPECT_GT(coverage.count(what), 0u) << what << " never happened; but\n" << coverage.all();
    }
    if (std::getenv("ASSIZE_COVERAGE")) std::fputs(coverage.all().c_str(), stdout);
}

TEST(RaftEventSimulationTest, a_seed_gives_the_same_trace_each_time) {
    std::vector<std::uint64_t> hashes;
    for (const std::uint64_t seed : {1u, 1u, 2u}) {
        Trial trial(seed, {});
        EXPECT_TRUE(trial.begins());
        trial.kill(trial.any_voter());
        trial.world().run_for(5_s);
        hashes.push_back(trial.world().sim().trace().hash());
    }
    EXPECT_EQ(hashes[0], hashes[1]);
    EXPECT_NE(hashes[0], hashes[2]);
}

TEST(RaftEventSimulationTest, an_initial_leader_is_elected) {
    try_seeds({.voters_min = 1}, [](Trial& trial) { EXPECT_TRUE(trial.begins()); },
              {"kraft_leadership_claimed", "pre_vote_refused", "vote_refused"});
}

TEST(RaftEventSimulationTest, a_new_leader_is_elected_after_the_old_one_stops_in_order) {
    try_seeds({},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  const int old = world.leader().value_or(trial.any_voter());
                  world.stop(old);
                  EXPECT_TRUE(trial.progresses());
                  EXPECT_FALSE(world.runs(old));
                  world.start(old);
                  EXPECT_TRUE(trial.progresses());
              },
              {"shut_down", "snapshot_fetched", "log_start_moved", "kraft_snapshot_deleted"});
}

TEST(RaftEventSimulationTest, a_new_leader_is_elected_after_the_old_one_resigns) {
    try_seeds({},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  const auto old = world.leader();
                  if (!old) return;
                  const LeaderEpoch epoch = world.counter(*old)->epoch();
                  world.raft(*old)->resign(epoch);
                  EXPECT_TRUE(trial.progresses());
                  EXPECT_GT(world.raft(*old)->leader_and_epoch().epoch, epoch);
              },
              {"resign_asked_for", "log_truncated"});
}

TEST(RaftEventSimulationTest, a_new_leader_is_elected_after_the_old_one_is_killed) {
    try_seeds({},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  const int old = world.leader().value_or(trial.any_voter());
                  trial.kill(old);
                  EXPECT_TRUE(trial.progresses());
                  world.start(old);
                  EXPECT_TRUE(trial.progresses());
              },
              {"host_lost_power", "fetch_timed_out", "kraft_snapshot_loaded", "log_truncated"});
}

TEST(RaftEventSimulationTest, a_new_leader_is_elected_after_the_old_one_is_cut_off) {
    try_seeds({},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  const int old = world.leader().value_or(trial.any_voter());
                  std::vector<sim::HostId> others;
                  for (int node = 0; node < world.size(); ++node) {
                      if (node != old) others.emplace_back(static_cast<std::uint32_t>(node));
                  }
                  {
                      const auto cut = world.sim().network().install(
                          std::make_unique<sim::Cut>(only(old), HostSet(others), sim::Ways::kBoth));
                      const std::int64_t goal = world.committed() + 10;
                      EXPECT_TRUE(world.run_until([&] { return world.some_reached(goal); }));
                  }
                  EXPECT_TRUE(trial.progresses());
              },
              {"quorum_unreachable", "log_truncated"});
}

TEST(RaftEventSimulationTest, the_quorum_recovers_after_all_are_killed) {
    try_seeds({.voters_min = 1},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  const bool power = trial.dice().below(2) == 0;
                  for (int node = 0; node < world.size(); ++node) {
                      if (power) {
                          world.cut_power(node);
                      } else {
                          world.crash(node);
                      }
                  }
                  if (world.voters().size() == 1 && power) world.forget_uncommitted_of_only_voter();
                  world.run_for(1_s);
                  world.start_all();
                  EXPECT_TRUE(world.run_until(
                      [&] { return world.all_reached(20) && world.some_reached(20); }));
              },
              {"host_lost_power", "torn_log", "resignation_ended"});
}

TEST(RaftEventSimulationTest, a_majority_that_is_together_makes_progress) {
    try_seeds({.voters_min = 5, .observers_max = 3},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  std::vector<sim::HostId> few{sim::HostId(0), sim::HostId(1)};
                  std::vector<sim::HostId> many;
                  for (int node = 2; node < world.size(); ++node) {
                      many.emplace_back(static_cast<std::uint32_t>(node));
                  }
                  {
                      const auto cut = world.sim().network().install(std::make_unique<sim::Cut>(
                          HostSet(few), HostSet(many), sim::Ways::kBoth));
                      const std::int64_t goal = world.committed() + 20;
                      EXPECT_TRUE(world.run_until([&] { return world.some_reached(goal); }));
                  }
                  EXPECT_TRUE(trial.progresses(20));
              },
              {"quorum_unreachable", "snapshot_fetched"});
}

TEST(RaftEventSimulationTest, progress_goes_on_after_one_leader_fails_upon_the_other) {
    try_seeds({},
              [](Trial& trial) {
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  for (int failure = 0; failure < 5; ++failure) {
                      const auto leader = world.leader();
                      if (leader) {
                          trial.kill(*leader);
                          world.run_for(trial.dice().between(10_ms, 3_s));
                          world.start(*leader);
                      }
                      ASSERT_TRUE(trial.progresses());
                  }
              },
              {"host_lost_power", "election_lost", "snapshot_fetched", "log_truncated"});
}

TEST(RaftEventSimulationTest, a_node_that_lost_its_disk_recovers_what_is_committed) {
    try_seeds({.observers_max = 2},
              [](Trial& trial) {
                  trial.world().invariants().set_options({.data_loss = true});
                  ASSERT_TRUE(trial.begins());
                  QuorumWorld& world = trial.world();
                  const int unlucky = trial.any_voter();
                  const std::int64_t goal = world.committed();
                  world.run_until([&] { return world.all_reached(goal); });
                  world.wipe(unlucky);
                  world.run_for(trial.dice().between(10_ms, 5_s));
                  world.start(unlucky);
                  EXPECT_TRUE(trial.progresses());
              },
              {"host_wiped", "snapshot_fetched"});
}

/// Not one of Kafka's: whatever comes, in any order; only the end is calm.
TEST(RaftEventSimulationTest, a_storm_of_failures_breaks_no_invariant) {
    const auto storm = [](Trial& trial) {
        QuorumWorld& world = trial.world();
        world.start_all();
        std::optional<sim::RuleGuard> cut;
        for (int gust = 0; gust < 40; ++gust) {
            world.run_for(trial.dice().between(1_ms, 900_ms));
            const int node =
                static_cast<int>(trial.dice().below(static_cast<std::uint64_t>(world.size())));
            switch (trial.dice().below(5)) {
                case 0: world.stop(node); break;
                case 1: trial.kill(node); break;
                case 2: cut.reset(); break;
                case 3:
                    cut.reset();
                    cut.emplace(world.sim().network().install(std::make_unique<sim::Cut>(
                        only(node), only(trial.any_voter()), sim::Ways::kOne)));
                    break;
                default: world.start(node); break;
            }
        }
        cut.reset();
        world.run_for(1_s);  // Who stops in order is gone then.
        world.start_all();
        EXPECT_TRUE(trial.progresses());
    };
    try_seeds({}, storm,
              {"torn_log", "snapshot_fetched", "log_truncated", "quorum_unreachable",
               "kraft_snapshot_loaded", "log_start_moved", "resignation_ended"});
}

}  // namespace
}  // namespace assize::model::kraft
