#include <algorithm>
#include <utility>

#include "model/controller/kraft/raft_machine.h"
#include "model/controller/kraft/snapshot_codec.h"
#include "model/controller/kraft/subjects.h"
#include "model/wire/record_batch.h"
#include "sim/trace.h"

namespace assize::model::kraft {

using wire::ErrorCode;

void RaftMachine::on_exchange(sim::Fiber& fiber, const Exchange& exchange) {
    if (failed_ || !exchange.answer) return;
    const auto try_pair = [&](const auto& question) {
        using Response = typename std::decay_t<decltype(question)>::Response;
        const auto* answer = std::get_if<Response>(&*exchange.answer);
        if (answer) on_answer(fiber, exchange.with, question, *answer);
    };
    std::visit(try_pair, exchange.question);
}

bool RaftMachine::is_of_use(sim::Fiber& fiber, BrokerId from, const Standing& standing) {
    const bool stale = standing.leader.epoch < state_.epoch();
    if (stale || standing.error == ErrorCode::kUnknownLeaderEpoch ||
        !is_consistent(standing.leader)) {
        peers_.back_off(from, fiber.now());
        return false;
    }
    const KraftRole role = state_.role_name();
    const LeaderEpoch epoch = state_.epoch();
    // Only who asked for its own sake, and knows no leader, becomes a follower by an answer.
    maybe_transition(fiber, standing.leader);
    const bool changed = state_.role_name() != role || state_.epoch() != epoch;
    if (failed_) return false;
    if (standing.error != ErrorCode::kNone) peers_.back_off(from, fiber.now());
    const bool refused = standing.error == ErrorCode::kFencedLeaderEpoch ||
                         standing.error == ErrorCode::kNotLeaderOrFollower ||
                         standing.error == ErrorCode::kBrokerNotAvailable ||
                         standing.error == ErrorCode::kInvalidRequest ||
                         standing.error == ErrorCode::kInconsistentClusterId;
    return !refused && !(changed && epoch != state_.epoch());
}

// --- Vote.

void RaftMachine::on_answer(sim::Fiber& fiber, BrokerId from, const wire::VoteRequest& question,
                            const wire::VoteResponse& answer) {
    const auto* asked = only_partition(question);
    const auto* answered = only_partition(answer);
    if (!answered) return peers_.back_off(from, fiber.now());
    const bool pre_vote = asked->pre_vote;
    // A voter in an older epoch may grant a pre-vote: its epoch is no sign of a stale answer.
    const bool older_voter = pre_vote && answered->error_code == ErrorCode::kNone &&
                             LeaderEpoch(answered->leader_epoch) < state_.epoch();
    if (!older_voter && !is_of_use(fiber, from, standing_of(*answered))) return;
    if (LeaderEpoch(asked->replica_epoch) != state_.epoch()) return;

    VoteTally* tally = nullptr;
    if (auto* prospective = std::get_if<Prospective>(&state_.role); prospective && pre_vote) {
        tally = &prospective->tally;
    }
    if (auto* candidate = std::get_if<Candidate>(&state_.role); candidate && !pre_vote) {
        tally = &candidate->tally;
    }
    if (!tally || answered->error_code != ErrorCode::kNone) return;
    if (!tally->record(from, answered->vote_granted)) return;
    life().emit(
        KraftVoteCounted{.node = node_.self.id.value(),
                         .voter = from.value(),
                         .epoch = state_.epoch().value(),
                         .pre_vote = pre_vote,
                         .granted = answered->vote_granted},
        {.changed = sim::Changed::kYes, .subjects = {epoch_subject(life(), state_.epoch())}});
    if (!tally->lost()) return;
    if (auto* candidate = std::get_if<Candidate>(&state_.role)) {
        candidate->backoff_until = fiber.now() + election_backoff();
    } else {
        lose_pre_election(fiber, KraftReason::kElectionLost);
    }
}

sim::Duration RaftMachine::election_backoff() {
    constexpr sim::Duration kBase = sim::Duration::milliseconds(100);
    constexpr std::uint32_t kDoublingsMax = 20;
    const std::uint64_t bound = std::uint64_t{2} << std::min(elections_lost_, kDoublingsMax);
    elections_lost_ += 1;
    return std::min(kBase * static_cast<std::int64_t>(random_.below(bound)),
                    options_.times.election_backoff_max);
}

// --- BeginQuorumEpoch and EndQuorumEpoch.

void RaftMachine::on_answer(sim::Fiber& fiber, BrokerId from, const wire::BeginQuorumEpochRequest&,
                            const wire::BeginQuorumEpochResponse& answer) {
    const auto* answered = only_partition(answer);
    if (!answered) return peers_.back_off(from, fiber.now());
    is_of_use(fiber, from, standing_of(*answered));
}

void RaftMachine::on_answer(sim::Fiber& fiber, BrokerId from,
                            const wire::EndQuorumEpochRequest& question,
                            const wire::EndQuorumEpochResponse& answer) {
    const auto* asked = only_partition(question);
    const auto* answered = only_partition(answer);
    if (!answered) return peers_.back_off(from, fiber.now());
    if (!is_of_use(fiber, from, standing_of(*answered))) return;
    if (LeaderEpoch(asked->leader_epoch) != state_.epoch()) return;
    auto* resigned = std::get_if<Resigned>(&state_.role);
    if (resigned && answered->error_code == ErrorCode::kNone) resigned->unacknowledged.erase(from);
}

// --- Fetch.

void RaftMachine::on_answer(sim::Fiber& fiber, BrokerId from, const wire::FetchRequest& question,
                            const wire::FetchResponse& answer) {
    const auto* asked = only_partition(question);
    const auto* answered = only_partition(answer);
    if (!answered) return peers_.back_off(from, fiber.now());
    if (!is_of_use(fiber, from, fetch_standing_of(*answered))) return;
    // It may follow another leader by now, or have got what it asked for from another answer.
    const bool follows = std::holds_alternative<Follower>(state_.role) &&
                         state_.election.leader == from &&
                         LeaderEpoch(asked->current_leader_epoch) == state_.epoch();
    const bool as_asked = Offset(asked->fetch_offset) == log_->end() &&
                          LeaderEpoch(asked->last_fetched_epoch) == log_->last_epoch();
    if (!follows || !as_asked || answered->error_code != ErrorCode::kNone) return;

    bool success = false;
    if (answered->diverging_epoch.epoch >= 0) {
        success = answered->diverging_epoch.end_offset >= 0 &&
                  truncate(fiber, {.epoch = LeaderEpoch(answered->diverging_epoch.epoch),
                                   .offset = Offset(answered->diverging_epoch.end_offset)});
    } else if (answered->snapshot_id.epoch >= 0) {
        success = answered->snapshot_id.end_offset >= 0 &&
                  begin_download(fiber, {.epoch = LeaderEpoch(answered->snapshot_id.epoch),
                                         .offset = Offset(answered->snapshot_id.end_offset)});
    } else {
        success = take_records(fiber, *answered);
    }
    if (failed_) return;
    if (success) {
        fetched(fiber);
    } else {
        peers_.back_off(from, fiber.now());
    }
}

bool RaftMachine::take_records(sim::Fiber& fiber,
                               const wire::FetchResponse::Response::Partition& answer) {
    if (answer.records && !answer.records->empty()) {
        for (const wire::RecordBatchView batch : wire::BatchRange(answer.records->span())) {
            const auto epoch = batch.leader_epoch();
            if (!epoch || *epoch > state_.epoch() || *epoch < log_->last_epoch()) return false;
        }
        const auto appended = log_->append_as_follower(fiber, answer.records->span());
        if (!appended) return survives(appended.error(), "cannot append to the metadata log");
        // What a voter asks for next, it acknowledges all before of: it has to be durable.
        if (node_.is_voter()) {
            const auto flushed = log_->flush(fiber);
            if (!flushed) return survives(flushed.error(), "cannot flush the metadata log");
        }
    }
    if (answer.high_watermark >= 0) learn_high_watermark(Offset(answer.high_watermark));
    return true;
}

bool RaftMachine::truncate(sim::Fiber& fiber, const OffsetAndEpoch& diverging) {
    const Offset end = log_->truncation_point(diverging);
    if (end < std::max(high_watermark_.value_or(Offset(0)), log_->start())) {
        fail("its leader asks it to drop what is committed");
        return false;
    }
    const auto truncated = log_->truncate_to(fiber, end);
    return truncated || survives(truncated.error(), "cannot truncate the metadata log");
}

void RaftMachine::fetched(sim::Fiber& fiber) {
    auto* follower = std::get_if<Follower>(&state_.role);
    if (!follower) return;
    follower->fetch_deadline = fiber.now() + options_.times.fetch_timeout;
    follower->has_fetched = true;
}

bool RaftMachine::survives(ErrorCode error, const char* what) {
    if (error == ErrorCode::kKafkaStorageError) fail(what);
    return false;
}

// --- FetchSnapshot.

bool RaftMachine::begin_download(sim::Fiber& fiber, const OffsetAndEpoch& id) {
    if (log_->snapshots().contains(id)) return false;  // It has it, and the log that follows.
    auto download = log_->snapshots().begin_download(fiber, id);
    if (!download) return survives(download.error(), "cannot begin a snapshot");
    download_.emplace(std::move(*download));
    return true;
}

void RaftMachine::on_answer(sim::Fiber& fiber, BrokerId from,
                            const wire::FetchSnapshotRequest& question,
                            const wire::FetchSnapshotResponse& answer) {
    const auto* asked = only_partition(question);
    const auto* answered = only_partition(answer);
    if (!answered) return peers_.back_off(from, fiber.now());
    if (!is_of_use(fiber, from, fetch_standing_of(*answered))) return;
    const bool follows = std::holds_alternative<Follower>(state_.role) &&
                         state_.election.leader == from &&
                         LeaderEpoch(asked->current_leader_epoch) == state_.epoch();
    const bool as_asked = download_ && asked->position == download_->size() &&
                          asked->snapshot_id.end_offset == download_->id().offset.value() &&
                          asked->snapshot_id.epoch == download_->id().epoch.value();
    if (!follows || !as_asked) return;

    if (answered->error_code != ErrorCode::kNone) {
        download_.reset();  // It is gone there: another fetch names the one to take.
        return;
    }
    const bool success = take_snapshot_part(fiber, *answered);
    if (failed_) return;
    if (success) {
        fetched(fiber);
    } else {
        download_.reset();
        peers_.back_off(from, fiber.now());
    }
}

bool RaftMachine::take_snapshot_part(sim::Fiber& fiber,
                                     const wire::FetchSnapshotResponse::Topic::Partition& answer) {
    const auto part = answer.unaligned_records.span();
    const bool fits = answer.position == download_->size() && !part.empty() &&
                      download_->size() + static_cast<std::int64_t>(part.size()) <= answer.size;
    if (!fits) return false;
    const auto appended = log_->snapshots().append(fiber, *download_, part);
    if (!appended) return survives(appended.error(), "cannot write a snapshot");
    return download_->size() < answer.size || finish_download(fiber);
}

bool RaftMachine::finish_download(sim::Fiber& fiber) {
    const auto content = log_->snapshots().read_back(fiber, *download_);
    if (!content) return survives(content.error(), "cannot read a snapshot");
    if (!decode_snapshot(download_->id(), content->span())) return false;
    SnapshotDownload download = *std::exchange(download_, std::nullopt);
    const auto finished = log_->snapshots().finish(
        fiber, std::move(download), {.high_watermark = high_watermark_, .log_end = log_->end()});
    if (!finished) return survives(finished.error(), "cannot keep a snapshot");
    const auto cut = log_->truncate_to_latest_snapshot(fiber);
    if (!cut) return survives(cut.error(), "cannot replace the metadata log by a snapshot");
    if (*cut) learn_high_watermark(log_->end());
    return true;
}

}  // namespace assize::model::kraft
