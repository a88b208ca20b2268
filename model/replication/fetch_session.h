#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/replication/fetch_types.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/fetch.h"
#include "sim/random.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::replication {

/// One partition of a fetch session: what was asked last, and what was answered last.
struct SessionPartition {
    std::string topic;  // Empty: the fetcher names topics by id.
    Uuid topic_id;      // Zero: by name.
    std::int32_t partition;
    PartitionFetch fetch;
    std::optional<Offset> high_watermark = std::nullopt;  // As answered last.
    std::optional<Offset> log_start = std::nullopt;       // As answered last.

    bool is_same_as(const SessionPartition& other) const {
        return partition == other.partition && topic_id == other.topic_id && topic == other.topic;
    }
};

/// What a fetcher wants over many requests, so that each needs to say only what changed.
struct FetchSession {
    std::int32_t id;
    std::int32_t next_epoch;  // Which the next request has to carry.
    bool by_topic_id;
    bool is_follower;
    sim::MonotonicInstant used_at;
    std::vector<SessionPartition> partitions;  // Who got records goes last.

    /// Keeps what was answered to all partitions, for the next request. Who has got records goes
    /// to the end, so that the others get a chance when there is more than fits an answer.
    void remember(std::vector<SessionPartition> answered, const std::vector<bool>& got_records);
};

/// The sessions of a broker's fetchers.
/// Source: Kafka, FetchSession.scala; KIP-227. Departs: of several sessions that might be
/// evicted it is the one idle for longest, whatever its size; a fetcher that asks in another leader
/// epoch is told the high watermark anew, as in Kafka it may never learn what it has ignored.
class FetchSessionCache {
public:
    FetchSessionCache(std::size_t slots, sim::Random random)
        : slots_(slots), random_(std::move(random)) {}

    /// What a request asks for, with what its session remembers.
    struct Context {
        std::shared_ptr<FetchSession> session;          // Null: the request stands alone.
        bool is_full;                                   // The answer lists every partition.
        std::vector<SessionPartition> partitions = {};  // A copy of the session's, if there is one.
        std::int32_t next_epoch = 0;                    // Of the session, after this request.

        /// Whether no later request of the session came meanwhile.
        bool is_latest() const { return session && session->next_epoch == next_epoch; }
    };
    /// Takes the request in. Fails: kFetchSessionIdNotFound, kInvalidFetchSessionEpoch,
    /// kFetchSessionTopicIdError.
    sim::Result<Context, wire::ErrorCode> begin(const wire::FetchRequest& request,
                                                std::int16_t version, sim::MonotonicInstant now);

    std::size_t size() const { return sessions_.size(); }

private:
    std::shared_ptr<FetchSession> create(std::vector<SessionPartition> partitions, bool is_follower,
                                         bool by_topic_id, sim::MonotonicInstant now);
    bool make_room(bool for_follower, sim::MonotonicInstant now);

    std::size_t slots_;
    sim::Random random_;
    std::map<std::int32_t, std::shared_ptr<FetchSession>> sessions_;
};

/// The epoch of a session's next request: from the greatest it goes on with 1.
std::int32_t next_session_epoch(std::int32_t epoch);

}  // namespace assize::model::replication
