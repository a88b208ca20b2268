#include <utility>

#include "model/facts/replication.h"
#include "model/log/partition_log.h"
#include "model/replication/partition.h"
#include "model/replication/partition_facts.h"

namespace assize::model::replication {

using wire::ErrorCode;

namespace {

/// What a leader makes of the controller's answer to a proposal.
enum class Reaction : std::uint8_t {
    kCommit,
    kRevert,           // It will not be: perhaps something else will.
    kWaitForMetadata,  // The leader knows less than the controller: stay careful until it is told.
    kAskAgain,
};

Reaction reaction_to(ErrorCode error) {
    switch (error) {
        case ErrorCode::kNone: return Reaction::kCommit;
        case ErrorCode::kOperationNotAttempted:
        case ErrorCode::kIneligibleReplica: return Reaction::kRevert;
        case ErrorCode::kUnknownTopicOrPartition:
        case ErrorCode::kUnknownTopicId:
        case ErrorCode::kFencedLeaderEpoch:
        case ErrorCode::kInvalidUpdateVersion:
        case ErrorCode::kInvalidRequest:
        case ErrorCode::kNewLeaderElected: return Reaction::kWaitForMetadata;
        default: return Reaction::kAskAgain;
    }
}

}  // namespace

LeaderLog Partition::leader_log() const {
    return {.end = log_->log_end_offset(), .high_watermark = log_->high_watermark()};
}

void Partition::set_min_insync_replicas(std::int32_t count) {
    if (const LeaderState* leader = leader_state()) {
        tell_min_isr(leader->effective_min_isr(min_insync_replicas_),
                     leader->effective_min_isr(count));
    }
    min_insync_replicas_ = count;
}

void Partition::tell_min_isr(std::int32_t from, std::int32_t to) const {
    if (from == to) return;
    emit(MinIsrChanged{.broker = surroundings_.broker,
                       .topic_id = topic_id_text_,
                       .leader_epoch = *leader_epoch_,
                       .from = from,
                       .to = to},
         sim::Changed::kYes, log_->high_watermark(), log_->log_end_offset());
}

void Partition::maybe_advance_high_watermark(sim::MonotonicInstant now) {
    const LeaderState* leader = leader_state();
    if (!leader) return;
    auto advanced = leader->next_high_watermark(leader_log(), now, min_insync_replicas_,
                                                surroundings_.eligibility);
    if (surroundings_.config.variant == Variant::kHighWatermarkRunsAhead)
        advanced = leader_log().end;
    if (!advanced || !log_->maybe_increment_high_watermark(*advanced)) return;
    wake_beyond(high_watermark_, log_->high_watermark());
}

void Partition::propose_expand(const RemoteReplica& joining) {
    std::get<LeaderState>(role_).isr().propose_expand(joining.id());
    submit_proposal(&joining);
}

void Partition::maybe_shrink_isr(sim::MonotonicInstant now) {
    auto* leader = std::get_if<LeaderState>(&role_);
    if (!leader) return;
    const BrokerIds lagging = leader->out_of_sync(leader_log(), now);
    if (lagging.empty()) return;
    leader->isr().propose_shrink(lagging);
    submit_proposal(nullptr);
}

void Partition::submit_proposal(const RemoteReplica* joining) {
    const auto& leader = std::get<LeaderState>(role_);
    const IsrState& isr = leader.isr();
    emit(IsrChangeProposed{.broker = surroundings_.broker,
                           .topic_id = topic_id_text_,
                           .leader_epoch = leader.epoch(),
                           .partition_epoch = isr.partition_epoch(),
                           .isr = isr.committed(),
                           .proposed = isr.proposed(),
                           .maximal = isr.maximal(),
                           .joining = joining ? std::optional(joining->id()) : std::nullopt,
                           .joining_end = joining ? joining->end_offset() : std::nullopt,
                           .joining_broker_epoch = joining ? joining->broker_epoch() : std::nullopt,
                           .high_watermark = log_->high_watermark(),
                           .leader_epoch_start = leader.start()},
         sim::Changed::kYes, log_->high_watermark(), log_->log_end_offset());
    IsrProposal proposal{.asker = shared_from_this(),
                         .leader_epoch = leader.epoch(),
                         .partition_epoch = isr.partition_epoch(),
                         .isr = {}};
    for (const BrokerId member : isr.proposed()) {
        const RemoteReplica* remote = leader.find(member);
        proposal.isr.push_back({member, remote ? remote->broker_epoch() : std::nullopt});
    }
    surroundings_.isr_proposals.submit(std::move(proposal));
}

AskAgain Partition::on_isr_answer(const IsrAnswer& answer, sim::MonotonicInstant now) {
    auto* leader = std::get_if<LeaderState>(&role_);
    if (!leader || leader->epoch() != answer.proposed_in) return AskAgain::kNo;
    IsrState& isr = leader->isr();
    // Metadata that says what became of it may have come before the answer.
    if (!isr.pending() || isr.partition_epoch() != answer.proposed_upon) return AskAgain::kNo;

    switch (reaction_to(answer.error)) {
        case Reaction::kAskAgain: return AskAgain::kYes;
        case Reaction::kWaitForMetadata: return AskAgain::kNo;
        case Reaction::kRevert:
            emit(IsrChangeReverted{.broker = surroundings_.broker,
                                   .topic_id = topic_id_text_,
                                   .leader_epoch = leader->epoch(),
                                   .partition_epoch = isr.partition_epoch(),
                                   .isr = isr.committed(),
                                   .error = to_string(answer.error)},
                 sim::Changed::kYes, log_->high_watermark(), log_->log_end_offset());
            isr.revert();
            maybe_advance_high_watermark(now);
            return AskAgain::kNo;
        case Reaction::kCommit: break;
    }
    if (answer.leader_epoch != leader->epoch() || answer.partition_epoch < isr.partition_epoch()) {
        return AskAgain::kNo;
    }
    emit(IsrCommitted{.broker = surroundings_.broker,
                      .topic_id = topic_id_text_,
                      .leader_epoch = leader->epoch(),
                      .partition_epoch = answer.partition_epoch,
                      .isr = answer.isr,
                      .source = IsrSource::kAlterPartition},
         sim::Changed::kYes, log_->high_watermark(), log_->log_end_offset());
    isr.commit(answer.isr, answer.partition_epoch);
    partition_epoch_ = answer.partition_epoch;
    maybe_advance_high_watermark(now);
    return AskAgain::kNo;
}

}  // namespace assize::model::replication
