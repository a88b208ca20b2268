#include "model/controller/kraft/raft_machine.h"

#include <utility>

#include "model/controller/kraft/snapshot_codec.h"
#include "model/controller/kraft/subjects.h"
#include "model/log/wall_clock.h"
#include "model/wire/control_batch.h"
#include "model/wire/messages/leader_change_message.h"
#include "sim/host.h"
#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::model::kraft {

namespace {

std::vector<std::int32_t> numbers(const std::vector<BrokerId>& ids) {
    std::vector<std::int32_t> values;
    for (const BrokerId id : ids) values.push_back(id.value());
    return values;
}

std::vector<BrokerId> others(const Membership& node) {
    std::vector<BrokerId> ids;
    for (const BrokerId id : node.voters.ids()) {
        if (id != node.self.id) ids.push_back(id);
    }
    return ids;
}

Membership membership_of(const RaftOptions& options, const log::LogDirectory& directory) {
    Membership node{.self = {.id = options.node}, .voters = options.voters};
    if (!directory.id().is_zero()) node.self.directory_id = directory.id();
    return node;
}

sim::Random random_of(const log::LogDirectory& directory) {
    sim::Process& process = directory.life().process();
    return process.simulation()
        .random("kraft")
        .split("node", static_cast<std::uint64_t>(directory.broker().value()))
        .split("life", directory.life().incarnation().value());
}

/// The message that begins an epoch: who leads, and who voted for it.
wire::LeaderChangeMessage leader_change(const Membership& node, const VoteTally& tally) {
    wire::LeaderChangeMessage message;
    message.leader_id = node.self.id.value();
    for (const ReplicaKey& voter : node.voters.voters()) {
        message.voters.push_back({.voter_id = voter.id.value(),
                                  .voter_directory_id = voter.directory_id.value_or(Uuid())});
    }
    for (const BrokerId voter : tally.granted()) {
        message.granting_voters.push_back({.voter_id = voter.value(), .voter_directory_id = {}});
    }
    return message;
}

}  // namespace

sim::Result<std::unique_ptr<RaftMachine>, wire::ErrorCode> RaftMachine::open(
    sim::Fiber& fiber, log::LogDirectory& directory, RaftOptions options, RaftListener& listener) {
    auto log = MetadataLog::open(fiber, directory, options);
    if (!log) return sim::Failure(log.error());
    auto file = QuorumStateFile::open(fiber, directory, (*log)->folder());
    if (!file) return sim::Failure(file.error());
    std::unique_ptr<RaftMachine> machine(new RaftMachine(directory, std::move(options), listener,
                                                         std::move(*log), std::move(*file)));
    machine->start(fiber);
    if (machine->failed()) return sim::Failure(wire::ErrorCode::kKafkaStorageError);
    return machine;
}

RaftMachine::RaftMachine(log::LogDirectory& directory, RaftOptions options, RaftListener& listener,
                         std::unique_ptr<MetadataLog> log, QuorumStateFile file)
    : directory_(directory),
      options_(std::move(options)),
      node_(membership_of(options_, directory)),
      asker_{.cluster_id = options_.cluster_id, .self = node_.self},
      log_(std::move(log)),
      file_(std::move(file)),
      feed_(listener, *log_),
      peers_(others(node_), options_.times.request_timeout, options_.times.retry_backoff),
      random_(random_of(directory)),
      state_{.election = file_.stored(), .role = Unattached{sim::MonotonicInstant::never()}} {}

void RaftMachine::start(sim::Fiber& fiber) {
    const OffsetAndEpoch end = log_->end_and_epoch();
    std::vector<std::int64_t> snapshot_ends;
    for (const auto& [id, size] : log_->snapshots().sizes()) {
        snapshot_ends.push_back(id.offset.value());
    }
    state_fact(KraftStarted{
        .node = node_.self.id.value(),
        .directory_id = node_.self.directory_id ? to_string(*node_.self.directory_id) : "",
        .voters = numbers(node_.voters.ids()),
        .log_start = log_->start().value(),
        .log_end = end.offset.value(),
        .log_end_epoch = end.epoch.value(),
        .snapshot_ends = std::move(snapshot_ends),
        .stored_epoch = file_.stored().epoch.value(),
    });
    next_retention_check_ = fiber.now() + options_.retention.check_interval;
    Deadlines deadlines = fresh_deadlines(fiber);
    if (node_.is_only_voter()) deadlines.election = fiber.now();  // There is nobody to wait for.
    become(fiber, initial_state(node_, file_.stored(), end.epoch, deadlines),
           KraftReason::kStarted);
}

bool RaftMachine::become(sim::Fiber& fiber, const Transition& transition, KraftReason reason) {
    INVARIANT(transition, transition.error().why.data());
    if (failed_) return false;
    const EpochState& next = *transition;
    if (next.election != file_.stored()) {
        const auto stored = file_.store(fiber, next.election);
        if (!stored) {
            fail("cannot store the election state");
            return false;
        }
    }
    const auto& voted = next.election.voted;
    state_fact(KraftStateChanged{
        .node = node_.self.id.value(),
        .from = state_.role_name(),
        .from_epoch = state_.epoch().value(),
        .to = next.role_name(),
        .epoch = next.epoch().value(),
        .leader = number_of(next.election.leader),
        .voted = number_of(voted ? std::optional(voted->id) : std::nullopt),
        .reason = reason,
    });
    if (next.epoch() != state_.epoch() || next.role_name() != state_.role_name()) {
        accumulator_.reset();
        download_.reset();
    }
    state_ = next;
    progress_.notify_all();
    return true;
}

