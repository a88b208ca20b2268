#pragma once

#include "model/broker/services.h"
#include "model/rpc/server.h"
#include "model/wire/messages/init_producer_id.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// Gives an idempotent producer an id. Departs: a transactional one is refused with
/// COORDINATOR_NOT_AVAILABLE, as there is no transaction coordinator yet.
wire::InitProducerIdResponse on_init_producer_id(sim::Fiber& fiber, BrokerServices& broker,
                                                 const rpc::RequestContext& context,
                                                 const wire::InitProducerIdRequest& request);

}  // namespace assize::model::broker
