#include "model/controller/producer_id_control.h"

#include <limits>

namespace assize::model::controller {

namespace {

constexpr std::int32_t kBlockSize = 1000;

}  // namespace

Decision<ControllerResult<wire::AllocateProducerIdsResponse>> allocate_producer_ids(
    const ClusterView& view, const wire::AllocateProducerIdsRequest& request) {
    const auto broker = check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
    if (!broker) return sim::Failure(broker.error());
    const std::int64_t first = view.image.next_producer_id;
    if (first > std::numeric_limits<std::int64_t>::max() - kBlockSize) {
        return refuse(ErrorCode::kUnknownServerError, "All producer ids are used up");
    }
    wire::ProducerIdsRecord record;
    record.broker_id = request.broker_id;
    record.broker_epoch = request.broker_epoch;
    record.next_producer_id = first + kBlockSize;
    ControllerResult<wire::AllocateProducerIdsResponse> result;
    result.records.push_back(record);
    result.response.producer_id_start = first;
    result.response.producer_id_len = kBlockSize;
    return result;
}

}  // namespace assize::model::controller
