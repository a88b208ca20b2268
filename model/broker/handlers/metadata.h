#pragma once

#include "model/broker/services.h"
#include "model/rpc/server.h"
#include "model/wire/messages/api_versions.h"
#include "model/wire/messages/describe_cluster.h"
#include "model/wire/messages/metadata.h"
#include "sim/fiber.h"

namespace assize::model::broker {

// What clients ask to find their way: answered out of the metadata that the broker has, which
// may be old.

wire::ApiVersionsResponse on_api_versions(sim::Fiber& fiber, BrokerServices& broker,
                                          const rpc::RequestContext& context,
                                          const wire::ApiVersionsRequest& request);

/// Departs: the controller that it names is this broker, where Kafka draws one: any of them
/// forwards what is for the controller.
wire::MetadataResponse on_metadata(sim::Fiber& fiber, BrokerServices& broker,
                                   const rpc::RequestContext& context,
                                   const wire::MetadataRequest& request);

wire::DescribeClusterResponse on_describe_cluster(sim::Fiber& fiber, BrokerServices& broker,
                                                  const rpc::RequestContext& context,
                                                  const wire::DescribeClusterRequest& request);

}  // namespace assize::model::broker
