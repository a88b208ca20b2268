#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/controller/kraft/listener.h"
#include "model/controller/kraft/offset_and_epoch.h"
#include "model/controller/kraft/vote_rules.h"
#include "model/controller/kraft/voter_set.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/begin_quorum_epoch.h"
#include "model/wire/messages/describe_quorum.h"
#include "model/wire/messages/end_quorum_epoch.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/fetch_snapshot.h"
#include "model/wire/messages/vote.h"
#include "sim/time.h"

namespace assize::model::kraft {

// The quorum's requests and answers, which all speak of the one partition of the metadata log;
// and what is None here is -1, or a zero directory id, there.

/// The partition of a message that speaks of the metadata log and of nothing else; null for any
/// other.
const wire::VoteRequest::Topic::Partition* only_partition(const wire::VoteRequest& request);
const wire::BeginQuorumEpochRequest::Topic::Partition* only_partition(
    const wire::BeginQuorumEpochRequest& request);
const wire::EndQuorumEpochRequest::Topic::Partition* only_partition(
    const wire::EndQuorumEpochRequest& request);
const wire::FetchRequest::Topic::Partition* only_partition(const wire::FetchRequest& request);
const wire::FetchSnapshotRequest::Topic::Partition* only_partition(
    const wire::FetchSnapshotRequest& request);
const wire::VoteResponse::Topic::Partition* only_partition(const wire::VoteResponse& response);
const wire::BeginQuorumEpochResponse::Topic::Partition* only_partition(
    const wire::BeginQuorumEpochResponse& response);
const wire::EndQuorumEpochResponse::Topic::Partition* only_partition(
    const wire::EndQuorumEpochResponse& response);
const wire::FetchResponse::Response::Partition* only_partition(const wire::FetchResponse& response);
const wire::FetchSnapshotResponse::Topic::Partition* only_partition(
    const wire::FetchSnapshotResponse& response);
const wire::DescribeQuorumRequest::Topic::Partition* only_partition(
    const wire::DescribeQuorumRequest& request);

std::optional<BrokerId> id_or_none(std::int32_t id);
ReplicaKey replica_key(std::int32_t id, const Uuid& directory_id);
/// Who fetches. None for a consumer.
std::optional<ReplicaKey> fetching_replica(const wire::FetchRequest& request,
                                           const Uuid& directory_id);

/// Who asks.
struct Asker {
    std::string cluster_id;
    ReplicaKey self;
};

wire::VoteRequest vote_request(const Asker& asker, const ReplicaKey& voter, LeaderEpoch epoch,
                               const OffsetAndEpoch& own_log, VoteKind kind);
wire::BeginQuorumEpochRequest begin_quorum_epoch_request(const Asker& asker,
                                                         const ReplicaKey& voter,
                                                         LeaderEpoch epoch);
wire::EndQuorumEpochRequest end_quorum_epoch_request(const Asker& asker, LeaderEpoch epoch,
                                                     const std::vector<ReplicaKey>& successors);
struct FetchFrom {
    LeaderEpoch current_epoch;
    OffsetAndEpoch own_log;
    std::optional<Offset> high_watermark;
    sim::Duration wait_max;
    std::int32_t bytes_max;
};
wire::FetchRequest fetch_request(const Asker& asker, const FetchFrom& from);
struct FetchSnapshotFrom {
    LeaderEpoch current_epoch;
    OffsetAndEpoch id;
    std::int64_t position;
    std::int32_t bytes_max;
};
wire::FetchSnapshotRequest fetch_snapshot_request(const Asker& asker,
                                                  const FetchSnapshotFrom& from);

/// What most answers tell of the one who answers.
struct Standing {
    wire::ErrorCode error;
    LeaderAndEpoch leader;
};

wire::VoteResponse vote_response(const Standing& standing, bool granted);
wire::BeginQuorumEpochResponse begin_quorum_epoch_response(const Standing& standing);
wire::EndQuorumEpochResponse end_quorum_epoch_response(const Standing& standing);
/// Without records; the caller adds what else there is to say.
wire::FetchResponse fetch_response(const Standing& standing,
                                   const std::optional<Offset>& high_watermark, Offset log_start);
wire::FetchSnapshotResponse fetch_snapshot_response(const Standing& standing,
                                                    const OffsetAndEpoch& id);

/// An answer that has nothing but a top-level error.
template <class Response>
Response top_level_error(wire::ErrorCode error) {
    Response response;
    response.error_code = error;
    return response;
}

/// What an answer to Vote, BeginQuorumEpoch or EndQuorumEpoch says of who gave it.
template <class Partition>
Standing standing_of(const Partition& partition) {
    return {.error = partition.error_code,
            .leader = {.epoch = LeaderEpoch(partition.leader_epoch),
                       .leader = id_or_none(partition.leader_id)}};
}
/// The same, of Fetch and FetchSnapshot.
template <class Partition>
Standing fetch_standing_of(const Partition& partition) {
    return {.error = partition.error_code,
            .leader = {.epoch = LeaderEpoch(partition.current_leader.leader_epoch),
                       .leader = id_or_none(partition.current_leader.leader_id)}};
}

}  // namespace assize::model::kraft
