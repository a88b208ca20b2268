#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config/broker_config.h"
#include "model/controller/broker_heartbeats.h"
#include "model/controller/cluster_view.h"
#include "model/controller/kraft/listener.h"
#include "model/controller/metadata_log.h"
#include "model/metadata/loader.h"
#include "model/types.h"
#include "model/wire/messages/allocate_producer_ids.h"
#include "model/wire/messages/alter_partition.h"
#include "model/wire/messages/alter_partition_reassignments.h"
#include "model/wire/messages/assign_replicas_to_dirs.h"
#include "model/wire/messages/broker_heartbeat.h"
#include "model/wire/messages/broker_registration.h"
#include "model/wire/messages/controller_registration.h"
#include "model/wire/messages/create_partitions.h"
#include "model/wire/messages/create_topics.h"
#include "model/wire/messages/delete_topics.h"
#include "model/wire/messages/elect_leaders.h"
#include "model/wire/messages/incremental_alter_configs.h"
#include "model/wire/messages/list_partition_reassignments.h"
#include "model/wire/messages/unregister_broker.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/random.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::controller {

/// Hears of each step that a node's committed image makes. For a node that is a broker, too: its
/// metadata is what its controller's is.
class CommittedSteps {
public:
    virtual ~CommittedSteps() = default;
    /// Must not wait.
    virtual void on_step(const metadata::MetadataDelta& delta) = 0;
};

struct ControllerOptions {
    std::string cluster_id;
    config::BrokerConfig config = {};  // Its node_id says who it is.
};

/// One of the controllers. The one that leads the metadata log is active: it decides, and writes
/// what it decided; all follow what is committed.
///
/// A decision counts for the next ones at once, and is answered when it is committed. Should
/// the leadership end first, all that is not known to be committed is taken back: its askers hear
/// NOT_CONTROLLER, and what becomes of it the next controller shows.
/// It handles a request at a time, between two waits, so it has no queue (Kafka's has).
/// Source: QuorumController. Departs: reads (ListPartitionReassignments) are answered by the active
/// controller only; no metadata transactions are written; no features beyond metadata.version.
class QuorumController final : public kraft::RaftListener {
public:
    QuorumController(sim::Life life, ControllerOptions options);
    QuorumController(const QuorumController&) = delete;
    QuorumController& operator=(const QuorumController&) = delete;

    /// Requires: called once, before the log tells of anything; the log outlives this.
    void write_to(MetadataLog& log) { log_ = &log; }
    void tell(CommittedSteps& observer) { observers_.push_back(&observer); }

    /// Does what is to be done from time to time: fences silent brokers, balances leaders, keeps
    /// the log moving, takes snapshots. Returns when the controller failed, or the log ended: the
    /// process should end.
    void run(sim::Fiber& fiber);

    bool is_active() const { return active_epoch_.has_value(); }
    /// Who is, as far as this node knows.
    std::optional<BrokerId> active_controller() const { return leader_.leader; }
    BrokerId node() const { return options_.config.node_id; }
    /// What is committed, as far as this node knows.
    const metadata::MetadataImage& committed_image() const { return loader_.image(); }
    /// With what was decided since.
    const metadata::MetadataImage& latest_image() const;

    // --- Requests. They are answered once committed; past the deadline with REQUEST_TIMED_OUT,
    // whatever becomes of them.

    wire::BrokerRegistrationResponse handle(sim::Fiber& fiber,
                                            const wire::BrokerRegistrationRequest& request,
                                            sim::Deadline deadline);
    wire::BrokerHeartbeatResponse handle(sim::Fiber& fiber,
                                         const wire::BrokerHeartbeatRequest& request,
                                         sim::Deadline deadline);
    wire::UnregisterBrokerResponse handle(sim::Fiber& fiber,
                                          const wire::UnregisterBrokerRequest& request,
                                          sim::Deadline deadline);
    wire::ControllerRegistrationResponse handle(sim::Fiber& fiber,
                                                const wire::ControllerRegistrationRequest& request,
                                                sim::Deadline deadline);
    wire::AssignReplicasToDirsResponse handle(sim::Fiber& fiber,
                                              const wire::AssignReplicasToDirsRequest& request,
                                              sim::Deadline deadline);
    wire::AlterPartitionResponse handle(sim::Fiber& fiber,
                                        const wire::AlterPartitionRequest& request,
                                        sim::Deadline deadline);
    wire::AllocateProducerIdsResponse handle(sim::Fiber& fiber,
                                             const wire::AllocateProducerIdsRequest& request,
                                             sim::Deadline deadline);
    wire::CreateTopicsResponse handle(sim::Fiber& fiber, const wire::CreateTopicsRequest& request,
                                      sim::Deadline deadline);
    wire::DeleteTopicsResponse handle(sim::Fiber& fiber, const wire::DeleteTopicsRequest& request,
                                      sim::Deadline deadline);
    wire::CreatePartitionsResponse handle(sim::Fiber& fiber,
                                          const wire::CreatePartitionsRequest& request,
                                          sim::Deadline deadline);
    wire::IncrementalAlterConfigsResponse handle(
        sim::Fiber& fiber, const wire::IncrementalAlterConfigsRequest& request,
        sim::Deadline deadline);
    wire::ElectLeadersResponse handle(sim::Fiber& fiber, const wire::ElectLeadersRequest& request,
                                      sim::Deadline deadline);
    wire::AlterPartitionReassignmentsResponse handle(
        sim::Fiber& fiber, const wire::AlterPartitionReassignmentsRequest& request,
        sim::Deadline deadline);
    wire::ListPartitionReassignmentsResponse handle(
        sim::Fiber& fiber, const wire::ListPartitionReassignmentsRequest& request,
        sim::Deadline deadline);

