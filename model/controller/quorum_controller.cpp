#include "model/controller/quorum_controller.h"

#include <algorithm>
#include <utility>

#include "model/controller/cluster_control.h"
#include "model/controller/decision_facts.h"
#include "model/controller/leadership_updates.h"
#include "model/facts/controller.h"
#include "sim/host.h"
#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::model::controller {

namespace {

constexpr std::string_view kMetadataVersion = "metadata.version";
constexpr std::int16_t kMetadataVersionLevel = 21;  // 3.9-IV0

sim::Subject records_of_log(const sim::Life& life, Offset from, Offset end) {
    return {"records", life.process().simulation().trace().intern("__cluster_metadata-0"),
            from.value(), end.value()};
}

// A life of its own, so that topic ids are never drawn twice.
sim::Random random_of(const sim::Life& life, BrokerId node) {
    return life.process()
        .simulation()
        .random("controller")
        .split("node", static_cast<std::uint64_t>(node.value()))
        .split("life", life.incarnation().value());
}

}  // namespace

QuorumController::QuorumController(sim::Life life, ControllerOptions options)
    : life_(life),
      options_(std::move(options)),
      random_(random_of(life_, options_.config.node_id)),
      loader_(options_.config.node_id),
      heartbeats_(options_.config.broker_session_timeout),
      no_op_{.interval = options_.config.metadata_max_idle_interval},
      balance_{.interval = options_.config.leader_imbalance_check_interval},
      unclean_election_{.interval = options_.config.unclean_leader_election_interval},
      last_snapshot_(now()) {
    if (!options_.config.auto_leader_rebalance_enable) balance_.interval.reset();
}

sim::MonotonicInstant QuorumController::now() const {
    const sim::Process& process = life_.process();
    return process.host().clock().monotonic(process.simulation().now());
}

const metadata::MetadataImage& QuorumController::latest_image() const {
    return undecided_.empty() ? loader_.image() : undecided_.back().image;
}

// --- What the log tells.

void QuorumController::on_commit(const std::vector<kraft::CommittedBatch>& batches) {
    for (const kraft::CommittedBatch& batch : batches) {
        if (ended_) return;
        const auto added = loader_.add({.base_offset = batch.base_offset,
                                        .last_offset = batch.last_offset,
                                        .epoch = batch.epoch,
                                        .records = batch.records});
        if (!added) return fail(added.error().message);
        committed_end_ = next(batch.last_offset);
        last_timestamp_ms_ = batch.append_timestamp_ms;
        bytes_since_snapshot_ += batch.size_bytes;
    }
    take_step();
    drop_committed();
    committed_.notify_all();
    if (is_snapshot_due()) wake_.notify_all();
}

void QuorumController::on_load_snapshot(const kraft::SnapshotContents& snapshot) {
    INVARIANT(!is_active(), "the active controller never loads a snapshot (K10)");
    const metadata::LogPosition last{.offset = snapshot.id.offset - RecordCount(1),
                                     .epoch = snapshot.id.epoch};
    const auto loaded = loader_.load(last, snapshot.records);
    if (!loaded) return fail(loaded.error().message);
    committed_end_ = snapshot.id.offset;
    last_timestamp_ms_ = snapshot.last_contained_log_timestamp_ms;
    bytes_since_snapshot_ = 0;
    take_step();
}

void QuorumController::take_step() {
    if (!loader_.has_step()) return;
    const metadata::MetadataDelta step = loader_.take_step(life_);
    for (CommittedSteps* observer : observers_) observer->on_step(step);
}

void QuorumController::drop_committed() {
    while (!undecided_.empty() && undecided_.front().end <= committed_end_) {
        if (undecided_.size() == 1 && undecided_.front().end == committed_end_) {
            INVARIANT(digest(undecided_.front().image) == digest(loader_.image()),
                      "what was decided is what was committed");
        }
        undecided_.pop_front();
    }
}

void QuorumController::on_leader_change(const kraft::LeaderAndEpoch& leader) {
    if (ended_) return;
    if (active_epoch_ && (leader.epoch != *active_epoch_ || leader.leader != node())) {
        deactivate();
    }
    leader_ = leader;
    if (leader.leader == node() && !active_epoch_) activate(leader.epoch);
}

void QuorumController::on_end() {
    if (active_epoch_) deactivate();
    ended_ = true;
    committed_.notify_all();
    wake_.notify_all();
}

