#pragma once

#include "model/broker/services.h"
#include "model/rpc/server.h"
#include "model/wire/messages/delete_records.h"
#include "model/wire/messages/list_offsets.h"
#include "model/wire/messages/offset_for_leader_epoch.h"
#include "sim/fiber.h"

namespace assize::model::broker {

// What there is in the logs, and from where on it may go.

wire::ListOffsetsResponse on_list_offsets(sim::Fiber& fiber, BrokerServices& broker,
                                          const rpc::RequestContext& context,
                                          const wire::ListOffsetsRequest& request);

wire::OffsetForLeaderEpochResponse on_offset_for_leader_epoch(
    sim::Fiber& fiber, BrokerServices& broker, const rpc::RequestContext& context,
    const wire::OffsetForLeaderEpochRequest& request);

wire::DeleteRecordsResponse on_delete_records(sim::Fiber& fiber, BrokerServices& broker,
                                              const rpc::RequestContext& context,
                                              const wire::DeleteRecordsRequest& request);

}  // namespace assize::model::broker
