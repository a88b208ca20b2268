#pragma once

#include <memory>
#include <optional>

#include "model/broker/broker_requests.h"
#include "model/broker/cpu.h"
#include "model/broker/directory_assignments.h"
#include "model/broker/kraft_control_plane.h"
#include "model/broker/lifecycle.h"
#include "model/broker/metadata_feed.h"
#include "model/broker/node_setup.h"
#include "model/broker/producer_ids.h"
#include "model/broker/services.h"
#include "model/broker/topic_creation.h"
#include "model/log/log_manager.h"
#include "model/metadata/control_plane.h"
#include "model/replication/fetch_session.h"
#include "model/replication/replica_manager.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"
#include "sim/sync/mutex.h"
#include "sim/sync/task_group.h"

namespace assize::model::broker {

/// What a broker stands on, and shares with a controller in the same process.
/// Requires: outlives it.
struct BrokerSurroundings {
    const NodeSetup& setup;
    log::LogManager& logs;  // Its directories are open.
    MetadataFeed& feed;
    KraftControlPlane& controllers;
    Cpu& cpu;
};

/// The broker of a node, for one life: registers, catches up with the metadata, loads its logs,
/// serves, and shuts down in order.
///
/// Source: Kafka, BrokerServer and BrokerMetadataPublisher; semantics 3.8 and 3.10. Departs:
/// there are no quotas, credentials, tokens and access control to apply, and no coordinators yet;
/// a broker's own dynamic settings do not change how it runs.
class Broker final : public metadata::MetadataPublisher {
public:
    /// Requires: `owner` runs when it goes, and the feed does not any more.
    Broker(sim::Fiber& owner, const BrokerSurroundings& surroundings);
    ~Broker() override;

    /// Lives. Returns when it has shut down, of its own or because it was told to.
    void run(sim::Fiber& fiber);
    /// Lets it hand on its leaderships, and then shut down.
    void begin_controlled_shutdown();
    /// Lets it shut down without asking anybody.
    void shut_down() { lifecycle_.shut_down(); }

    const Lifecycle& lifecycle() const { return lifecycle_; }
    const replication::ReplicaManager& replicas() const { return replicas_; }

    void on_metadata(sim::Fiber& fiber, const metadata::MetadataDelta& delta,
                     const metadata::MetadataImage& image) override;

private:
    LifecycleOptions lifecycle_options() const;
    bool start(sim::Fiber& fiber, const metadata::MetadataImage& image);
    log::LogConfig log_config(const metadata::MetadataImage& image, std::string_view topic) const;
    bool has_replica(const metadata::MetadataImage& image, const TopicPartition& partition,
                     const Uuid& topic_id) const;
    void serve(sim::Fiber& fiber);
    void mind_directories(sim::Fiber& fiber);
    void end_in_order(sim::Fiber& fiber);

    const BrokerSurroundings around_;
    const sim::Life life_;
    Lifecycle lifecycle_;
    replication::ReplicaManager replicas_;
    replication::FetchSessionCache fetch_sessions_;
    ProducerIds producer_ids_;
    TopicCreation topic_creation_;
    DirectoryAssignments directories_;
    BrokerServices services_;
    bool started_ = false;  // The logs are loaded, and the first metadata is applied.
    sim::Condition start_done_;
    sim::Mutex applying_;  // Held by who applies metadata, or shuts down.
    sim::TaskGroup tasks_;
};

}  // namespace assize::model::broker
