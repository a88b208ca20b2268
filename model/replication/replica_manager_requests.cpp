#include <algorithm>
#include <utility>

#include "model/log/partition_log.h"
#include "model/replication/replica_manager.h"
#include "model/replication/replica_selector.h"

namespace assize::model::replication {

using wire::ErrorCode;

// --- Producing.

std::vector<AppendedPartition> ReplicaManager::append(sim::Fiber& fiber,
                                                      const std::vector<PartitionAppend>& appends,
                                                      const AppendOptions& options) {
    struct Waiting {
        std::size_t index;
        std::shared_ptr<Partition> partition;
        Partition::Appended appended;
    };
    std::vector<AppendedPartition> results;
    std::vector<Waiting> waiting;
    results.reserve(appends.size());
    for (const PartitionAppend& append : appends) {
        auto partition = find(append.topic, append.partition);
        if (!partition) {
            results.push_back({.error = partition.error()});
            continue;
        }
        const auto appended =
            (*partition)->append(fiber, append.records.span(), options.acks, options.origin);
        if (!appended) {
            results.push_back({.error = appended.error()});
            continue;
        }
        results.push_back({.error = ErrorCode::kNone,
                           .base_offset = appended->info.first_offset,
                           .log_append_time_ms = appended->info.log_append_time_ms,
                           .log_start = appended->info.log_start_offset});
        if (options.acks == Acks::kAll) {
            waiting.push_back({results.size() - 1, *std::move(partition), *appended});
        }
    }
    for (const Waiting& each : waiting) {
        const auto committed =
            each.partition->wait_until_committed(fiber, each.appended, options.deadline);
        if (!committed) results[each.index].error = committed.error();
    }
    return results;
}

// --- Fetching.

struct ReplicaManager::FetchUnderWay {
    const FetchParams& params;
    const std::vector<PartitionToFetch>& asked;
    std::vector<std::shared_ptr<Partition>> partitions;  // Null: not here.
    std::vector<FetchedPartition> found;
    std::int64_t bytes = 0;

