#include <algorithm>

#include "model/facts/replication.h"
#include "model/log/log_manager.h"
#include "model/log/partition_log.h"
#include "model/replication/partition.h"
#include "model/replication/partition_facts.h"

namespace assize::model::replication {

using wire::ErrorCode;

bool Partition::follows_in(LeaderEpoch epoch) const {
    return role() == Role::kFollower && leader_epoch_ == epoch;
}

Partition::Answer<void> Partition::append_as_follower(sim::Fiber& fiber,
                                                      const FollowerAppend& append) {
    const auto turn = turn_.lock(fiber);
    if (stopped_) return sim::Failure(*stopped_);
    if (!follows_in(append.epoch)) return sim::Failure(ErrorCode::kFencedLeaderEpoch);
    if (!append.records.empty()) {
        const auto appended = log_->append_as_follower(fiber, append.records.span());
        if (!appended) return sim::Failure(appended.error());
        if (stopped_) return sim::Failure(*stopped_);
    }
    // Going back is allowed: a new leader may not know yet what the one before it had committed.
    const Offset before = log_->high_watermark();
    if (append.high_watermark != before) {
        const Offset now = log_->update_high_watermark(append.high_watermark);
        if (now > before) wake_beyond(high_watermark_, now);
    }
    if (append.log_start > log_->log_start_offset() && append.log_start <= log_->high_watermark()) {
        const auto raised = log_->maybe_increment_log_start_offset(fiber, append.log_start,
                                                                   LogStartReason::kLeader);
        if (!raised) return sim::Failure(raised.error());
    }
    return {};
}

Partition::Answer<void> Partition::truncate_as_follower(sim::Fiber& fiber, LeaderEpoch epoch,
                                                        Offset to, TruncationCause cause) {
    const auto turn = turn_.lock(fiber);
    if (stopped_) return sim::Failure(*stopped_);
    if (!follows_in(epoch)) return sim::Failure(ErrorCode::kFencedLeaderEpoch);
    const bool begins_anew = cause == TruncationCause::kLeaderStartsAfter;
    if (begins_anew || to < log_->log_end_offset()) {
        emit(TruncationDecided{.broker = surroundings_.broker,
                               .topic_id = topic_id_text_,
                               .leader_epoch = epoch,
                               .to = to,
                               .log_end = log_->log_end_offset(),
                               .high_watermark = log_->high_watermark(),
                               .cause = to_string(cause)},
             sim::Changed::kNo, std::min(to, log_->log_end_offset()),
             std::max(to, log_->log_end_offset()));
    }
    if (begins_anew) {
        return surroundings_.logs.truncate_fully_and_start_at(fiber, *log_, to);
    }
    const auto truncated = surroundings_.logs.truncate_to(fiber, *log_, to);
    if (!truncated) return sim::Failure(truncated.error());
    return {};
}

}  // namespace assize::model::replication
