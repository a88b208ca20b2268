#include "model/broker/producer_ids.h"

#include "model/wire/error_code.h"
#include "model/wire/messages/allocate_producer_ids.h"

namespace assize::model::broker {

metadata::ControlPlaneResult<ProducerId> ProducerIds::next(sim::Fiber& fiber,
                                                           BrokerEpoch broker_epoch,
                                                           sim::Deadline deadline) {
    const auto turn = turn_.lock(fiber, deadline);
    if (!turn) return sim::Failure(metadata::ControlPlaneError::kTimedOut);
    if (next_ == end_) {
        wire::AllocateProducerIdsRequest request;
        request.broker_id = broker_.value();
        request.broker_epoch = broker_epoch.value();
        const auto block = controllers_.allocate_producer_ids(fiber, request, deadline);
        if (!block) return sim::Failure(block.error());
        if (block->error_code != wire::ErrorCode::kNone || block->producer_id_len <= 0) {
            return sim::Failure(metadata::ControlPlaneError::kTimedOut);
        }
        next_ = block->producer_id_start;
        end_ = next_ + block->producer_id_len;
    }
    return ProducerId(next_++);
}

}  // namespace assize::model::broker