    // --- As a kraft::RaftListener.

    void on_commit(const std::vector<kraft::CommittedBatch>& batches) override;
    void on_load_snapshot(const kraft::SnapshotContents& snapshot) override;
    void on_leader_change(const kraft::LeaderAndEpoch& leader) override;
    void on_end() override;

private:
    /// What was decided and is not known to be committed: the image after it.
    struct Undecided {
        Offset end;
        metadata::MetadataImage image;
    };
    struct Operation {
        std::string_view name;
        std::string_view reason;  // For facts about partitions.
        std::optional<std::int64_t> broker_metadata_offset = std::nullopt;
        bool atomic = true;
    };
    /// Something to be done from time to time while active.
    struct Periodic {
        std::optional<sim::Duration> interval;  // None: never.
        sim::MonotonicInstant next = sim::MonotonicInstant::never();
    };

    ClusterView view() const { return {.image = latest_image(), .config = options_.config}; }
    sim::MonotonicInstant now() const;

    void activate(LeaderEpoch epoch);
    void deactivate();
    void fail(std::string why);
    void take_step();
    void drop_committed();

    /// Decides, writes, and waits until it is committed. See requests.cpp.
    template <class Response, class Decide>
    Decision<Response> write(sim::Fiber& fiber, Operation operation, sim::Deadline deadline,
                             Decide decide);
    template <class Request, class Decide>
    typename Request::Response answer(sim::Fiber& fiber, std::string_view name,
                                      const Request& request, sim::Deadline deadline,
                                      Decide decide);
    /// Takes the records into the latest image and hands them to the log. Returns the offset below
    /// which all has to be committed for them to be.
    /// Fails: kNotController, kRequestTimedOut when the log does not keep up, kUnknownServerError
    /// when it is too much at once.
    sim::Result<Offset, ErrorCode> append(const Operation& operation,
                                          const std::vector<MetadataRecord>& records);
    void state_decisions(const Operation& operation, const std::vector<MetadataRecord>& records,
                         metadata::MetadataDelta& delta);
    ErrorCode wait_until_committed(sim::Fiber& fiber, Offset end, sim::Deadline deadline);
    void state_outcome(const Operation& operation, std::size_t records, Offset end,
                       ErrorCode error);

    /// Where the next record will be, while active.
    Offset next_offset() const {
        return undecided_.empty() ? committed_end_ : undecided_.back().end;
    }
    void state_shutdown_granted(const wire::BrokerHeartbeatRequest& request);

    void do_what_is_due(sim::MonotonicInstant now);
    bool is_due(Periodic& periodic, sim::MonotonicInstant now) const;
    sim::MonotonicInstant next_due() const;
    void fence_stale_brokers(sim::MonotonicInstant now);
    void take_snapshot(sim::Fiber& fiber);
    bool is_snapshot_due() const;

    const sim::Life life_;
    const ControllerOptions options_;
    sim::Random random_;
    MetadataLog* log_ = nullptr;
    std::vector<CommittedSteps*> observers_;

    metadata::MetadataLoader loader_;
    Offset committed_end_{0};  // All below has been committed, as far as is known.
    std::int64_t last_timestamp_ms_ = 0;
    kraft::LeaderAndEpoch leader_{.epoch = LeaderEpoch(0)};

    // While active.
    std::optional<LeaderEpoch> active_epoch_;
    std::deque<Undecided> undecided_;  // In the order of their ends.
    BrokerHeartbeats heartbeats_;
    Periodic no_op_;
    sim::MonotonicInstant no_fencing_before_ = sim::MonotonicInstant::origin();
    Periodic balance_;
    Periodic unclean_election_;

    std::int64_t bytes_since_snapshot_ = 0;
    sim::MonotonicInstant last_snapshot_;
    bool ended_ = false;
    sim::Condition committed_;  // Something was committed, or leadership ended.
    sim::Condition wake_;       // The run() fiber has to look again.
};

}  // namespace assize::model::controller
