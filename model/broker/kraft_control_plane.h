#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/broker/metadata_feed.h"
#include "model/broker/raft_transport.h"
#include "model/metadata/control_plane.h"
#include "model/rpc/client.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/time.h"

namespace assize::model::kraft {
class RaftNode;
}

namespace assize::model::wire {
struct AssignReplicasToDirsRequest;
struct AssignReplicasToDirsResponse;
}  // namespace assize::model::wire

namespace assize::model::broker {

/// The control plane of a cluster in KRaft mode: the leader of the quorum is the active
/// controller, and what the quorum commits is the cluster's metadata.
///
/// As in Kafka heartbeats, ISR changes, forwarded requests, producer ids and log
/// directories have a connection each, so that none of them waits for another.
/// Source: Kafka, NodeToControllerChannelManager. Departs: a forwarded request is wrapped into an
/// Envelope without a principal, since nobody is authenticated.
class KraftControlPlane final : public metadata::ControlPlane {
public:
    /// Requires: the quorum and the feed outlive it.
    KraftControlPlane(const kraft::RaftNode& quorum, MetadataFeed& feed, const Voters& voters,
                      const std::string& client_id);

    metadata::ControlPlaneResult<wire::BrokerRegistrationResponse> register_broker(
        sim::Fiber& fiber, const wire::BrokerRegistrationRequest& request,
        sim::Deadline deadline) override;
    metadata::ControlPlaneResult<wire::BrokerHeartbeatResponse> heartbeat(
        sim::Fiber& fiber, const wire::BrokerHeartbeatRequest& request,
        sim::Deadline deadline) override;
    metadata::ControlPlaneResult<wire::AlterPartitionResponse> alter_partition(
        sim::Fiber& fiber, const wire::AlterPartitionRequest& request,
        sim::Deadline deadline) override;
    metadata::ControlPlaneResult<wire::AllocateProducerIdsResponse> allocate_producer_ids(
        sim::Fiber& fiber, const wire::AllocateProducerIdsRequest& request,
        sim::Deadline deadline) override;
    metadata::ControlPlaneResult<wire::Bytes> forward(sim::Fiber& fiber, wire::ApiKey api,
                                                      std::int16_t version, wire::Bytes request,
                                                      sim::Deadline deadline) override;

    std::optional<BrokerId> active_controller() const override;
    const metadata::MetadataImage& image() const override { return feed_.image(); }
    Offset high_watermark() const override;
    void publish_to(metadata::MetadataPublisher& publisher) override {
        feed_.publish_to(publisher);
    }

    /// Tells in which log directories replicas are: KRaft only.
    metadata::ControlPlaneResult<wire::AssignReplicasToDirsResponse> assign_directories(
        sim::Fiber& fiber, const wire::AssignReplicasToDirsRequest& request,
        sim::Deadline deadline);

    /// From now on all calls fail with kStopped.
    void stop();

private:
    /// A connection to each controller, for one purpose.
    using Channel = std::map<BrokerId, std::unique_ptr<rpc::Client>>;

    Channel open_channel(std::string_view purpose) const;
    template <class Request>
    metadata::ControlPlaneResult<typename Request::Response> ask(sim::Fiber& fiber,
                                                                 Channel& channel,
                                                                 const Request& request,
                                                                 sim::Deadline deadline);

    const kraft::RaftNode& quorum_;
    MetadataFeed& feed_;
    const Voters voters_;
    const std::string client_id_;
    bool stopped_ = false;
    Channel lifecycle_;
    Channel isr_changes_;
    Channel forwarding_;
    Channel producer_ids_;
    Channel directories_;
};

}  // namespace assize::model::broker