// Its own record cannot be read, or makes no sense.
void QuorumController::fail(std::string why) {
    life_.emit(
        ControllerFailed{
            .controller = node().value(), .end = committed_end_.value(), .why = std::move(why)},
        {.changed = sim::Changed::kYes,
         .subjects = {records_of_log(life_, committed_end_, next(committed_end_))}});
    if (active_epoch_) log_->resign(*active_epoch_);
    on_end();
}

void QuorumController::activate(LeaderEpoch epoch) {
    INVARIANT(undecided_.empty(), "nothing is left of an earlier leadership");
    life_.emit(
        ControllerActivated{.controller = node().value(),
                            .epoch = epoch.value(),
                            .end = committed_end_.value(),
                            .digest = digest(loader_.image())},
        {.changed = sim::Changed::kYes,
         .subjects = {{"leader_epoch", records_of_log(life_, committed_end_, committed_end_).name,
                       epoch.value(), epoch.value() + 1}}});
    active_epoch_ = epoch;
    const sim::MonotonicInstant start = now();
    heartbeats_.start(loader_.image(), start);
    for (Periodic* periodic : {&no_op_, &balance_, &unclean_election_}) {
        if (periodic->interval) periodic->next = start + *periodic->interval;
    }

    std::vector<MetadataRecord> records;
    if (loader_.in_transaction()) records.emplace_back(wire::AbortTransactionRecord());
    if (!loader_.image().features->contains(std::string(kMetadataVersion))) {
        wire::FeatureLevelRecord record;
        record.name = kMetadataVersion;
        record.feature_level = kMetadataVersionLevel;
        records.emplace_back(record);
    }
    // Should the log not take them, this leadership is over already.
    if (!records.empty()) (void)append({.name = "activate", .reason = "activation"}, records);
    wake_.notify_all();
}

void QuorumController::deactivate() {
    const Offset decided = next_offset();
    life_.emit(
        ControllerResigned{.controller = node().value(),
                           .epoch = active_epoch_->value(),
                           .committed_end = committed_end_.value(),
                           .decided_end = decided.value()},
        {.changed = sim::Changed::kYes,
         .subjects = {records_of_log(life_, committed_end_, std::max(decided, committed_end_))}});
    active_epoch_.reset();
    undecided_.clear();
    committed_.notify_all();
    wake_.notify_all();
}

// --- Writing.

namespace {

ErrorCode to_error_code(kraft::AppendError error) {
    switch (error) {
        case kraft::AppendError::kNotLeader: return ErrorCode::kNotController;
        case kraft::AppendError::kTooMuchQueued: return ErrorCode::kRequestTimedOut;
        case kraft::AppendError::kTooLarge: break;
    }
    return ErrorCode::kUnknownServerError;
}

}  // namespace

sim::Result<Offset, ErrorCode> QuorumController::append(
    const Operation& operation, const std::vector<MetadataRecord>& records) {
    if (!active_epoch_) return sim::Failure(ErrorCode::kNotController);
    const Offset begin = next_offset();
    if (records.empty()) return begin;

    std::vector<wire::Bytes> encoded;
    for (const MetadataRecord& record : records) encoded.push_back(metadata::encode(record));
    const auto appended = log_->append(
        *active_epoch_, std::move(encoded),
        operation.atomic ? kraft::Atomicity::kOneBatch : kraft::Atomicity::kAnyBatches);
    if (!appended) return sim::Failure(to_error_code(appended.error()));
    INVARIANT(appended->first == begin, "the leader knows where its next record will be");

    metadata::MetadataDelta delta(latest_image());
    state_decisions(operation, records, delta);
    undecided_.push_back({.end = next(appended->last), .image = delta.image()});
    return undecided_.back().end;
}

void QuorumController::state_decisions(const Operation& operation,
                                       const std::vector<MetadataRecord>& records,
                                       metadata::MetadataDelta& delta) {
    const Decider decider{.controller = node(),
                          .epoch = *active_epoch_,
                          .reason = operation.reason.empty() ? operation.name : operation.reason,
                          .broker_metadata_offset = operation.broker_metadata_offset};
    Offset offset = next_offset();
    for (const MetadataRecord& record : records) {
        const metadata::MetadataImage before = delta.image();
        const auto applied = delta.apply(record);
        INVARIANT(applied.has_value(), "what the controller decides fits to its image");
        state_decision(life_, decider, offset, {.image = before, .config = options_.config},
                       {.image = delta.image(), .config = options_.config}, record);
        delta.advance_to({.offset = offset, .epoch = *active_epoch_});
        offset = next(offset);
    }
}

