#pragma once

#include "model/broker/services.h"
#include "model/rpc/server.h"
#include "model/wire/reader.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// Produce, semantics 2.3. With acks=0 there is no answer; when it fails then, the connection is
/// closed. Departs: transactional producers are refused with INVALID_PRODUCER_ID_MAPPING, as there
/// is no transaction coordinator yet.
rpc::Answer on_produce(sim::Fiber& fiber, BrokerServices& broker,
                       const rpc::RequestContext& context, wire::Reader& body);

}  // namespace assize::model::broker
