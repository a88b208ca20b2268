#pragma once

#include "model/controller/cluster_view.h"
#include "model/wire/messages/incremental_alter_configs.h"

namespace assize::model::controller {

/// Changes settings of topics and brokers, a whole resource or nothing of it, and what follows for
/// partitions: leaders where an unclean election is allowed now, no ELR where the ISR suffices now.
/// Codes of a resource: kUnknownTopicOrPartition, kInvalidTopicException, kInvalidConfig,
/// kInvalidRequest.
ControllerResult<wire::IncrementalAlterConfigsResponse> incremental_alter_configs(
    const ClusterView& view, const wire::IncrementalAlterConfigsRequest& request);

}  // namespace assize::model::controller