ErrorCode QuorumController::wait_until_committed(sim::Fiber& fiber, Offset end,
                                                 sim::Deadline deadline) {
    const std::optional<LeaderEpoch> epoch = active_epoch_;
    committed_.wait_until(fiber, deadline,
                          [&] { return active_epoch_ != epoch || committed_end_ >= end; });
    // After a change of leaders, other records may be at those offsets.
    if (!epoch || active_epoch_ != epoch) return ErrorCode::kNotController;
    return committed_end_ >= end ? ErrorCode::kNone : ErrorCode::kRequestTimedOut;
}

void QuorumController::state_outcome(const Operation& operation, std::size_t records, Offset end,
                                     ErrorCode error) {
    if (error == ErrorCode::kNone) {
        life_.emit(WriteOperationCompleted{.controller = node().value(),
                                           .epoch = active_epoch_->value(),
                                           .operation = operation.name,
                                           .end = end.value(),
                                           .records = static_cast<std::int64_t>(records)},
                   {.changed = sim::Changed::kNo});
        return;
    }
    WriteOperationFailed failed{.controller = node().value(),
                                .epoch = std::nullopt,
                                .operation = operation.name,
                                .error = wire::to_string(error),
                                .records = static_cast<std::int64_t>(records)};
    if (active_epoch_) failed.epoch = active_epoch_->value();
    life_.emit(failed, {.changed = sim::Changed::kNo});
}

// --- From time to time.

void QuorumController::run(sim::Fiber& fiber) {
    while (!ended_) {
        if (is_active()) do_what_is_due(fiber.now());
        if (is_snapshot_due()) take_snapshot(fiber);
        if (ended_) return;
        wake_.wait(fiber, sim::Deadline::at(next_due()));
    }
}

bool QuorumController::is_due(Periodic& periodic, sim::MonotonicInstant now) const {
    if (!periodic.interval || now < periodic.next) return false;
    periodic.next = now + *periodic.interval;
    return true;
}

void QuorumController::do_what_is_due(sim::MonotonicInstant now) {
    fence_stale_brokers(now);
    if (is_due(balance_, now)) {
        (void)append({.name = "balance_leaders", .reason = "leader_imbalance", .atomic = false},
                     balance_leaders(view()));
    }
    if (is_due(unclean_election_, now)) {
        (void)append({.name = "elect_where_leaderless", .reason = "unclean_check", .atomic = false},
                     elect_where_leaderless(view()));
    }
    if (is_due(no_op_, now)) {
        (void)append({.name = "no_op", .reason = "idle"}, {wire::NoOpRecord()});
    }
}

void QuorumController::fence_stale_brokers(sim::MonotonicInstant now) {
    if (now < no_fencing_before_) return;
    while (const auto stale = heartbeats_.find_stale(latest_image(), now)) {
        const auto fenced =
            append({.name = "fence_stale_broker", .reason = "session_expired", .atomic = false},
                   fence_broker(view(), *stale));
        if (fenced) continue;
        // The log has another leader, or will have, and has not told yet: let it.
        no_fencing_before_ = now + options_.config.controller_quorum_retry_backoff;
        return;
    }
}

sim::MonotonicInstant QuorumController::next_due() const {
    sim::MonotonicInstant next = sim::MonotonicInstant::never();
    if (const auto& interval = options_.config.metadata_log_max_snapshot_interval) {
        next = last_snapshot_ + *interval;
    }
    if (!is_active()) return next;
    for (const Periodic* periodic : {&no_op_, &balance_, &unclean_election_}) {
        if (periodic->interval) next = std::min(next, periodic->next);
    }
    const auto expiry = heartbeats_.next_expiry(latest_image());
    return std::min(next, std::max(expiry, no_fencing_before_));
}

bool QuorumController::is_snapshot_due() const {
    if (bytes_since_snapshot_ >= options_.config.metadata_log_max_record_bytes_between_snapshots) {
        return true;
    }
    const auto& interval = options_.config.metadata_log_max_snapshot_interval;
    return interval && now() >= last_snapshot_ + *interval;
}

void QuorumController::take_snapshot(sim::Fiber& fiber) {
    last_snapshot_ = now();
    if (std::exchange(bytes_since_snapshot_, 0) == 0) return;  // Nothing new to keep.
    const metadata::MetadataImage image = loader_.image();
    std::vector<wire::Bytes> records;
    for (const MetadataRecord& record : to_records(image))
        records.push_back(metadata::encode(record));
    const auto created = log_->create_snapshot(fiber, *image.applied, last_timestamp_ms_, records);
    if (!created) fail("a snapshot cannot be written");
}

}  // namespace assize::model::controller