bool RaftMachine::become_leader(sim::Fiber& fiber) {
    const VoteTally tally = std::get<Candidate>(state_.role).tally;
    const auto& times = options_.times;
    const LeaderProgress progress({.self = node_.self,
                                   .voters = node_.voters,
                                   .epoch_start = log_->end(),
                                   .now = fiber.now(),
                                   .check_quorum_timeout = times.fetch_timeout * 3 / 2,
                                   .variant = options_.variant});
    elections_lost_ = 0;
    if (!become(fiber, to_leader(node_, state_, progress), KraftReason::kElectionWon)) {
        return false;
    }
    accumulator_.emplace(BatchAccumulator::Options{.epoch = state_.epoch(),
                                                   .base_offset = log_->end(),
                                                   .linger = times.append_linger,
                                                   .batch_bytes_max = options_.batch_bytes_max});
    accumulator_->append_control(leader_change(node_, tally),
                                 {.instant = fiber.now(), .wall_ms = log::wall_ms(fiber)});
    return true;
}

void RaftMachine::fail(const std::string& why) {
    if (failed_) return;
    failed_ = true;
    state_fact(KraftFailed{.node = node_.self.id.value(), .why = why});
    progress_.notify_all();
}

void RaftMachine::maybe_transition(sim::Fiber& fiber, const LeaderAndEpoch& leader) {
    const bool news = leader.epoch > state_.epoch();
    const bool unknown_leader =
        leader.epoch == state_.epoch() && leader.leader && !state_.election.leader;
    if (leader.leader && *leader.leader != node_.self.id && (news || unknown_leader)) {
        become(fiber,
               to_follower(node_, state_, leader.epoch, *leader.leader, fresh_deadlines(fiber)),
               KraftReason::kLeaderLearned);
    } else if (news) {
        become(fiber, to_unattached(node_, state_, leader.epoch, fresh_deadlines(fiber)),
               KraftReason::kEpochLearned);
    }
}

bool RaftMachine::is_consistent(const LeaderAndEpoch& leader) const {
    if (!leader.leader) return true;
    if (*leader.leader == node_.self.id) {
        const bool leads = state_.election.leader == node_.self.id;
        return leader.epoch < state_.epoch() || (leader.epoch == state_.epoch() && leads);
    }
    if (leader.epoch != state_.epoch() || !state_.election.leader) return true;
    return leader.leader == state_.election.leader;
}

Deadlines RaftMachine::fresh_deadlines(sim::Fiber& fiber) {
    const auto& times = options_.times;
    const sim::MonotonicInstant now = fiber.now();
    return {.election = now + times.election_timeout +
                        random_.between(sim::Duration::zero(), times.election_jitter),
            .fetch = now + times.fetch_timeout};
}

template <class F>
void RaftMachine::state_fact(const F& fact) const {
    life().emit(
        fact, {.changed = sim::Changed::kYes, .subjects = {epoch_subject(life(), state_.epoch())}});
}

bool RaftMachine::stopped(sim::MonotonicInstant now) const {
    if (!stop_at_) return false;
    if (now >= *stop_at_ || !node_.is_voter() || node_.is_only_voter()) return true;
    return state_.election.leader && *state_.election.leader != node_.self.id;
}

sim::Result<AppendedAt, AppendError> RaftMachine::append(LeaderEpoch epoch,
                                                         const std::vector<wire::Bytes>& records,
                                                         Atomicity atomicity) {
    const bool leads = accumulator_ && accumulator_->epoch() == epoch && !failed_;
    if (!leads || is_stopping() || resignation_requested_ == epoch) {
        return sim::Failure(AppendError::kNotLeader);
    }
    sim::Host& host = life().process().host();
    const sim::Instant now = life().process().simulation().now();
    return accumulator_->append(
        records, atomicity,
        {.instant = host.clock().monotonic(now),
         .wall_ms = host.clock().wall(now).since_origin() / sim::Duration::milliseconds(1)});
}

void RaftMachine::request_resignation(LeaderEpoch epoch) {
    resignation_requested_ = epoch;
}

void RaftMachine::request_stop(sim::Duration patience) {
    const sim::Instant now = life().process().simulation().now();
    if (!stop_at_) stop_at_ = life().process().host().clock().monotonic(now) + patience;
}

LeaderAndEpoch RaftMachine::leader_and_epoch() const {
    return {.epoch = state_.epoch(), .leader = state_.election.leader};
}

std::optional<Offset> RaftMachine::leader_high_watermark() const {
    const auto* leader = std::get_if<Leader>(&state_.role);
    return leader ? leader->progress.high_watermark() : std::nullopt;
}

sim::Result<bool, wire::ErrorCode> RaftMachine::create_snapshot(sim::Fiber& fiber,
                                                                const SnapshotContents& contents) {
    const auto latest = log_->snapshots().latest();
    if (latest && *latest >= contents.id) return false;
    const std::int64_t now_ms = log::wall_ms(fiber);
    const std::vector<std::byte> file = encode_snapshot(contents, now_ms, options_.batch_bytes_max);
    const auto stored = log_->snapshots().store(
        fiber, contents.id, file, {.high_watermark = high_watermark_, .log_end = log_->end()});
    if (!stored) return sim::Failure(stored.error());
    return true;
}

}  // namespace assize::model::kraft
