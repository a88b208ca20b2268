#pragma once

#include "model/controller/cluster_view.h"
#include "model/wire/messages/alter_partition_reassignments.h"
#include "model/wire/messages/create_partitions.h"
#include "model/wire/messages/create_topics.h"
#include "model/wire/messages/delete_topics.h"
#include "model/wire/messages/incremental_alter_configs.h"

namespace assize::model::controller {

// The answer when a request is refused as a whole. Where the response has but one code per item,
// each item gets it.

wire::CreateTopicsResponse refused(const wire::CreateTopicsRequest& request,
                                   const Refusal& refusal);
wire::DeleteTopicsResponse refused(const wire::DeleteTopicsRequest& request,
                                   const Refusal& refusal);
wire::CreatePartitionsResponse refused(const wire::CreatePartitionsRequest& request,
                                       const Refusal& refusal);
wire::IncrementalAlterConfigsResponse refused(const wire::IncrementalAlterConfigsRequest& request,
                                              const Refusal& refusal);

template <class Request>
typename Request::Response refused(const Request&, const Refusal& refusal) {
    typename Request::Response response;
    response.error_code = refusal.code;
    if constexpr (requires { response.error_message; }) response.error_message = refusal.message;
    return response;
}

}  // namespace assize::model::controller
