#include "model/facts/replication.h"
#include "model/log/partition_log.h"
#include "model/replication/partition.h"
#include "model/replication/partition_facts.h"

namespace assize::model::replication {

using wire::ErrorCode;

namespace {

template <class Brokers>
std::int32_t count(const Brokers& brokers) {
    return static_cast<std::int32_t>(brokers.size());
}

}  // namespace

Partition::Answer<Partition::Appended> Partition::append(sim::Fiber& fiber,
                                                         std::span<const std::byte> records,
                                                         Acks acks, log::AppendOrigin origin) {
    const auto turn = turn_.lock(fiber);
    if (const auto error = refusal_to_append(acks)) return sim::Failure(*error);
    const LeaderEpoch epoch = std::get<LeaderState>(role_).epoch();
    const auto info = log_->append_as_leader(fiber, records, epoch, origin);
    if (!info) return sim::Failure(info.error());
    // It still leads, since it is our turn; unless it was stopped, which whoever waits will see.
    wake_beyond(log_end_, log_->log_end_offset());
    maybe_advance_high_watermark(fiber.now());
    return Appended{*info, epoch};
}

std::optional<ErrorCode> Partition::refusal_to_append(Acks acks) const {
    if (stopped_) return *stopped_;
    const LeaderState* leader = leader_state();
    if (!leader) return ErrorCode::kNotLeaderOrFollower;
    if (acks != Acks::kAll) return std::nullopt;
    const std::int32_t in_sync = count(leader->isr().committed());
    const std::int32_t min_isr = leader->effective_min_isr(min_insync_replicas_);
    if (in_sync >= min_isr) return std::nullopt;
    emit(ProduceFailed{.broker = surroundings_.broker,
                       .topic_id = topic_id_text_,
                       .leader_epoch = leader->epoch(),
                       .first_offset = std::nullopt,
                       .last_offset = std::nullopt,
                       .error = to_string(ErrorCode::kNotEnoughReplicas),
                       .isr = in_sync,
                       .min_isr = min_isr},
         sim::Changed::kNo, log_->log_end_offset(), log_->log_end_offset());
    return ErrorCode::kNotEnoughReplicas;
}

Partition::Answer<void> Partition::wait_until_committed(sim::Fiber& fiber, const Appended& appended,
                                                        sim::Deadline deadline) {
    WaitingFiber waiting;
    for (bool timed_out = false;;) {
        if (stopped_) return sim::Failure(fail_to_commit(appended, *stopped_));
        // It may lead again, after another leader cut our records off: then they are not ours.
        const LeaderState* leader = leader_state();
        if (!leader || *leads_since_ > appended.epoch) {
            return sim::Failure(fail_to_commit(appended, ErrorCode::kNotLeaderOrFollower));
        }
        if (surroundings_.config.variant == Variant::kAcknowledgeBeforeIsr) break;
        if (log_->high_watermark() > appended.info.last_offset) break;
        if (timed_out) return sim::Failure(fail_to_commit(appended, ErrorCode::kRequestTimedOut));
        if (waiting.empty()) waiting.make_watches(1);
        add_watch(waiting.watch(0), log::FetchIsolation::kHighWatermark, appended.info.last_offset);
        timed_out = waiting.wait(fiber, deadline).empty();
    }
    const LeaderState& leader = std::get<LeaderState>(role_);
    const std::int32_t in_sync = count(leader.isr().maximal());
    const std::int32_t min_isr = leader.effective_min_isr(min_insync_replicas_);
    if (in_sync < min_isr) {
        return sim::Failure(fail_to_commit(appended, ErrorCode::kNotEnoughReplicasAfterAppend));
    }
    emit(ProduceCommitted{.broker = surroundings_.broker,
                          .topic_id = topic_id_text_,
                          .leader_epoch = appended.epoch,
                          .first_offset = appended.info.first_offset,
                          .last_offset = appended.info.last_offset,
                          .high_watermark = log_->high_watermark(),
                          .maximal_isr = in_sync,
                          .min_isr = min_isr},
         sim::Changed::kNo, appended.info.first_offset, next(appended.info.last_offset));
    return {};
}

ErrorCode Partition::fail_to_commit(const Appended& appended, ErrorCode error) const {
    const LeaderState* leader = leader_state();
    emit(ProduceFailed{.broker = surroundings_.broker,
                       .topic_id = topic_id_text_,
                       .leader_epoch = appended.epoch,
                       .first_offset = appended.info.first_offset,
                       .last_offset = appended.info.last_offset,
                       .error = to_string(error),
                       .isr = leader ? count(leader->isr().maximal()) : 0,
                       .min_isr = leader ? leader->effective_min_isr(min_insync_replicas_) : 0},
         sim::Changed::kNo, appended.info.first_offset, next(appended.info.last_offset));
    return error;
}

}  // namespace assize::model::replication
