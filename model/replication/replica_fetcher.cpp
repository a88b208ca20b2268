#include "model/replication/replica_fetcher.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/facts/replication.h"
#include "model/log/partition_log.h"
#include "model/replication/follower_truncation.h"
#include "model/wire/messages/list_offsets.h"
#include "sim/invariant.h"

namespace assize::model::replication {

using wire::ErrorCode;

namespace {

constexpr std::int16_t kFetchVersion = 17;
constexpr std::int16_t kListOffsetsVersion = 7;

sim::Subject records_from(const Partition& partition, Offset offset) {
    return {"records", partition.name(), offset.value(), offset.value() + 1};
}
sim::Subject epoch_of(const Partition& partition, LeaderEpoch epoch) {
    return {"leader_epoch", partition.name(), epoch.value(), epoch.value() + 1};
}

}  // namespace

ReplicaFetcher::ReplicaFetcher(Options options, BrokerEpoch broker_epoch)
    : options_(options),
      broker_epoch_(broker_epoch),
      client_(options.address,
              {.client_id = fmt::format("broker-{}-fetcher", options.broker.value()),
               .request_timeout = options.config.replica_socket_timeout}) {}

ReplicaFetcher::Key ReplicaFetcher::key_of(const Partition& partition) {
    return {partition.topic_id(), partition.partition().partition};
}

void ReplicaFetcher::add(std::shared_ptr<Partition> partition, LeaderEpoch epoch) {
    const Offset end = partition->log()->log_end_offset();
    options_.life.emit(FetcherStarted{.broker = options_.broker,
                                      .topic_id = partition->topic_id_text(),
                                      .leader = options_.leader,
                                      .leader_epoch = epoch,
                                      .fetch_offset = end},
                       {.changed = sim::Changed::kYes,
                        .subjects = {records_from(*partition, end), epoch_of(*partition, epoch)}});
    const Key key = key_of(*partition);
    const bool is_new =
        following_.try_emplace(key, Following{.partition = std::move(partition), .epoch = epoch})
            .second;
    INVARIANT(is_new, "a replica has one fetcher");
    given_.notify_one();
}

void ReplicaFetcher::remove(const Partition& partition, std::string_view reason) {
    const auto found = following_.find(key_of(partition));
    if (found == following_.end()) return;
    const LeaderEpoch epoch = found->second.epoch;
    const Offset end = partition.log()->log_end_offset();
    options_.life.emit(FetcherStopped{.broker = options_.broker,
                                      .topic_id = partition.topic_id_text(),
                                      .leader = options_.leader,
                                      .leader_epoch = epoch,
                                      .reason = reason},
                       {.changed = sim::Changed::kYes,
                        .subjects = {records_from(partition, end), epoch_of(partition, epoch)}});
    following_.erase(found);
}

// --- Asking.

void ReplicaFetcher::run(sim::Fiber& fiber) {
    for (;;) {
        wait_for_work(fiber);
        fetch_once(fiber);
    }
}

void ReplicaFetcher::wait_for_work(sim::Fiber& fiber) {
    for (;;) {
        auto earliest = sim::MonotonicInstant::never();
        for (const auto& [key, each] : following_) earliest = std::min(earliest, each.not_before);
        if (earliest <= fiber.now()) return;
        given_.wait(fiber, sim::Deadline::at(earliest));
    }
}

void ReplicaFetcher::fetch_once(sim::Fiber& fiber) {
    FollowerSession::Wanted wanted;
    std::map<Key, Asked> asked;
    for (const auto& [key, each] : following_) {
        if (each.not_before > fiber.now()) continue;
        const log::PartitionLog& log = *each.partition->log();
        const auto last_epoch = log.latest_epoch();
        wanted.emplace_hint(
            wanted.end(), key,
            FollowerSession::Asked{.partition = key.second,
                                   .current_leader_epoch = each.epoch.value(),
                                   .fetch_offset = log.log_end_offset().value(),
                                   .last_fetched_epoch = last_epoch ? last_epoch->value() : -1,
                                   .log_start_offset = log.log_start_offset().value(),
                                   .partition_max_bytes = options_.config.replica_fetch_max_bytes});
        asked.emplace_hint(asked.end(), key,
                           Asked{each.partition, each.epoch, log.log_end_offset()});
    }
    auto response = client_.call(fiber, request_for(wanted), kFetchVersion);
    if (!response) {
        session_.on_failure();
        fiber.sleep(options_.config.replica_fetch_backoff);
        return;
    }
    if (!session_.on_response(*response)) return;
    for (auto& topic : response->responses) {
        for (Answer& answer : topic.partitions) {
            const auto found = asked.find({topic.topic_id, answer.partition_index});
            if (found != asked.end()) take(fiber, found->second, answer);
        }
    }
}

wire::FetchRequest ReplicaFetcher::request_for(const FollowerSession::Wanted& wanted) {
    wire::FetchRequest request;
    request.replica_state = {.replica_id = options_.broker.value(),
                             .replica_epoch = broker_epoch_.value()};
    request.max_wait_ms = static_cast<std::int32_t>(options_.config.replica_fetch_wait_max /
                                                    sim::Duration::milliseconds(1));
    request.min_bytes = options_.config.replica_fetch_min_bytes;
    request.max_bytes = options_.config.replica_fetch_response_max_bytes;
    session_.ask(wanted, request);
    return request;
}

// --- Taking answers.

bool ReplicaFetcher::still_follows(const Asked& asked) const {
    const auto found = following_.find(key_of(*asked.partition));
    return found != following_.end() && found->second.partition == asked.partition &&
           found->second.epoch == asked.epoch;
}

void ReplicaFetcher::take(sim::Fiber& fiber, const Asked& asked, Answer& answer) {
    // While the answer was under way, or others in it were dealt with, the world may have changed.
    if (!still_follows(asked)) return;
    if (asked.partition->log()->log_end_offset() != asked.fetch_offset) return;
    switch (answer.error_code) {
        case ErrorCode::kNone:
            if (answer.diverging_epoch.epoch >= 0) {
                return truncate_to_divergence(fiber, asked, answer);
            }
            return take_records(fiber, asked, answer);
        case ErrorCode::kOffsetOutOfRange: return handle_out_of_range(fiber, asked);
        // The leader knows of a later epoch: so will we. Until then there is nothing to fetch.
        case ErrorCode::kFencedLeaderEpoch: return give_up(asked, answer.error_code);
        default: return delay(fiber, asked);
    }
}

void ReplicaFetcher::take_records(sim::Fiber& fiber, const Asked& asked, Answer& answer) {
    const auto taken = asked.partition->append_as_follower(
        fiber, {.epoch = asked.epoch,
                .records = answer.records ? std::move(*answer.records) : wire::Bytes(),
                .high_watermark = Offset(answer.high_watermark),
                .log_start = Offset(answer.log_start_offset)});
    if (!taken) after_failure(fiber, asked, taken.error());
}

void ReplicaFetcher::truncate_to_divergence(sim::Fiber& fiber, const Asked& asked,
                                            const Answer& answer) {
    const log::PartitionLog& log = *asked.partition->log();
    const auto& diverging = answer.diverging_epoch;
    const auto leaders = log::EpochEnd{LeaderEpoch(diverging.epoch), Offset(diverging.end_offset)};
    const Truncation truncation = truncation_for(leaders, log.leader_epoch_cache(),
                                                 {.start = log.log_start_offset(),
                                                  .end = log.log_end_offset(),
                                                  .high_watermark = log.high_watermark()});
    // Whether the logs agree then, the next fetch finds out.
    const auto done =
        asked.partition->truncate_as_follower(fiber, asked.epoch, truncation.to, truncation.cause);
    if (!done) after_failure(fiber, asked, done.error());
}

void ReplicaFetcher::handle_out_of_range(sim::Fiber& fiber, const Asked& asked) {
    const auto leader_end = ask_offset(fiber, asked, log::kLatestTimestamp);
    if (!leader_end) return delay(fiber, asked);
    const auto leader_start = ask_offset(fiber, asked, log::kEarliestTimestamp);
    if (!leader_start) return delay(fiber, asked);
    if (!still_follows(asked)) return;

    const log::PartitionLog& log = *asked.partition->log();
    const OutOfRangeAction action =
        action_when_out_of_range(*leader_start, *leader_end,
                                 {.start = log.log_start_offset(),
                                  .end = log.log_end_offset(),
                                  .high_watermark = log.high_watermark()});
    if (action.kind == OutOfRangeAction::Kind::kFetch) return;
    const auto cause = action.kind == OutOfRangeAction::Kind::kTruncateTo
                           ? TruncationCause::kLeaderEndsBefore
                           : TruncationCause::kLeaderStartsAfter;
    const auto done = asked.partition->truncate_as_follower(fiber, asked.epoch, action.at, cause);
    if (!done) after_failure(fiber, asked, done.error());
}

std::optional<Offset> ReplicaFetcher::ask_offset(sim::Fiber& fiber, const Asked& asked,
                                                 std::int64_t timestamp_ms) {
    wire::ListOffsetsRequest request;
    request.replica_id = options_.broker.value();
    auto& topic = request.topics.emplace_back();
    topic.name = asked.partition->partition().topic;
    topic.partitions.push_back({.partition_index = asked.partition->partition().partition,
                                .current_leader_epoch = asked.epoch.value(),
                                .timestamp = timestamp_ms});
    const auto response = client_.call(fiber, request, kListOffsetsVersion);
    if (!response || response->topics.size() != 1) return std::nullopt;
    const auto& partitions = response->topics.front().partitions;
    if (partitions.size() != 1) return std::nullopt;
    const auto& found = partitions.front();
    if (found.error_code != ErrorCode::kNone || found.offset < 0) return std::nullopt;
    return Offset(found.offset);
}

void ReplicaFetcher::after_failure(sim::Fiber& fiber, const Asked& asked, ErrorCode error) {
    switch (error) {
        case ErrorCode::kFencedLeaderEpoch: return;  // New metadata came: somebody else's now.
        case ErrorCode::kCorruptMessage: return delay(fiber, asked);
        default: return give_up(asked, error);
    }
}

void ReplicaFetcher::delay(sim::Fiber& fiber, const Asked& asked) {
    if (!still_follows(asked)) return;
    following_.at(key_of(*asked.partition)).not_before =
        fiber.now() + options_.config.replica_fetch_backoff;
}

void ReplicaFetcher::give_up(const Asked& asked, ErrorCode error) {
    if (still_follows(asked)) remove(*asked.partition, to_string(error));
}

}  // namespace assize::model::replication
