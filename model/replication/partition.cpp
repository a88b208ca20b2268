#include "model/replication/partition.h"

#include <utility>

#include "model/facts/replication.h"
#include "model/log/partition_log.h"
#include "model/replication/partition_facts.h"
#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::model::replication {

std::string_view to_string(Role role) {
    switch (role) {
        case Role::kNone: return "none";
        case Role::kLeader: return "leader";
        case Role::kFollower: return "follower";
    }
    return "?";
}

Partition::Partition(TopicPartition partition, Uuid topic_id,
                     const PartitionSurroundings& surroundings)
    : partition_(std::move(partition)),
      topic_id_(topic_id),
      surroundings_(surroundings),
      topic_id_text_(to_string(topic_id)),
      name_(surroundings.life.process().simulation().trace().intern(to_string(partition_))) {}

Partition::~Partition() = default;

Role Partition::role() const {
    if (std::holds_alternative<LeaderState>(role_)) return Role::kLeader;
    return std::holds_alternative<Following>(role_) ? Role::kFollower : Role::kNone;
}

bool Partition::is_offline() const {
    return stopped_ == wire::ErrorCode::kKafkaStorageError;
}

// --- Roles.

Partition::Answer<Partition::Became> Partition::become_leader(
    sim::Fiber& fiber, const metadata::PartitionRegistration& registration,
    std::shared_ptr<log::PartitionLog> log) {
    const auto turn = turn_.lock(fiber);
    if (stopped_) return sim::Failure(*stopped_);
    if (!is_newer(registration)) return Became{};
    log_ = std::move(log);
    if (is_leader() && registration.leader_epoch == leader_epoch_) {
        go_on_leading(registration, fiber.now());
        return Became{};
    }
    const auto led = begin_to_lead(fiber, registration);
    if (!led) return sim::Failure(led.error());
    return Became{.new_leader_epoch = true};
}

Partition::Answer<void> Partition::begin_to_lead(
    sim::Fiber& fiber, const metadata::PartitionRegistration& registration) {
    // Followers may have records of later epochs than any here: knowing where this epoch begins,
    // even before there is a record in it, they can cut those off.
    const Offset start = log_->log_end_offset();
    const auto assigned = log_->assign_epoch(fiber, registration.leader_epoch, start);
    if (!assigned) return assigned;
    if (stopped_) return sim::Failure(*stopped_);

    const bool led_before = is_leader();
    learn(registration);
    if (!led_before) leads_since_ = registration.leader_epoch;
    role_.emplace<LeaderState>(
        LeaderState::Options{.self = surroundings_.broker,
                             .epoch = registration.leader_epoch,
                             .start = start,
                             .now = fiber.now(),
                             .replica_lag_time_max = surroundings_.config.replica_lag_time_max},
        registration.replicas, IsrState(registration.isr, registration.partition_epoch));
    emit(BecameLeader{.broker = surroundings_.broker,
                      .topic_id = topic_id_text_,
                      .leader_epoch = registration.leader_epoch,
                      .partition_epoch = registration.partition_epoch,
                      .start_offset = start,
                      .replicas = registration.replicas,
                      .isr = registration.isr,
                      .min_isr = leader_state()->effective_min_isr(min_insync_replicas_)},
         sim::Changed::kYes, start, next(start));
    maybe_advance_high_watermark(fiber.now());
    wake_all();
    return {};
}

void Partition::go_on_leading(const metadata::PartitionRegistration& registration,
                              sim::MonotonicInstant now) {
    learn(registration);
    auto& leader = std::get<LeaderState>(role_);
    const std::int32_t min_isr_before = leader.effective_min_isr(min_insync_replicas_);
    leader.assign(registration.replicas);
    tell_min_isr(min_isr_before, leader.effective_min_isr(min_insync_replicas_));
    emit(IsrCommitted{.broker = surroundings_.broker,
                      .topic_id = topic_id_text_,
                      .leader_epoch = registration.leader_epoch,
                      .partition_epoch = registration.partition_epoch,
                      .isr = registration.isr,
                      .source = IsrSource::kMetadata},
         sim::Changed::kYes, log_->high_watermark(), log_->log_end_offset());
    leader.isr().commit(registration.isr, registration.partition_epoch);
    maybe_advance_high_watermark(now);
}

Partition::Answer<Partition::Became> Partition::become_follower(
    sim::Fiber& fiber, const metadata::PartitionRegistration& registration,
    std::shared_ptr<log::PartitionLog> log) {
    const auto turn = turn_.lock(fiber);
    if (stopped_) return sim::Failure(*stopped_);
    if (!is_newer(registration)) return Became{};
    log_ = std::move(log);
    const bool goes_on = role() == Role::kFollower && registration.leader_epoch == leader_epoch_;
    learn(registration);
    if (goes_on) return Became{};
    role_.emplace<Following>();
    emit(BecameFollower{.broker = surroundings_.broker,
                        .topic_id = topic_id_text_,
                        .leader_epoch = registration.leader_epoch,
                        .partition_epoch = registration.partition_epoch,
                        .leader = registration.leader,
                        .log_end = log_->log_end_offset()},
         sim::Changed::kYes, log_->log_end_offset(), next(log_->log_end_offset()));
    wake_all();
    return Became{.new_leader_epoch = true};
}

void Partition::stop(wire::ErrorCode answer_from_now_on) {
    if (stopped_) return;
    const Offset end = log_ ? log_->log_end_offset() : Offset(0);
    emit(ReplicaStopped{.broker = surroundings_.broker,
                        .topic_id = topic_id_text_,
                        .leader_epoch = leader_epoch_,
                        .error = to_string(answer_from_now_on)},
         sim::Changed::kYes, end, next(end));
    stopped_ = answer_from_now_on;
    role_.emplace<std::monostate>();
    wake_all();
}

bool Partition::is_newer(const metadata::PartitionRegistration& registration) const {
    return !partition_epoch_ || registration.partition_epoch > *partition_epoch_;
}

void Partition::learn(const metadata::PartitionRegistration& registration) {
    INVARIANT(!leader_epoch_ || registration.leader_epoch >= *leader_epoch_,
              "a partition's leader epoch goes up with its partition epoch");
    leader_epoch_ = registration.leader_epoch;
    partition_epoch_ = registration.partition_epoch;
    leader_ = registration.leader;
    replicas_ = registration.replicas;
}

// --- Watches.

Offset Partition::visible_end(log::FetchIsolation isolation) const {
    if (!log_) return Offset(0);
    switch (isolation) {
        case log::FetchIsolation::kLogEnd: return log_->log_end_offset();
        case log::FetchIsolation::kHighWatermark: return log_->high_watermark();
        case log::FetchIsolation::kTxnCommitted: return log_->last_stable_offset();
    }
    return Offset(0);
}

void Partition::add_watch(PartitionWatch& watch, log::FetchIsolation isolation, Offset seen) {
    watch.set_beyond(seen);
    const bool log_end = isolation == log::FetchIsolation::kLogEnd;
    (log_end ? log_end_ : high_watermark_).push_back(watch);
}

void Partition::wake_beyond(PartitionWatchList& watches, Offset visible) {
    for (auto at = watches.begin(); at != watches.end();) {
        PartitionWatch& watch = *at++;  // Waking takes it out of the list.
        if (watch.beyond() < visible) watch.wake();
    }
}

void Partition::wake_all() {
    while (!log_end_.empty()) log_end_.front().wake();
    while (!high_watermark_.empty()) high_watermark_.front().wake();
    log_start_moved_.notify_all();
}

}  // namespace assize::model::replication
