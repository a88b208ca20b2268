#include "model/broker/handlers/producer_id.h"

#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

constexpr sim::Duration kProducerIdTimeout = sim::Duration::seconds(10);

}  // namespace

wire::InitProducerIdResponse on_init_producer_id(sim::Fiber& fiber, BrokerServices& broker,
                                                 const rpc::RequestContext&,
                                                 const wire::InitProducerIdRequest& request) {
    wire::InitProducerIdResponse response;
    const bool transactional = request.transactional_id.has_value();
    if (transactional || !broker.lifecycle.epoch()) {
        response.error_code = transactional && request.transactional_id->empty()
                                  ? wire::ErrorCode::kInvalidRequest
                                  : wire::ErrorCode::kCoordinatorNotAvailable;
        return response;
    }
    const auto id =
        broker.producer_ids.next(fiber, *broker.lifecycle.epoch(), fiber.after(kProducerIdTimeout));
    if (!id) {
        response.error_code = wire::ErrorCode::kCoordinatorLoadInProgress;
        return response;
    }
    response.producer_id = id->value();
    response.producer_epoch = 0;
    return response;
}

}  // namespace assize::model::broker