    std::int32_t bytes_left(std::size_t index) const {
        const std::int64_t left = std::max<std::int64_t>(params.max_bytes - bytes, 0);
        return static_cast<std::int32_t>(
            std::min<std::int64_t>(left, asked[index].fetch.max_bytes));
    }
    log::MinOneMessage min_one_message() const {
        return bytes == 0 ? log::MinOneMessage::kYes : log::MinOneMessage::kNo;
    }
    /// Up to where there was something to see when it was read.
    Offset seen(std::size_t index) const {
        const FetchedPartition& each = found[index];
        switch (params.isolation) {
            case log::FetchIsolation::kLogEnd: return *each.log_end;
            case log::FetchIsolation::kHighWatermark: return *each.high_watermark;
            case log::FetchIsolation::kTxnCommitted: return *each.last_stable_offset;
        }
        return Offset(0);
    }
    /// Takes a result. Returns whether it is to be told at once.
    bool take(std::size_t index, FetchedPartition result) {
        bytes -= static_cast<std::int64_t>(found[index].records.size());
        bytes += static_cast<std::int64_t>(result.records.size());
        found[index] = std::move(result);
        const FetchedPartition& now = found[index];
        return now.error != ErrorCode::kNone || now.diverging_epoch || now.preferred_read_replica;
    }
};

std::vector<FetchedPartition> ReplicaManager::fetch(
    sim::Fiber& fiber, const FetchParams& params, const std::vector<PartitionToFetch>& partitions) {
    FetchUnderWay fetch{.params = params, .asked = partitions, .partitions = {}, .found = {}};
    if (fetch_all(fiber, fetch)) return std::move(fetch.found);

    const sim::Deadline deadline = fiber.after(params.max_wait);
    std::vector<std::size_t> to_watch(partitions.size());
    for (std::size_t index = 0; index < to_watch.size(); ++index) to_watch[index] = index;
    WaitingFiber waiting;
    waiting.make_watches(partitions.size());
    for (;;) {
        to_watch = wait_for_progress(fiber, fetch, waiting, to_watch, deadline);
        if (to_watch.empty() || fetch_again(fiber, fetch, to_watch)) break;
    }
    fetch_what_came_last(fiber, fetch);
    return std::move(fetch.found);
}

bool ReplicaManager::fetch_all(sim::Fiber& fiber, FetchUnderWay& fetch) {
    const FetchParams& params = fetch.params;
    bool tell_at_once = params.max_wait <= sim::Duration::zero() || fetch.asked.empty();
    fetch.partitions.reserve(fetch.asked.size());
    fetch.found.reserve(fetch.asked.size());
    for (std::size_t index = 0; index < fetch.asked.size(); ++index) {
        const PartitionToFetch& asked = fetch.asked[index];
        auto partition = asked.topic_id.is_zero() ? find(asked.topic, asked.partition)
                                                  : find(asked.topic_id, asked.partition);
        fetch.found.push_back({.error = ErrorCode::kNone});
        fetch.partitions.push_back(partition ? *partition : nullptr);
        if (!partition) {
            tell_at_once |= fetch.take(index, {.error = partition.error()});
            continue;
        }
        const auto preferred = preferred_read_replica(**partition, params, asked.fetch);
        const std::int32_t limit = preferred ? 0 : fetch.bytes_left(index);
        auto found = (*partition)
                         ->fetch(fiber, params, asked.fetch, limit,
                                 preferred ? log::MinOneMessage::kNo : fetch.min_one_message());
        if (found.error == ErrorCode::kNone) found.preferred_read_replica = preferred;
        tell_at_once |= fetch.take(index, std::move(found));
    }
    return tell_at_once || fetch.bytes >= params.min_bytes;
}

std::vector<std::size_t> ReplicaManager::wait_for_progress(sim::Fiber& fiber, FetchUnderWay& fetch,
                                                           WaitingFiber& waiting,
                                                           const std::vector<std::size_t>& to_watch,
                                                           sim::Deadline deadline) {
    const auto isolation = fetch.params.isolation;
    for (const std::size_t index : to_watch) {
        Partition& partition = *fetch.partitions[index];
        PartitionWatch& watch = waiting.watch(index);
        partition.add_watch(watch, isolation, fetch.seen(index));
        // Something came, or it lost its role, while others were read.
        const bool moved = partition.visible_end(isolation) > fetch.seen(index);
        if (moved || partition.refuses(fetch.params, fetch.asked[index].fetch)) watch.wake();
    }
    return waiting.wait(fiber, deadline);
}

bool ReplicaManager::fetch_again(sim::Fiber& fiber, FetchUnderWay& fetch,
                                 const std::vector<std::size_t>& woken) {
    bool tell_at_once = false;
    for (const std::size_t index : woken) {
        fetch.bytes -= static_cast<std::int64_t>(fetch.found[index].records.size());
        fetch.found[index].records = {};
        tell_at_once |= fetch.take(
            index, fetch.partitions[index]->read(fiber, fetch.params, fetch.asked[index].fetch,
                                                 fetch.bytes_left(index), fetch.min_one_message()));
    }
    return tell_at_once || fetch.bytes >= fetch.params.min_bytes;
}

void ReplicaManager::fetch_what_came_last(sim::Fiber& fiber, FetchUnderWay& fetch) {
    for (std::size_t index = 0; index < fetch.asked.size(); ++index) {
        FetchedPartition& found = fetch.found[index];
        if (found.error != ErrorCode::kNone || !found.records.empty() || found.diverging_epoch) {
            continue;
        }
        fetch.take(index,
                   fetch.partitions[index]->read(fiber, fetch.params, fetch.asked[index].fetch,
                                                 fetch.bytes_left(index), fetch.min_one_message()));
    }
}

std::optional<BrokerId> ReplicaManager::preferred_read_replica(const Partition& partition,
                                                               const FetchParams& params,
                                                               const PartitionFetch& fetch) const {
    if (params.follower || !params.client_rack || params.client_rack->empty()) return std::nullopt;
    if (options_.config.replica_selector_class != config::ReplicaSelector::kRackAware) {
        return std::nullopt;
    }
    const LeaderState* leader = partition.leader_state();
    if (!leader) return std::nullopt;
    const auto rack_of = [this](BrokerId broker) {
        const metadata::BrokerRegistration* registration = image_.broker(broker);
        return registration ? registration->rack : std::nullopt;
    };
    std::vector<ReplicaView> followers;
    for (const RemoteReplica& remote : leader->remotes()) {
        if (!remote.end_offset() || !remote.log_start()) continue;
        if (!may_be_in_isr(remote.id(), std::nullopt)) continue;
        followers.push_back(
            {.broker = remote.id(),
             .rack = rack_of(remote.id()),
             .log_start = *remote.log_start(),
             .log_end = *remote.end_offset(),
             .in_sync = metadata::contains(leader->isr().committed(), remote.id())});
    }
    const ReplicaView self{.broker = options_.broker,
                           .rack = rack_of(options_.broker),
                           .log_start = partition.log()->log_start_offset(),
                           .log_end = partition.log()->log_end_offset(),
                           .in_sync = true};
    return select_replica_in_rack(*params.client_rack, fetch.fetch_offset, self, followers);
}

// --- Asking.

ReplicaManager::Answer<std::optional<log::TimestampedOffset>> ReplicaManager::list_offset(
    sim::Fiber& fiber, const TopicPartition& partition, const OffsetQuery& query) {
    const auto found = find(partition);
    if (!found) return sim::Failure(found.error());
    return (*found)->list_offset(fiber, query);
}

ReplicaManager::Answer<std::optional<log::EpochEnd>> ReplicaManager::offset_for_leader_epoch(
    const TopicPartition& partition, std::optional<LeaderEpoch> current_leader_epoch,
    LeaderEpoch epoch) const {
    const auto found = find(partition);
    if (!found) return sim::Failure(found.error());
    return (*found)->offset_for_leader_epoch(current_leader_epoch, epoch);
}

std::vector<ReplicaManager::Answer<Offset>> ReplicaManager::delete_records(
    sim::Fiber& fiber, const std::vector<RecordDeletion>& deletions, sim::Deadline deadline) {
    struct Waiting {
        std::size_t index;
        std::shared_ptr<Partition> partition;
    };
    std::vector<Answer<Offset>> results;
    std::vector<Waiting> waiting;
    for (const RecordDeletion& deletion : deletions) {
        const auto partition = find(deletion.partition);
        results.push_back(partition ? (*partition)->delete_records(fiber, deletion.before)
                                    : sim::Failure(partition.error()));
        if (results.back()) waiting.push_back({results.size() - 1, *partition});
    }
    for (const Waiting& each : waiting) {
        Answer<Offset>& result = results[each.index];
        const auto deleted = each.partition->wait_until_deleted(fiber, *result, deadline);
        if (deleted) {
            result = each.partition->low_watermark();
        } else {
            result = sim::Failure(deleted.error());
        }
    }
    return results;
}

}  // namespace assize::model::replication
