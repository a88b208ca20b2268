#include "model/broker/node.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "model/broker/broker.h"
#include "model/broker/controller_node.h"
#include "model/broker/cpu.h"
#include "model/broker/kraft_control_plane.h"
#include "model/broker/metadata_feed.h"
#include "model/broker/quorum_listeners.h"
#include "model/broker/raft_transport.h"
#include "model/controller/kraft/raft_node.h"
#include "model/log/log_manager.h"
#include "model/replication/topic_log_config.h"
#include "sim/process.h"
#include "sim/sync/task_group.h"

namespace assize::model::broker {

namespace {

// How long a leader of the quorum waits for another to take over before it goes.
constexpr sim::Duration kQuorumPatience = sim::Duration::seconds(5);

log::LogManagerOptions log_options(const NodeSetup& setup, std::vector<std::string> directories) {
    const config::BrokerConfig& config = setup.config;
    return {.broker = config.node_id,
            .cluster_id = setup.cluster_id,
            .directories = std::move(directories),
            .default_config = replication::log_config_of(config::topic_defaults(config), config),
            .flush_scheduler_interval = config.log_flush_scheduler_interval,
            .recovery_point_checkpoint_interval = config.log_flush_offset_checkpoint_interval,
            .log_start_checkpoint_interval = config.log_flush_start_offset_checkpoint_interval,
            .high_watermark_checkpoint_interval = config.replica_high_watermark_checkpoint_interval,
            .retention_check_interval = config.log_retention_check_interval,
            .producer_expiration_check_interval = config.producer_id_expiration_check_interval};
}

kraft::RaftOptions raft_options(const NodeSetup& setup) {
    const config::BrokerConfig& config = setup.config;
    std::vector<BrokerId> voters;
    for (const auto& [id, address] : setup.voters) voters.push_back(id);
    return {.node = config.node_id,
            .cluster_id = setup.cluster_id,
            .voters = kraft::VoterSet::of(voters),
            .times = {.election_timeout = config.controller_quorum_election_timeout,
                      .election_jitter = config.controller_quorum_election_timeout,
                      .fetch_timeout = config.controller_quorum_fetch_timeout,
                      .election_backoff_max = config.controller_quorum_election_backoff_max,
                      .append_linger = config.controller_quorum_append_linger,
                      .request_timeout = config.controller_quorum_request_timeout,
                      .retry_backoff = config.controller_quorum_retry_backoff},
            .retention = {.bytes = config.metadata_max_retention_bytes.value_or(-1),
                          .age = config.metadata_max_retention.value_or(
                              sim::Duration::nanoseconds(-1))},
            .segment_bytes = config.metadata_log_segment_bytes,
            .variant = config.variant};
}

}  // namespace

/// One life of a node. What it consists of stands in its functions, in the order in which it
/// depends on one another, and goes in the reverse order.
class Node final : public NodeView {
public:
    Node(const NodeSetup& setup, NodeControls& controls)
        : setup_(setup),
          controls_(controls),
          cpu_(setup.cpu),
          feed_(setup.config.node_id,
                {.bytes_between = setup.config.metadata_log_max_record_bytes_between_snapshots,
                 .interval = setup.config.metadata_log_max_snapshot_interval}) {
        controls_.shutdown_requested_ = false;
        controls_.view_ = this;
    }
    ~Node() override { controls_.view_ = nullptr; }

    void run(sim::Fiber& fiber);

    const metadata::MetadataImage& image() const override {
        return controller_ ? controller_->committed_image() : feed_.image();
    }
    bool is_active_controller() const override { return controller_ && controller_->is_active(); }
    kraft::LeaderAndEpoch quorum_leader() const override {
        return quorum_ ? quorum_->leader_and_epoch()
                       : kraft::LeaderAndEpoch{.epoch = LeaderEpoch(0)};
    }
    BrokerState broker_state() const override {
        return broker_ ? broker_->lifecycle().state() : BrokerState::kNotRunning;
    }

private:
    void run_with(sim::Fiber& fiber, log::LogManager& logs, log::LogDirectory& metadata_directory);
    void run_in_quorum(sim::Fiber& fiber, log::LogManager& logs);
    void run_broker(sim::Fiber& fiber, log::LogManager& logs);
    void drive_quorum(sim::Fiber& fiber);
    void drive_feed(sim::Fiber& fiber);
    void end_because(sim::Fiber& fiber, std::string_view why);
    bool ended() const { return ended_ || controls_.shutdown_requested_; }

