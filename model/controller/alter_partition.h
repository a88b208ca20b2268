#pragma once

#include "model/controller/cluster_view.h"
#include "model/wire/messages/alter_partition.h"

namespace assize::model::controller {

/// A leader wants another ISR.
/// Source: ReplicationControlManager.alterPartition. Codes of a partition: kUnknownTopicId,
/// kUnknownTopicOrPartition, kNotController, kFencedLeaderEpoch, kInvalidRequest,
/// kInvalidUpdateVersion, kIneligibleReplica, kNewLeaderElected.
/// Fails: kStaleBrokerEpoch.
Decision<ControllerResult<wire::AlterPartitionResponse>> alter_partition(
    const ClusterView& view, const wire::AlterPartitionRequest& request);

}  // namespace assize::model::controller
