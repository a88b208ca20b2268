#include "model/client/consumer/fetch_session.h"

#include <limits>

namespace assize::model::client {

void FetchSession::begin(wire::FetchRequest& request, const WantedByPartition& wanted) {
    request.session_id = id_;
    request.session_epoch = epoch_;
    for (const auto& [partition, want] : wanted) {
        const auto known = known_.find(partition);
        if (known == known_.end() || known->second != want) add(request, partition, want);
    }
    for (const auto& [partition, want] : known_) {
        if (!wanted.contains(partition)) forget(request, partition);
    }
    known_ = wanted;
}

bool FetchSession::on_response(const wire::FetchResponse& response) {
    if (response.error_code != wire::ErrorCode::kNone) {
        begin_anew();
        return false;
    }
    if (response.session_id == 0) {  // The broker keeps no session.
        begin_anew();
        return true;
    }
    id_ = response.session_id;
    epoch_ = epoch_ == std::numeric_limits<std::int32_t>::max() ? 1 : epoch_ + 1;
    return true;
}

void FetchSession::begin_anew() {
    id_ = 0;
    epoch_ = 0;
    known_.clear();
}

void FetchSession::add(wire::FetchRequest& request, const TopicPartition& partition,
                       const Wanted& wanted) {
    if (request.topics.empty() || request.topics.back().topic != partition.topic) {
        request.topics.push_back({.topic = partition.topic});
    }
    request.topics.back().partitions.push_back(
        {.partition = partition.partition,
         .current_leader_epoch = wanted.leader_epoch ? wanted.leader_epoch->value() : -1,
         .fetch_offset = wanted.fetch_offset.value(),
         .partition_max_bytes = wanted.bytes_max});
}

void FetchSession::forget(wire::FetchRequest& request, const TopicPartition& partition) {
    auto& forgotten = request.forgotten_topics_data;
    if (forgotten.empty() || forgotten.back().topic != partition.topic) {
        forgotten.push_back({.topic = partition.topic});
    }
    forgotten.back().partitions.push_back(partition.partition);
}

}  // namespace assize::model::client
