#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/metadata/delta.h"
#include "model/metadata/image.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::wire {
enum class ApiKey : std::int16_t;
struct AllocateProducerIdsRequest;
struct AllocateProducerIdsResponse;
struct AlterPartitionRequest;
struct AlterPartitionResponse;
struct BrokerHeartbeatRequest;
struct BrokerHeartbeatResponse;
struct BrokerRegistrationRequest;
struct BrokerRegistrationResponse;
}  // namespace assize::model::wire

namespace assize::model::metadata {

/// Why the control plane gave no answer. Its answers carry Kafka's error codes themselves.
enum class ControlPlaneError : std::uint8_t {
    kTimedOut,  // No controller answered before the deadline; whether one acted is not known.
    kStopped,   // The broker goes down.
};
std::string_view to_string(ControlPlaneError error);

template <class T>
using ControlPlaneResult = sim::Result<T, ControlPlaneError>;

/// Is told of each step that the cluster's metadata makes, in order, without gaps.
class MetadataPublisher {
public:
    virtual ~MetadataPublisher() = default;
    /// `image` is delta.image(). The next step is published when this returns.
    virtual void on_metadata(sim::Fiber& fiber, const MetadataDelta& delta,
                             const MetadataImage& image) = 0;
};

/// What a broker needs from whoever decides about the cluster: the one seam between the two. KRaft
/// is behind it now, ZooKeeper may be later.
///
/// Each call finds the active controller, and looks for another when that one does not answer
/// or says NOT_CONTROLLER, until the deadline. Any number of fibers may call at a time.
class ControlPlane {
public:
    virtual ~ControlPlane() = default;

    virtual ControlPlaneResult<wire::BrokerRegistrationResponse> register_broker(
        sim::Fiber& fiber, const wire::BrokerRegistrationRequest& request,
        sim::Deadline deadline) = 0;
    virtual ControlPlaneResult<wire::BrokerHeartbeatResponse> heartbeat(
        sim::Fiber& fiber, const wire::BrokerHeartbeatRequest& request, sim::Deadline deadline) = 0;
    virtual ControlPlaneResult<wire::AlterPartitionResponse> alter_partition(
        sim::Fiber& fiber, const wire::AlterPartitionRequest& request, sim::Deadline deadline) = 0;
    virtual ControlPlaneResult<wire::AllocateProducerIdsResponse> allocate_producer_ids(
        sim::Fiber& fiber, const wire::AllocateProducerIdsRequest& request,
        sim::Deadline deadline) = 0;

    /// Hands a client's admin request on as it came, and gives the controller's answer: the body
    /// of each, without a header, in that version of that API.
    virtual ControlPlaneResult<wire::Bytes> forward(sim::Fiber& fiber, wire::ApiKey api,
                                                    std::int16_t version, wire::Bytes request,
                                                    sim::Deadline deadline) = 0;

    /// Who decides, as far as is known.
    virtual std::optional<BrokerId> active_controller() const = 0;
    /// What has been published last.
    virtual const MetadataImage& image() const = 0;
    /// The offset up to which the metadata log is here and committed, whether published or not.
    virtual Offset high_watermark() const = 0;

    /// From now on `publisher` is told, after those that came before it. It first gets a delta from
    /// nothing to the current image, if there is one.
    /// Requires: the publisher outlives this.
    virtual void publish_to(MetadataPublisher& publisher) = 0;
};

}  // namespace assize::model::metadata
