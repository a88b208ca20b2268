#pragma once

#include <functional>
#include <string_view>

#include "model/controller/cluster_view.h"
#include "model/wire/messages/create_partitions.h"
#include "model/wire/messages/create_topics.h"
#include "model/wire/messages/delete_topics.h"
#include "sim/random.h"

namespace assize::model::controller {

/// Whether a topic may be called so: 1 to 249 letters, digits, '.', '_' or '-', not "." nor "..".
/// Fails: kInvalidTopicException.
Decision<void> check_topic_name(std::string_view name);

/// Creates what can be created, and answers for each topic.
/// Source: ReplicationControlManager.createTopics. Departs: no policies, no quotas.
/// Codes: kInvalidTopicException, kTopicAlreadyExists, kInvalidPartitions,
/// kInvalidReplicationFactor, kInvalidReplicaAssignment, kInvalidConfig, kInvalidRequest.
ControllerResult<wire::CreateTopicsResponse> create_topics(const ClusterView& view,
                                                           const wire::CreateTopicsRequest& request,
                                                           sim::Random& random);

/// Codes: kTopicDeletionDisabled, kUnknownTopicOrPartition, kUnknownTopicId, kInvalidRequest.
ControllerResult<wire::DeleteTopicsResponse> delete_topics(
    const ClusterView& view, const wire::DeleteTopicsRequest& request);

/// Codes: kUnknownTopicOrPartition, kInvalidPartitions, kInvalidReplicaAssignment,
/// kInvalidReplicationFactor, kInvalidRequest.
ControllerResult<wire::CreatePartitionsResponse> create_partitions(
    const ClusterView& view, const wire::CreatePartitionsRequest& request, sim::Random& random);

/// Whether an operator's list of replicas makes sense.
/// Fails: kInvalidReplicaAssignment: empty, with duplicates or brokers that are not registered, or
/// not as long as `replication_factor`.
Decision<void> check_assignment(const MetadataImage& image, const BrokerIds& replicas,
                                std::optional<std::size_t> replication_factor);

}  // namespace assize::model::controller
