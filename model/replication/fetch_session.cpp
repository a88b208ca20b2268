#include "model/replication/fetch_session.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace assize::model::replication {

using wire::ErrorCode;

namespace {

constexpr std::int32_t kInitialEpoch = 0;
constexpr std::int32_t kFinalEpoch = -1;
constexpr std::int16_t kFirstVersionWithTopicIds = 13;
/// How long a session has to be idle for another to take its place.
constexpr sim::Duration kEvictionTime = sim::Duration::seconds(120);

template <class T>
std::optional<T> known(typename T::rep value) {
    return value >= 0 ? std::optional(T(value)) : std::nullopt;
}

SessionPartition asked(const wire::FetchRequest::Topic& topic,
                       const wire::FetchRequest::Topic::Partition& partition) {
    return {.topic = topic.topic,
            .topic_id = topic.topic_id,
            .partition = partition.partition,
            .fetch = {.fetch_offset = Offset(partition.fetch_offset),
                      .max_bytes = partition.partition_max_bytes,
                      .current_leader_epoch = known<LeaderEpoch>(partition.current_leader_epoch),
                      .last_fetched_epoch = known<LeaderEpoch>(partition.last_fetched_epoch),
                      .log_start = known<Offset>(partition.log_start_offset)}};
}

std::vector<SessionPartition> asked(const wire::FetchRequest& request) {
    std::vector<SessionPartition> all;
    for (const auto& topic : request.topics) {
        for (const auto& partition : topic.partitions) all.push_back(asked(topic, partition));
    }
    return all;
}

bool is_from_follower(const wire::FetchRequest& request, std::int16_t version) {
    return (version >= 15 ? request.replica_state.replica_id : request.replica_id) >= 0;
}

void forget(std::vector<SessionPartition>& partitions,
            const wire::FetchRequest::ForgottenTopicsData& forgotten) {
    std::erase_if(partitions, [&](const SessionPartition& known) {
        return known.topic == forgotten.topic && known.topic_id == forgotten.topic_id &&
               std::ranges::find(forgotten.partitions, known.partition) !=
                   forgotten.partitions.end();
    });
}

/// Takes what an incremental request changes into what its session remembers.
void update(std::vector<SessionPartition>& partitions, const wire::FetchRequest& request) {
    for (const auto& topic : request.topics) {
        for (const auto& partition : topic.partitions) {
            SessionPartition now = asked(topic, partition);
            const auto known = std::ranges::find_if(
                partitions, [&](const SessionPartition& each) { return each.is_same_as(now); });
            if (known == partitions.end()) {
                partitions.push_back(std::move(now));
                continue;
            }
            // Who follows anew may have ignored what it was told as the follower of before.
            if (known->fetch.current_leader_epoch != now.fetch.current_leader_epoch) {
                known->high_watermark.reset();
            }
            known->fetch = now.fetch;
        }
    }
    for (const auto& forgotten : request.forgotten_topics_data) forget(partitions, forgotten);
}

}  // namespace

void FetchSession::remember(std::vector<SessionPartition> answered,
                            const std::vector<bool>& got_records) {
    std::vector<SessionPartition> last;
    partitions.clear();
    for (std::size_t index = 0; index < answered.size(); ++index) {
        (got_records[index] ? last : partitions).push_back(std::move(answered[index]));
    }
    std::ranges::move(last, std::back_inserter(partitions));
}

std::int32_t next_session_epoch(std::int32_t epoch) {
    return epoch == std::numeric_limits<std::int32_t>::max() ? 1 : epoch + 1;
}

sim::Result<FetchSessionCache::Context, ErrorCode> FetchSessionCache::begin(
    const wire::FetchRequest& request, std::int16_t version, sim::MonotonicInstant now) {
    const bool by_topic_id = version >= kFirstVersionWithTopicIds;
    if (request.session_epoch == kInitialEpoch || request.session_epoch == kFinalEpoch) {
        sessions_.erase(request.session_id);
        Context context{.session = nullptr, .is_full = true};
        auto partitions = asked(request);
        if (request.session_epoch == kInitialEpoch && !partitions.empty() &&
            make_room(is_from_follower(request, version), now)) {
            context.session =
                create(partitions, is_from_follower(request, version), by_topic_id, now);
            context.next_epoch = context.session->next_epoch;
        }
        context.partitions = std::move(partitions);
        return context;
    }
    const auto found = sessions_.find(request.session_id);
    if (found == sessions_.end()) return sim::Failure(ErrorCode::kFetchSessionIdNotFound);
    FetchSession& session = *found->second;
    if (session.next_epoch != request.session_epoch) {
        return sim::Failure(ErrorCode::kInvalidFetchSessionEpoch);
    }
    if (session.by_topic_id != by_topic_id) {
        return sim::Failure(ErrorCode::kFetchSessionTopicIdError);
    }
    session.next_epoch = next_session_epoch(session.next_epoch);
    session.used_at = now;
    update(session.partitions, request);
    Context context{.session = found->second,
                    .is_full = false,
                    .partitions = session.partitions,
                    .next_epoch = session.next_epoch};
    if (session.partitions.empty()) sessions_.erase(found);  // Nothing is left to fetch.
    return context;
}

std::shared_ptr<FetchSession> FetchSessionCache::create(std::vector<SessionPartition> partitions,
                                                        bool is_follower, bool by_topic_id,
                                                        sim::MonotonicInstant now) {
    std::int32_t id = 0;
    do {
        id =
            static_cast<std::int32_t>(random_.between(1, std::numeric_limits<std::int32_t>::max()));
    } while (sessions_.contains(id));
    auto session =
        std::make_shared<FetchSession>(FetchSession{.id = id,
                                                    .next_epoch = next_session_epoch(kInitialEpoch),
                                                    .by_topic_id = by_topic_id,
                                                    .is_follower = is_follower,
                                                    .used_at = now,
                                                    .partitions = std::move(partitions)});
    sessions_.emplace(id, session);
    return session;
}

bool FetchSessionCache::make_room(bool for_follower, sim::MonotonicInstant now) {
    if (sessions_.size() < slots_) return true;
    // Followers may take the place of consumers at once, others have to be idle for a while.
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
        const FetchSession& session = *at->second;
        const bool may_go =
            now - session.used_at > kEvictionTime || (for_follower && !session.is_follower);
        if (!may_go) continue;
        if (oldest == sessions_.end() || session.used_at < oldest->second->used_at) oldest = at;
    }
    if (oldest == sessions_.end()) return false;
    sessions_.erase(oldest);
    return true;
}

}  // namespace assize::model::replication