    const NodeSetup& setup_;
    NodeControls& controls_;
    Cpu cpu_;
    MetadataFeed feed_;
    QuorumListeners listeners_;
    std::unique_ptr<kraft::RaftNode> quorum_;
    controller::QuorumController* controller_ = nullptr;  // While it lives, and there is one.
    Broker* broker_ = nullptr;                            // While it lives.
    bool ended_ = false;  // Something is missing without which the node cannot go on.
    bool quorum_ended_ = false;
};

void Node::run(sim::Fiber& fiber) {
    const config::BrokerConfig& config = setup_.config;
    log::LogManager logs(fiber.life(), log_options(setup_, config.log_dirs));
    if (!logs.open_directories(fiber)) return end_because(fiber, "no log directory can be used");
    const std::string metadata_path = config.metadata_log_dir.value_or(config.log_dirs.front());
    for (const auto& directory : logs.directories()) {
        if (directory->path() == metadata_path) return run_with(fiber, logs, *directory);
    }
    log::LogManager metadata_logs(fiber.life(), log_options(setup_, {metadata_path}));
    if (!metadata_logs.open_directories(fiber)) {
        return end_because(fiber, "the directory of the metadata log cannot be used");
    }
    run_with(fiber, logs, *metadata_logs.directories().front());
}

void Node::run_with(sim::Fiber& fiber, log::LogManager& logs,
                    log::LogDirectory& metadata_directory) {
    auto quorum =
        kraft::RaftNode::open(fiber, metadata_directory, raft_options(setup_), listeners_);
    if (!quorum) return end_because(fiber, "the metadata log cannot be read");
    quorum_ = std::move(*quorum);
    run_in_quorum(fiber, logs);
    quorum_.reset();
}

void Node::run_in_quorum(sim::Fiber& fiber, log::LogManager& logs) {
    std::optional<ControllerNode> controller;
    if (setup_.is_controller()) {
        controller.emplace(fiber.life(), setup_, *quorum_, cpu_);
        controller_ = &controller->controller();
        listeners_.add(*controller_);
        feed_.follow(*controller_);
    }
    listeners_.add(feed_);
    sim::TaskGroup tasks(fiber);
    tasks.spawn([this](sim::Fiber& task) { drive_quorum(task); });
    if (controller) {
        tasks.spawn([&](sim::Fiber& task) {
            controller->run(task);
            end_because(task, "the controller ended");
        });
    }
    if (setup_.is_broker()) {
        run_broker(fiber, logs);
    } else {
        controls_.changed_.wait_until(fiber, sim::Deadline::never(), [this] { return ended(); });
    }
    if (!quorum_ended_) quorum_->shut_down(kQuorumPatience);
    controls_.changed_.wait_until(fiber, fiber.after(kQuorumPatience * 2),
                                  [this] { return quorum_ended_; });
}

void Node::run_broker(sim::Fiber& fiber, log::LogManager& logs) {
    KraftControlPlane controllers(*quorum_, feed_, setup_.voters, setup_.name());
    Broker broker(
        fiber,
        {.setup = setup_, .logs = logs, .feed = feed_, .controllers = controllers, .cpu = cpu_});
    sim::TaskGroup tasks(fiber);
    tasks.spawn([this](sim::Fiber& task) { drive_feed(task); });
    tasks.spawn([&](sim::Fiber& task) {
        controls_.changed_.wait_until(task, sim::Deadline::never(), [this] { return ended(); });
        if (ended_) return broker.shut_down();
        broker.begin_controlled_shutdown();
        controls_.changed_.wait_until(task, sim::Deadline::never(), [this] { return ended_; });
        broker.shut_down();
    });
    broker_ = &broker;
    broker.run(fiber);
    broker_ = nullptr;
}

void Node::drive_quorum(sim::Fiber& fiber) {
    RaftTransport transport(setup_.voters, setup_.name() + "-raft");
    const kraft::RaftNode::End end = quorum_->run(fiber, transport);
    quorum_ended_ = true;
    if (end == kraft::RaftNode::End::kFailed) end_because(fiber, "the metadata log failed");
    controls_.changed_.notify_all();
}

void Node::drive_feed(sim::Fiber& fiber) {
    feed_.run(fiber, *quorum_);
    end_because(fiber, "the metadata makes no sense");
}

void Node::end_because(sim::Fiber& fiber, std::string_view why) {
    if (std::exchange(ended_, true)) return;
    fiber.life().emit(NodeFailed{setup_.config.node_id.value(), std::string(why)},
                      {.changed = sim::Changed::kYes});
    controls_.changed_.notify_all();
}

void run_node(sim::Fiber& fiber, const NodeSetup& setup, NodeControls& controls) {
    Node(setup, controls).run(fiber);
}

}  // namespace assize::model::broker
