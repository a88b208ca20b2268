#include "model/broker/broker_requests.h"

#include "model/broker/handlers/configs.h"
#include "model/broker/handlers/fetch.h"
#include "model/broker/handlers/forwarding.h"
#include "model/broker/handlers/metadata.h"
#include "model/broker/handlers/offsets.h"
#include "model/broker/handlers/produce.h"
#include "model/broker/handlers/producer_id.h"

namespace assize::model::broker {

namespace {

template <class Request,
          typename Request::Response (*handle)(sim::Fiber&, BrokerServices&,
                                               const rpc::RequestContext&, const Request&)>
RequestRow<BrokerServices> own(std::int16_t min, std::int16_t max) {
    return row<BrokerServices, Request, handle>(min, max);
}

// Kafka 4.3's ranges (protocol.md 1.5), with what clients look for below them.
RequestTable<BrokerServices> make_broker_table() {
    RequestTable<BrokerServices> table = {
        {{wire::ApiKey::kProduce, 0, 13}, &on_produce},  // Versions 0 to 2 by name only.
        own<wire::FetchRequest, &on_fetch>(4, 18),
        own<wire::ListOffsetsRequest, &on_list_offsets>(1, 11),
        own<wire::MetadataRequest, &on_metadata>(0, 13),
        own<wire::ApiVersionsRequest, &on_api_versions>(0, 4),
        own<wire::DeleteRecordsRequest, &on_delete_records>(0, 2),
        own<wire::InitProducerIdRequest, &on_init_producer_id>(0, 5),
        own<wire::OffsetForLeaderEpochRequest, &on_offset_for_leader_epoch>(2, 4),
        own<wire::DescribeConfigsRequest, &on_describe_configs>(1, 4),
        own<wire::DescribeClusterRequest, &on_describe_cluster>(0, 2),
    };
    for (const auto& row : forwarded_requests()) table.push_back(row);
    return table;
}

}  // namespace

const RequestTable<BrokerServices>& broker_requests() {
    static const RequestTable<BrokerServices> table = make_broker_table();
    return table;
}

}  // namespace assize::model::broker
