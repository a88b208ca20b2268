#pragma once

#include "model/controller/broker_heartbeats.h"
#include "model/controller/cluster_view.h"
#include "model/wire/messages/assign_replicas_to_dirs.h"
#include "model/wire/messages/broker_heartbeat.h"
#include "model/wire/messages/broker_registration.h"
#include "model/wire/messages/controller_registration.h"
#include "model/wire/messages/unregister_broker.h"
#include "sim/time.h"

namespace assize::model::controller {

/// A broker registers: its epoch will be the offset of that record, which comes first. The same
/// incarnation that asks again keeps its epoch and state.
/// Source: ClusterControlManager.registerBroker.
/// Departs: a broker that does not list a feature is taken to support it.
/// Fails: kInconsistentClusterId, kDuplicateBrokerRegistration, kInvalidRegistration,
/// kUnsupportedVersion.
Decision<ControllerResult<wire::BrokerRegistrationResponse>> register_broker(
    const ClusterView& view, const BrokerHeartbeats& heartbeats, sim::MonotonicInstant now,
    std::string_view cluster_id, Offset next_offset,
    const wire::BrokerRegistrationRequest& request);

/// Fails: kBrokerIdNotRegistered.
Decision<ControllerResult<wire::UnregisterBrokerResponse>> unregister_broker(
    const ClusterView& view, const wire::UnregisterBrokerRequest& request);

/// What a heartbeat leads to: see BrokerHeartbeats::next_state().
/// Fails: kStaleBrokerEpoch, kBrokerIdNotRegistered.
Decision<ControllerResult<wire::BrokerHeartbeatResponse>> process_heartbeat(
    const ClusterView& view, const BrokerHeartbeats& heartbeats,
    const wire::BrokerHeartbeatRequest& request);

/// A broker went silent.
std::vector<MetadataRecord> fence_broker(const ClusterView& view, BrokerId broker);

ControllerResult<wire::ControllerRegistrationResponse> register_controller(
    const ClusterView& view, const wire::ControllerRegistrationRequest& request);

/// A broker says in which directories its replicas are.
/// Fails: kStaleBrokerEpoch.
Decision<ControllerResult<wire::AssignReplicasToDirsResponse>> assign_replicas_to_directories(
    const ClusterView& view, const wire::AssignReplicasToDirsRequest& request);

}  // namespace assize::model::controller
