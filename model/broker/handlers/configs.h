#pragma once

#include "model/broker/services.h"
#include "model/rpc/server.h"
#include "model/wire/messages/describe_configs.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// The configuration of topics and brokers, and where each value comes from.
wire::DescribeConfigsResponse on_describe_configs(sim::Fiber& fiber, BrokerServices& broker,
                                                  const rpc::RequestContext& context,
                                                  const wire::DescribeConfigsRequest& request);

}  // namespace assize::model::broker
