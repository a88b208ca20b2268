#include <algorithm>
#include <utility>

#include "model/controller/kraft/raft_machine.h"
#include "model/controller/kraft/subjects.h"
#include "sim/trace.h"

namespace assize::model::kraft {

using sim::MonotonicInstant;

MonotonicInstant RaftMachine::poll(sim::Fiber& fiber) {
    if (failed_) return MonotonicInstant::never();
    MonotonicInstant due = poll_role(fiber);
    feed_listener(fiber);
    due = std::min(due, apply_retention(fiber));
    if (stop_at_) due = std::min(due, *stop_at_);
    return failed_ ? MonotonicInstant::never() : due;
}

MonotonicInstant RaftMachine::poll_role(sim::Fiber& fiber) {
    // Another role may take the place of this one: then it is not looked at any more.
    return std::visit([&](const auto& role) { return poll_in(fiber, role); }, state_.role);
}

MonotonicInstant RaftMachine::poll_in(sim::Fiber& fiber, const Unattached& unattached) {
    if (node_.is_voter() && !is_stopping() && fiber.now() >= unattached.election_deadline) {
        become(fiber, to_prospective(node_, state_, fresh_deadlines(fiber)),
               KraftReason::kElectionTimedOut);
        return fiber.now();
    }
    const MonotonicInstant fetch = send_fetch_to_any(fiber);
    return is_stopping() ? fetch : std::min(fetch, unattached.election_deadline);
}

MonotonicInstant RaftMachine::poll_in(sim::Fiber& fiber, const Prospective& prospective) {
    if (prospective.tally.won()) {
        std::vector<std::int32_t> granted;
        for (const BrokerId id : prospective.tally.granted()) granted.push_back(id.value());
        life().emit(
            KraftElectionWon{.node = node_.self.id.value(),
                             .epoch = state_.epoch().value(),
                             .pre_vote = true,
                             .granted = std::move(granted),
                             .log_end = log_->end().value()},
            {.changed = sim::Changed::kNo, .subjects = {epoch_subject(life(), state_.epoch())}});
        become(fiber, to_candidate(node_, state_, fresh_deadlines(fiber)),
               KraftReason::kPreVoteWon);
        return fiber.now();
    }
    if (!is_stopping() && fiber.now() >= prospective.election_deadline) {
        lose_pre_election(fiber, KraftReason::kElectionTimedOut);
        return fiber.now();
    }
    const MonotonicInstant votes = send_votes(fiber, prospective.tally, VoteKind::kPreVote);
    return is_stopping() ? votes : std::min(votes, prospective.election_deadline);
}

void RaftMachine::lose_pre_election(sim::Fiber& fiber, KraftReason reason) {
    if (state_.election.leader) {
        become(fiber,
               to_follower(node_, state_, state_.epoch(), *state_.election.leader,
                           fresh_deadlines(fiber)),
               reason);
    } else {
        become(fiber, to_unattached(node_, state_, state_.epoch(), fresh_deadlines(fiber)), reason);
    }
}

MonotonicInstant RaftMachine::poll_in(sim::Fiber& fiber, const Candidate& candidate) {
    if (candidate.tally.won()) {
        std::vector<std::int32_t> granted;
        for (const BrokerId id : candidate.tally.granted()) granted.push_back(id.value());
        life().emit(
            KraftElectionWon{.node = node_.self.id.value(),
                             .epoch = state_.epoch().value(),
                             .pre_vote = false,
                             .granted = std::move(granted),
                             .log_end = log_->end().value()},
            {.changed = sim::Changed::kNo, .subjects = {epoch_subject(life(), state_.epoch())}});
        become_leader(fiber);
        return fiber.now();
    }
    const MonotonicInstant now = fiber.now();
    if (!is_stopping() && candidate.backoff_until && now >= *candidate.backoff_until) {
        become(fiber, to_prospective(node_, state_, fresh_deadlines(fiber)),
               KraftReason::kElectionLost);
        return now;
    }
    if (!is_stopping() && now >= candidate.election_deadline) {
        become(fiber, to_prospective(node_, state_, fresh_deadlines(fiber)),
               KraftReason::kElectionTimedOut);
        return now;
    }
    if (candidate.backoff_until) {
        return is_stopping() ? MonotonicInstant::never() : *candidate.backoff_until;
    }
    const MonotonicInstant votes = send_votes(fiber, candidate.tally, VoteKind::kStandard);
    return is_stopping() ? votes : std::min(votes, candidate.election_deadline);
}

MonotonicInstant RaftMachine::poll_in(sim::Fiber& fiber, const Leader& leader) {
    const MonotonicInstant now = fiber.now();
    if (is_stopping()) {
        resign(fiber, KraftReason::kShutDown);
        return now;
    }
    if (resignation_requested_ == state_.epoch()) {
        resign(fiber, KraftReason::kResignAskedFor);
        return now;
    }
    if (now >= leader.progress.check_quorum_deadline()) {
        resign(fiber, KraftReason::kQuorumUnreachable);
        return now;
    }
    const MonotonicInstant append = append_batches(fiber);
    if (failed_) return MonotonicInstant::never();
    const MonotonicInstant begin = send_begin_quorum_epochs(fiber, leader);
    return std::min({append, begin, leader.progress.check_quorum_deadline()});
}

void RaftMachine::resign(sim::Fiber& fiber, KraftReason reason) {
    become(fiber, to_resigned(node_, state_, fresh_deadlines(fiber)), reason);
}

MonotonicInstant RaftMachine::poll_in(sim::Fiber& fiber, const Follower& follower) {
    const bool timed_out = fiber.now() >= follower.fetch_deadline;
    if (node_.is_voter() && timed_out && !is_stopping()) {
        become(fiber, to_prospective(node_, state_, fresh_deadlines(fiber)),
               KraftReason::kFetchTimedOut);
        return fiber.now();
    }
    // An observer that does not hear from the leader asks whoever might know of another.
    if (timed_out) return send_fetch_to_any(fiber);
    return std::min(send_fetch_to(fiber, *state_.election.leader), follower.fetch_deadline);
}

MonotonicInstant RaftMachine::poll_in(sim::Fiber& fiber, const Resigned& resigned) {
    const MonotonicInstant now = fiber.now();
    if (!is_stopping() && now >= resigned.election_deadline) {
        // It cannot run again in the epoch that it led: (epoch, offset) has to stay unique.
        Deadlines deadlines = fresh_deadlines(fiber);
        if (node_.is_only_voter()) deadlines.election = now;
        become(fiber,
               to_unattached(node_, state_, LeaderEpoch(state_.epoch().value() + 1), deadlines),
               KraftReason::kResignationEnded);
        return now;
    }
    MonotonicInstant due = is_stopping() ? MonotonicInstant::never() : resigned.election_deadline;
    for (const BrokerId voter : resigned.unacknowledged) {
        if (peers_.is_ready(voter, now)) {
            peers_.send(voter, end_quorum_epoch_request(asker_, state_.epoch(),
                                                        resigned.preferred_successors));
        }
        due = std::min(due, peers_.ready_at(voter));
    }
    return due;
}

MonotonicInstant RaftMachine::send_votes(sim::Fiber& fiber, const VoteTally& tally, VoteKind kind) {
    MonotonicInstant due = MonotonicInstant::never();
    for (const BrokerId voter : tally.unanswered()) {
        if (peers_.is_ready(voter, fiber.now())) {
            peers_.send(voter, vote_request(asker_, node_.voters.key_of(voter), state_.epoch(),
                                            log_->end_and_epoch(), kind));
        }
        due = std::min(due, peers_.ready_at(voter));
    }
    return due;
}

MonotonicInstant RaftMachine::send_begin_quorum_epochs(sim::Fiber& fiber, const Leader& leader) {
    const sim::Duration interval = options_.times.fetch_timeout / 2;
    MonotonicInstant due = MonotonicInstant::never();
    for (const auto& [id, progress] : leader.progress.voters()) {
        if (id == node_.self.id) continue;
        const MonotonicInstant next = leader.progress.next_begin_quorum_epoch(id, interval);
        if (fiber.now() < next) {
            due = std::min(due, next);
            continue;
        }
        if (!peers_.is_ready(id, fiber.now())) {
            due = std::min(due, peers_.ready_at(id));
            continue;
        }
        peers_.send(id, begin_quorum_epoch_request(asker_, progress.key, state_.epoch()));
        std::get<Leader>(state_.role).progress.sent_begin_quorum_epoch(id, fiber.now());
        due = std::min(due, fiber.now() + interval);
    }
    return due;
}

MonotonicInstant RaftMachine::send_fetch_to(sim::Fiber& fiber, BrokerId to) {
    if (!peers_.is_ready(to, fiber.now())) return peers_.ready_at(to);
    if (download_) {
        peers_.send(to, fetch_snapshot_request(asker_, {.current_epoch = state_.epoch(),
                                                        .id = download_->id(),
                                                        .position = download_->size(),
                                                        .bytes_max = options_.batch_bytes_max}));
    } else {
        peers_.send(to, fetch_request(asker_, {.current_epoch = state_.epoch(),
                                               .own_log = log_->end_and_epoch(),
                                               .high_watermark = high_watermark_,
                                               .wait_max = options_.times.fetch_wait_max,
                                               .bytes_max = options_.batch_bytes_max}));
    }
    return MonotonicInstant::never();
}

MonotonicInstant RaftMachine::send_fetch_to_any(sim::Fiber& fiber) {
    if (peers_.any_busy()) return MonotonicInstant::never();
    const std::vector<BrokerId> ready = peers_.all_ready(fiber.now());
    if (!ready.empty()) return send_fetch_to(fiber, ready[random_.below(ready.size())]);
    MonotonicInstant due = MonotonicInstant::never();
    for (const BrokerId voter : node_.voters.ids()) due = std::min(due, peers_.ready_at(voter));
    return due;
}

MonotonicInstant RaftMachine::append_batches(sim::Fiber& fiber) {
    const auto due = accumulator_->due();
    if (!due) return MonotonicInstant::never();
    if (fiber.now() < *due) return *due;

    for (const std::vector<std::byte>& batch : accumulator_->drain()) {
        const auto appended = log_->append_as_leader(fiber, batch, state_.epoch());
        if (!appended) {
            fail("cannot append to the metadata log");
            return MonotonicInstant::never();
        }
    }
    // It counts its own end before it is durable: what makes it count for others, a fetch, is
    // answered by this same fiber after the flush.
    Leader& leader = std::get<Leader>(state_.role);
    const bool advanced = leader.progress.update_local_end(log_->end());
    note_progress(node_.self, log_->end());
    if (advanced) leader_advanced(leader);
    progress_.notify_all();

    const auto flushed = log_->flush(fiber);
    if (!flushed) fail("cannot flush the metadata log");
    return accumulator_->due().value_or(MonotonicInstant::never());
}

void RaftMachine::feed_listener(sim::Fiber& fiber) {
    if (failed_) return;
    const auto* leader = std::get_if<Leader>(&state_.role);
    const ListenerFeed::Context context{
        .life = life(), .node = node_.self.id, .role = state_.role_name(), .epoch = state_.epoch()};
    // Who resigned leads no more, and its listener must hear so.
    LeaderAndEpoch known = leader_and_epoch();
    if (std::holds_alternative<Resigned>(state_.role)) known.leader = std::nullopt;
    if (!leader) feed_.tell_leader(known, std::nullopt, context);
    if (high_watermark_) {
        const auto fed = feed_.advance(fiber, *high_watermark_, context);
        if (!fed) return fail("cannot read what is committed");
    }
    if (leader) feed_.tell_leader(known, leader->progress.epoch_start(), context);
}

MonotonicInstant RaftMachine::apply_retention(sim::Fiber& fiber) {
    if (failed_) return MonotonicInstant::never();
    if (fiber.now() < next_retention_check_) {
        // Without an old snapshot there is nothing to look after.
        return log_->snapshots().sizes().size() < 2 ? MonotonicInstant::never()
                                                    : next_retention_check_;
    }
    next_retention_check_ = fiber.now() + options_.retention.check_interval;
    if (log_->snapshots().sizes().size() < 2) return MonotonicInstant::never();
    const auto applied = log_->apply_retention(fiber, options_.retention);
    if (!applied) fail("cannot delete old snapshots");
    return next_retention_check_;
}

void RaftMachine::note_progress(const ReplicaKey& replica, Offset end) {
    life().emit(
        KraftReplicaProgressed{.node = node_.self.id.value(),
                               .epoch = state_.epoch().value(),
                               .replica = replica.id.value(),
                               .voter = node_.voters.contains(replica.id),
                               .end = end.value()},
        {.changed = sim::Changed::kYes, .subjects = {records_subject(life(), Offset(0), end)}});
}

void RaftMachine::leader_advanced(Leader& leader) {
    set_high_watermark(*leader.progress.high_watermark(), /*as_leader=*/true);
    progress_.notify_all();
}

void RaftMachine::learn_high_watermark(Offset told) {
    const Offset within = std::min(told, log_->end());
    if (!high_watermark_ || within > *high_watermark_) {
        set_high_watermark(within, /*as_leader=*/false);
    }
}

void RaftMachine::set_high_watermark(Offset to, bool as_leader) {
    if (high_watermark_ && to <= *high_watermark_) return;
    const Offset from = high_watermark_.value_or(Offset(0));
    life().emit(
        KraftHighWatermarkAdvanced{
            .node = node_.self.id.value(),
            .epoch = state_.epoch().value(),
            .as_leader = as_leader,
            .from = high_watermark_ ? std::optional(high_watermark_->value()) : std::nullopt,
            .to = to.value(),
            .log_end = log_->end().value(),
        },
        {.changed = sim::Changed::kYes, .subjects = {records_subject(life(), from, to)}});
    high_watermark_ = to;
    log_->update_high_watermark(to);
}

}  // namespace assize::model::kraft
