#pragma once

#include "model/controller/cluster_view.h"
#include "model/wire/messages/allocate_producer_ids.h"

namespace assize::model::controller {

/// The next 1000 producer ids, for a broker to give out.
/// Fails: kStaleBrokerEpoch.
Decision<ControllerResult<wire::AllocateProducerIdsResponse>> allocate_producer_ids(
    const ClusterView& view, const wire::AllocateProducerIdsRequest& request);

}  // namespace assize::model::controller
