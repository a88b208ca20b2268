#include "model/broker/handlers/offsets.h"

#include <algorithm>
#include <vector>

#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

using wire::ErrorCode;

log::FetchIsolation isolation_of(const wire::ListOffsetsRequest& request) {
    constexpr std::int32_t kConsumer = -1;
    constexpr std::int8_t kReadCommitted = 1;
    if (request.replica_id != kConsumer) return log::FetchIsolation::kLogEnd;
    return request.isolation_level == kReadCommitted ? log::FetchIsolation::kTxnCommitted
                                                     : log::FetchIsolation::kHighWatermark;
}

}  // namespace

wire::ListOffsetsResponse on_list_offsets(sim::Fiber& fiber, BrokerServices& broker,
                                          const rpc::RequestContext&,
                                          const wire::ListOffsetsRequest& request) {
    wire::ListOffsetsResponse response;
    for (const auto& topic : request.topics) {
        auto& answers = response.topics.emplace_back();
        answers.name = topic.name;
        for (const auto& asked : topic.partitions) {
            auto& answer = answers.partitions.emplace_back();
            answer.partition_index = asked.partition_index;
            const auto found = broker.replicas.list_offset(
                fiber, {.topic = topic.name, .partition = asked.partition_index},
                {.timestamp_ms = asked.timestamp,
                 .isolation = isolation_of(request),
                 .current_leader_epoch =
                     none_if_negative<LeaderEpoch>(asked.current_leader_epoch)});
            if (!found) {
                answer.error_code = found.error();
            } else if (*found) {
                answer.timestamp = (*found)->timestamp_ms;
                answer.offset = (*found)->offset.value();
                answer.leader_epoch = or_minus_one((*found)->epoch);
            }
        }
    }
    return response;
}

wire::OffsetForLeaderEpochResponse on_offset_for_leader_epoch(
    sim::Fiber&, BrokerServices& broker, const rpc::RequestContext&,
    const wire::OffsetForLeaderEpochRequest& request) {
    wire::OffsetForLeaderEpochResponse response;
    for (const auto& topic : request.topics) {
        auto& answers = response.topics.emplace_back();
        answers.topic = topic.topic;
        for (const auto& asked : topic.partitions) {
            auto& answer = answers.partitions.emplace_back();
            answer.partition = asked.partition;
            const auto found = broker.replicas.offset_for_leader_epoch(
                {.topic = topic.topic, .partition = asked.partition},
                none_if_negative<LeaderEpoch>(asked.current_leader_epoch),
                LeaderEpoch(asked.leader_epoch));
            if (!found) {
                answer.error_code = found.error();
            } else if (*found) {
                answer.leader_epoch = (*found)->epoch.value();
                answer.end_offset = (*found)->end.value();
            }
        }
    }
    return response;
}

wire::DeleteRecordsResponse on_delete_records(sim::Fiber& fiber, BrokerServices& broker,
                                              const rpc::RequestContext&,
                                              const wire::DeleteRecordsRequest& request) {
    std::vector<replication::ReplicaManager::RecordDeletion> deletions;
    for (const auto& topic : request.topics) {
        for (const auto& asked : topic.partitions) {
            deletions.push_back(
                {.partition = {.topic = topic.name, .partition = asked.partition_index},
                 .before = none_if_negative<Offset>(asked.offset)});
        }
    }
    const auto patience = sim::Duration::milliseconds(std::max(request.timeout_ms, 0));
    const auto results = broker.replicas.delete_records(fiber, deletions, fiber.after(patience));
    wire::DeleteRecordsResponse response;
    std::size_t next = 0;
    for (const auto& topic : request.topics) {
        auto& answers = response.topics.emplace_back();
        answers.name = topic.name;
        for (const auto& asked : topic.partitions) {
            const auto& result = results[next++];
            auto& answer = answers.partitions.emplace_back();
            answer.partition_index = asked.partition_index;
            answer.low_watermark = result ? result->value() : -1;
            answer.error_code = result ? ErrorCode::kNone : result.error();
        }
    }
    return response;
}

}  // namespace assize::model::broker
