#pragma once

#include "model/controller/cluster_view.h"
#include "model/wire/messages/alter_partition_reassignments.h"
#include "model/wire/messages/elect_leaders.h"
#include "model/wire/messages/list_partition_reassignments.h"

namespace assize::model::controller {

/// Elections that an operator asks for. Codes of a partition: see elect_leader(), and
/// kUnknownTopicOrPartition. Asked for all partitions, only those are answered that need one.
/// Fails: kInvalidRequest for an unknown type.
Decision<ControllerResult<wire::ElectLeadersResponse>> elect_leaders(
    const ClusterView& view, const wire::ElectLeadersRequest& request);

/// Moves partitions to other brokers, or stops doing so: semantics 2.13. What a partition on the
/// move is compared with are the replicas that it had before it began to.
/// Codes of a partition: kUnknownTopicOrPartition, kInvalidReplicaAssignment,
/// kNoReassignmentInProgress, kInvalidReplicationFactor.
ControllerResult<wire::AlterPartitionReassignmentsResponse> alter_partition_reassignments(
    const ClusterView& view, const wire::AlterPartitionReassignmentsRequest& request);

/// Which partitions are on the move.
wire::ListPartitionReassignmentsResponse list_partition_reassignments(
    const MetadataImage& image, const wire::ListPartitionReassignmentsRequest& request);

}  // namespace assize::model::controller
