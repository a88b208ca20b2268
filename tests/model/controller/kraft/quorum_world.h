#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/controller/kraft/raft_node.h"
#include "model/log/log_directory.h"
#include "sim/disk/disk.h"
#include "sim/network/network.h"
#include "sim/network/rules/cut.h"
#include "sim/simulation.h"
#include "sim/sync/task_group.h"
#include "tests/model/controller/kraft/counter.h"
#include "tests/model/controller/kraft/raft_invariants.h"
#include "tests/model/controller/kraft/rpc_transport.h"

namespace assize::model::kraft {

using namespace sim::literals;

struct QuorumOptions {
    std::uint64_t seed = 1;
    int voters = 3;
    int observers = 0;
    /// As RaftEventSimulationTest has them.
    QuorumTimes times = {.election_timeout = 1_s,
                         .election_jitter = 100_ms,
                         .fetch_timeout = 3_s,
                         .election_backoff_max = 1_s,
                         .append_linger = 0_s,
                         .request_timeout = 3_s,
                         .retry_backoff = 50_ms,
                         .fetch_wait_max = 100_ms};
    std::int64_t segment_bytes = 4'096;
    sim::Duration increment_interval = 20_ms;
    std::int64_t snapshot_interval = 30;  // In records.
    sim::LinkProfile link = {};
    sim::DiskProfile disk = {};
};

/// Counts why states changed.
class Reasons final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override {
        if (const auto* change = event.as<KraftStateChanged>()) counts_[change->reason] += 1;
    }
    int count(KraftReason reason) const {
        const auto found = counts_.find(reason);
        return found == counts_.end() ? 0 : found->second;
    }

private:
    std::map<KraftReason, int> counts_;
};

/// A quorum of real nodes: each on a host of its own, with a real disk and real connections.
/// Node n is host n; the voters come first, then the observers.
class QuorumWorld {
public:
    explicit QuorumWorld(QuorumOptions options)
        : options_(std::move(options)),
          sim_({.seed = options_.seed, .link = options_.link}),
          random_(sim_.random("quorum_world")) {
        sim_.trace().subscribe(invariants_);
        sim_.trace().subscribe(reasons_);
        std::vector<BrokerId> voters;
        for (int n = 0; n < options_.voters; ++n) voters.emplace_back(n);
        voters_ = VoterSet::of(voters);
        for (int n = 0; n < options_.voters + options_.observers; ++n) {
            sim_.add_host({.name = "node-" + std::to_string(n), .disk = options_.disk});
            nodes_.push_back({});
        }
    }

    sim::Simulation& sim() { return sim_; }
    RaftInvariants& invariants() { return invariants_; }
    sim::Random& random() { return random_; }
    const VoterSet& voters() const { return voters_; }
    int size() const { return static_cast<int>(nodes_.size()); }

    sim::Host& host(int node) { return sim_.host(sim::HostId(static_cast<std::uint32_t>(node))); }
    /// Null when it does not run.
    RaftNode* raft(int node) { return at(node).raft; }
    const Counter* counter(int node) { return at(node).counter; }
    bool runs(int node) { return at(node).raft != nullptr; }

    void start(int node) {
        host(node).restore_power();
        Node& started = at(node);
        if (started.process) {
            if (!started.process->alive()) started.process->start();
            return;
        }
        started.process = &host(node).start("raft-" + std::to_string(node),
                                            [this, node](sim::Fiber& fiber) { run(fiber, node); });
    }
    void start_all() {
        for (int node = 0; node < size(); ++node) start(node);
    }
    /// The process dies; what it wrote stays.
    void crash(int node) {
        if (at(node).process) at(node).process->crash();
    }
    void pause(int node) { at(node).process->pause(); }
    void resume(int node) { at(node).process->resume(); }
    /// What was not synced is lost, or torn.
    void cut_power(int node) { host(node).lose_power(); }
    void wipe(int node) {
        host(node).wipe();
        at(node).wipes += 1;
        invariants_.wiped(node);
    }
    /// An only voter commits before its disk has it: the loss of its power may take that back.
    void forget_uncommitted_of_only_voter() { data_ = CommittedData(); }
    /// Ends in order.
    void stop(int node, sim::Duration patience = 500_ms) {
        if (runs(node)) raft(node)->shut_down(patience);
    }

    /// Another fiber of a node's process.
    void spawn_on(int node, sim::FiberBody body) { at(node).process->spawn(std::move(body)); }
    /// How often a node changed its state for that reason.
    int count(KraftReason reason) const { return reasons_.count(reason); }

