#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/white_box/white_box.h"
#include "client_history.h"
#include "model/cluster.h"
#include "sim/disk/fault.h"
#include "sim/disk/fault_guard.h"
#include "sim/network/host_set.h"
#include "sim/network/rule.h"
#include "sim/network/rule_guard.h"
#include "sim/random.h"
#include "sim/simulation.h"
#include "sim/trace_file.h"

namespace assize::model {

namespace client {
class Producer;
}

using namespace sim::literals;

/// How a cluster is put on trial.
struct TrialOptions {
    std::string name = {};  // Of the scenario: the test case's.
    std::uint64_t seed = 1;
    ClusterConfig cluster;
    std::string reproduce = {};   // What to run to see this very trial again.
    std::string trace_file = {};  // Where to write all facts; nowhere when empty.
    std::int32_t partitions = 3;
    std::int16_t replication_factor = 3;
    sim::Duration settles_within = 120_s;                    // After the last fault has ended.
    std::map<std::string, std::string> topic_settings = {};  // Beside min.insync.replicas=2.
};

/// Settings under which a cluster notices and mends in seconds what takes it half a minute by
/// default, so that there is more trouble to a trial.
config::Settings hasty_settings();
/// So many brokers and three controllers, in haste.
TrialOptions separate(std::int32_t brokers);

/// A cluster, two producers with acks=all and two consumers at work on the topic "orders", and
/// faults that befall it. All that happens follows from the options.
class Trial {
public:
    explicit Trial(TrialOptions options);
    ~Trial();
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;

    // --- The course of a trial: start, then faults, then finish.

    /// Starts the cluster, makes the topic, and lets the clients warm up.
    void start();
    /// Ends all faults, gives the dead a new life, waits until all is as it should be, and judges.
    /// What the checkers' oracle says is lost by right, the clients' is not asked about.
    void finish();
    /// What is wrong, in words; empty when nothing is.
    const std::vector<std::string>& wrong() const { return wrong_; }
    std::uint64_t hash() { return simulation_.trace().hash(); }

    // --- For those who do harm.

    Cluster& cluster() { return *cluster_; }
    sim::Simulation& simulation() { return simulation_; }
    sim::Random& random() { return random_; }
    const TrialOptions& options() const { return options_; }

    void go_on(sim::Duration duration) { simulation_.run_for(duration); }
    /// Between the two, by chance.
    void go_on(sim::Duration least, sim::Duration most) { go_on(random_.between(least, most)); }
    /// Goes on until it holds. When that takes too long the trial has failed: `what` did not come.
    bool await(sim::Duration patience, const std::string& what, const std::function<bool()>& holds);

    std::vector<std::string> brokers() const { return brokers_; }
    std::vector<std::string> controllers() const { return controllers_; }
    std::string some_of(const std::vector<std::string>& names);
    /// The brokers but one.
    std::vector<std::string> other_brokers(std::string_view but) const;
    TopicPartition some_partition();
    /// Who leads some partition, by chance; some broker when nobody does.
    std::string some_leader();
    /// A broker that does not lead that partition, but has a replica of it.
    std::string some_follower();
    /// Who leads the quorum; some controller when nobody does.
    std::string active_controller();
    sim::HostId host(std::string_view node) const { return cluster_->host(node).id(); }
    sim::HostSet hosts(const std::vector<std::string>& nodes) const;
    std::vector<sim::HostId> client_hosts() const { return client_hosts_; }

    /// Until heal().
    void install(std::unique_ptr<sim::Rule> rule);
    void install(std::string_view node, sim::DiskFault fault);
    /// Ends one fault of the network, by chance.
    void remove_some_fault();
    void heal();
    void restart_if_dead(const std::string& node);
    /// Moves replicas to other brokers, by chance, until the trial is to finish.
    void start_moving_replicas();
    /// All brokers are there and all replicas in sync.
    bool is_whole() const;
    void await_whole(sim::Duration patience) {
        await(patience, "a whole cluster", [this] { return is_whole(); });
    }

    /// Runs a client to its end, or as long as the world lasts.
    sim::Process& run_client(const std::string& name, sim::FiberBody body);
    config::AdminConfig admin_config() const;

private:
    void create_topic();
    void produce(sim::Fiber& fiber, int number);
    void produce_last(sim::Fiber& fiber);
    void send(sim::Fiber& fiber, client::Producer& producer, const std::string& value,
              std::int32_t partition);
    void consume(sim::Fiber& fiber, const std::string& name);
    config::ProducerConfig producer_config(sim::Random& random) const;
    void move_replicas(sim::Fiber& fiber);
    bool replicas_are_in_sync() const;
    void excuse_losses();
    void judge_indexes();
    std::string state() const;

    static constexpr int kProducers = 2;
    static constexpr int kConsumers = 2;

    const TrialOptions options_;
    ClientHistory history_;  // Outlives the trace.
    sim::Simulation simulation_;
    checkers::WhiteBox white_box_;
    std::unique_ptr<sim::TraceFile> trace_file_;
    sim::Random random_;  // For faults.
    std::vector<sim::HostId> client_hosts_;
    std::map<std::string, sim::Process*> clients_;
    std::unique_ptr<Cluster> cluster_;
    std::vector<std::string> brokers_;
    std::vector<std::string> controllers_;
    std::vector<sim::RuleGuard> rules_;
    std::vector<sim::DiskFaultGuard> disk_faults_;
    std::vector<std::string> wrong_;
    std::size_t indexes_judged_ = 0;  // Of so many brokers.
    bool producing_ = true;
    bool moving_ = true;
};

/// What befalls a cluster.
using Faults = std::function<void(Trial&)>;

/// Puts clusters on trial, one after another, for 50 seeds (or $ASSIZE_SEEDS), or for $ASSIZE_SEED
/// alone; the facts of that one are written to the file $ASSIZE_TRACE, if set. Reports each seed
/// for which something was wrong, and how to see it again. Some seeds are tried twice: they must
/// give the same trace.
void try_seeds(TrialOptions options, const Faults& faults);

}  // namespace assize::model
