#include "model/controller/kraft/leader_progress.h"

#include <algorithm>

#include "sim/invariant.h"

namespace assize::model::kraft {

using sim::MonotonicInstant;

LeaderProgress::LeaderProgress(const Options& options)
    : self_(options.self.id),
      voter_set_(options.voters),
      epoch_start_(options.epoch_start),
      check_quorum_timeout_(options.check_quorum_timeout),
      observer_session_(options.observer_session),
      variant_(options.variant),
      check_quorum_deadline_(options.voters.size() == 1
                                 ? MonotonicInstant::never()
                                 : options.now + options.check_quorum_timeout) {
    for (const ReplicaKey& voter : options.voters.voters()) {
        voters_.emplace(voter.id, ReplicaProgress{.key = voter});
    }
    INVARIANT(voters_.contains(self_), "only a voter leads");
    voters_.at(self_).key = options.self;
}

bool LeaderProgress::update_local_end(Offset end) {
    ReplicaProgress& own = voters_.at(self_);
    INVARIANT(!own.end || *own.end <= end, "a leader's log only grows");
    own.end = end;
    return maybe_advance_high_watermark();
}

bool LeaderProgress::update_replica_end(const ReplicaKey& replica, Offset end,
                                        MonotonicInstant now) {
    const bool is_voter =
        voter_set_.contains(replica.id) && matches(voter_set_.key_of(replica.id), replica);
    ReplicaProgress& progress =
        is_voter
            ? voters_.at(replica.id)
            : observers_.try_emplace(replica.id, ReplicaProgress{.key = replica}).first->second;
    progress.key = replica;
    const Offset leader_end = voters_.at(self_).end.value_or(epoch_start_);
    // Caught up: it has all that the leader had now, or had when it fetched before.
    if (end >= leader_end) {
        progress.last_caught_up = std::max(progress.last_caught_up.value_or(now), now);
    } else if (progress.last_fetch && end >= progress.leader_end_at_last_fetch) {
        progress.last_caught_up =
            std::max(progress.last_caught_up.value_or(*progress.last_fetch), *progress.last_fetch);
    }
    progress.last_fetch = now;
    progress.leader_end_at_last_fetch = leader_end;
    progress.end = end;
    return is_voter && maybe_advance_high_watermark();
}

std::optional<Offset> LeaderProgress::end_of(BrokerId replica) const {
    for (const auto* replicas : {&voters_, &observers_}) {
        const auto found = replicas->find(replica);
        if (found != replicas->end()) return found->second.end;
    }
    return std::nullopt;
}

void LeaderProgress::note_fetch(BrokerId replica, MonotonicInstant now) {
    if (replica == self_ || !voters_.contains(replica)) return;
    fetched_since_check_.insert(replica);
    voters_.at(replica).last_fetch = now;
    if (fetched_since_check_.size() + 1 < voter_set_.majority()) return;  // It counts itself.
    fetched_since_check_.clear();
    check_quorum_deadline_ = now + check_quorum_timeout_;
}

MonotonicInstant LeaderProgress::next_begin_quorum_epoch(BrokerId voter,
                                                         sim::Duration interval) const {
    const ReplicaProgress& progress = voters_.at(voter);
    const auto last = std::max(progress.last_told, progress.last_fetch);  // None is below any.
    return last ? *last + interval : MonotonicInstant::origin();
}

void LeaderProgress::sent_begin_quorum_epoch(BrokerId voter, MonotonicInstant now) {
    voters_.at(voter).last_told = now;
}

std::vector<ReplicaKey> LeaderProgress::successors() const {
    std::vector<const ReplicaProgress*> others;
    for (const auto& [id, progress] : voters_) {
        if (id != self_) others.push_back(&progress);
    }
    std::stable_sort(others.begin(), others.end(), [](const auto* a, const auto* b) {
        return a->end > b->end;  // None is below any.
    });
    std::vector<ReplicaKey> keys;
    for (const auto* progress : others) keys.push_back(progress->key);
    return keys;
}

std::vector<ReplicaProgress> LeaderProgress::observers(MonotonicInstant now) const {
    std::vector<ReplicaProgress> recent;
    for (const auto& [id, progress] : observers_) {
        if (progress.last_fetch && now - *progress.last_fetch < observer_session_) {
            recent.push_back(progress);
        }
    }
    return recent;
}

bool LeaderProgress::maybe_advance_high_watermark() {
    const auto end = end_of_majority();
    // Only with a record of its own epoch is all before it safe (Raft, 5.4.2).
    if (!end || *end <= epoch_start_) return false;
    if (high_watermark_ && *end <= *high_watermark_) return false;
    high_watermark_ = *end;
    return true;
}

std::optional<Offset> LeaderProgress::end_of_majority() const {
    std::vector<std::optional<Offset>> ends;
    for (const auto& [id, progress] : voters_) ends.push_back(progress.end);
    std::sort(ends.begin(), ends.end(), [](const auto& a, const auto& b) { return a > b; });
    if (variant_ == Variant::kCommitMetadataWithMinority) return ends.front();
    return ends[ends.size() / 2];
}

}  // namespace assize::model::kraft