    void run_for(sim::Duration duration) { sim_.run_for(duration); }
    /// Runs until it holds. Returns whether it did in time.
    bool run_until(const std::function<bool()>& holds, sim::Duration patience = 60_s) {
        const sim::Instant limit = sim_.now() + patience;
        while (!holds()) {
            if (sim_.now() >= limit) return false;
            sim_.run_for(10_ms);
            if (!healthy()) return false;
        }
        return true;
    }

    /// Who leads in the greatest epoch, as its state machine knows.
    std::optional<int> leader() {
        std::optional<int> best;
        for (int node = 0; node < options_.voters; ++node) {
            if (!runs(node) || !at(node).counter->leads()) continue;
            if (!best || at(*best).counter->epoch() < at(node).counter->epoch()) best = node;
        }
        return best;
    }
    std::int64_t committed() {
        std::int64_t most = 0;
        for (Node& node : nodes_) {
            if (node.counter) most = std::max(most, node.counter->committed());
        }
        return most;
    }
    bool all_reached(std::int64_t value) {
        return std::all_of(nodes_.begin(), nodes_.end(), [&](const Node& node) {
            return !node.counter || node.counter->committed() >= value;
        });
    }
    bool some_reached(std::int64_t value) { return committed() >= value; }

    /// Nothing contradicts what must hold. complaints() says what does.
    bool healthy() const { return complaints_.empty() && invariants_.violations().empty(); }
    std::string complaints() const {
        std::string all;
        for (const std::string& complaint : complaints_) all += complaint + "\n";
        for (const std::string& violation : invariants_.violations()) all += violation + "\n";
        return all;
    }

private:
    struct Node {
        sim::Process* process = nullptr;
        RaftNode* raft = nullptr;  // While it runs.
        Counter* counter = nullptr;
        std::uint64_t wipes = 0;
    };
    Node& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }

    /// Tells the world of a node for as long as it runs.
    class Presence {
    public:
        Presence(Node& node, RaftNode& raft, Counter& counter) : node_(node) {
            node_.raft = &raft;
            node_.counter = &counter;
        }
        Presence(const Presence&) = delete;
        Presence& operator=(const Presence&) = delete;
        ~Presence() {
            node_.raft = nullptr;
            node_.counter = nullptr;
        }

    private:
        Node& node_;
    };

    void run(sim::Fiber& fiber, int id) {
        const BrokerId node_id(id);
        log::LogDirectory directory(
            fiber.life(), {.path = "/data",
                           .broker = node_id,
                           .id = Uuid(static_cast<std::uint64_t>(id) + 1, at(id).wipes + 1)});
        Counter counter(node_id, data_, [this, id](const std::string& what) {
            complaints_.push_back("node " + std::to_string(id) + ": " + what);
        });
        auto raft =
            RaftNode::open(fiber, directory,
                           {.node = node_id,
                            .cluster_id = "test",
                            .voters = voters_,
                            .times = options_.times,
                            .retention = {.bytes = 6'000, .age = 3600_s, .check_interval = 1_s},
                            .segment_bytes = options_.segment_bytes},
                           counter);
        if (!raft) {
            complaints_.push_back("node " + std::to_string(id) + " cannot read its disk");
            return;
        }
        RpcTransport transport(voters_, options_.times.request_timeout);
        rpc::Server server({.port = rpc::kControllerPort, .apis = raft_apis()}, handler_of(**raft));
        sim::TaskGroup tasks(fiber);
        const Presence presence(at(id), **raft, counter);
        tasks.spawn([&](sim::Fiber& own) { directory.run_background(own); });
        tasks.spawn([&](sim::Fiber& own) { server.serve(own); });
        tasks.spawn([&](sim::Fiber& own) { increment(own, **raft, counter); });
        tasks.spawn([&](sim::Fiber& own) { take_snapshots(own, **raft, counter); });
        (*raft)->run(fiber, transport);
    }
    void increment(sim::Fiber& fiber, RaftNode& raft, Counter& counter) {
        for (;;) {
            fiber.sleep(options_.increment_interval);
            counter.increment(raft);
        }
    }
    void take_snapshots(sim::Fiber& fiber, RaftNode& raft, Counter& counter) {
        for (;;) {
            fiber.sleep(50_ms);
            const auto due = counter.snapshot_due(options_.snapshot_interval);
            if (!due) continue;
            raft.create_snapshot(fiber, due->id.offset - RecordCount(1), due->id.epoch,
                                 due->last_contained_log_timestamp_ms, due->records);
        }
    }

    QuorumOptions options_;
    RaftInvariants invariants_;  // These two outlive the trace.
    Reasons reasons_;
    CommittedData data_;
    std::vector<std::string> complaints_;
    std::vector<Node> nodes_;
    VoterSet voters_;
    sim::Simulation sim_;
    sim::Random random_;
};

}  // namespace assize::model::kraft
