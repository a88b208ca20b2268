#pragma once

#include "model/broker/services.h"
#include "model/rpc/server.h"
#include "model/wire/messages/fetch.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// Fetch of consumers and followers: what replication makes of it, and where the leaders are of
/// those partitions that are not led here.
wire::FetchResponse on_fetch(sim::Fiber& fiber, BrokerServices& broker,
                             const rpc::RequestContext& context, const wire::FetchRequest& request);

}  // namespace assize::model::broker
