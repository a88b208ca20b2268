#include "model/controller/partition_change.h"

#include <algorithm>

namespace assize::model::controller {

using metadata::contains;
using metadata::LeaderRecoveryState;

namespace {

constexpr std::int32_t kNoLeader = -1;
constexpr std::int32_t kLeaderAsBefore = -2;

std::int32_t to_wire(std::optional<BrokerId> leader) {
    return leader ? leader->value() : kNoLeader;
}

bool is_no_op(const wire::PartitionChangeRecord& record) {
    wire::PartitionChangeRecord nothing;
    nothing.topic_id = record.topic_id;
    nothing.partition_id = record.partition_id;
    return record == nothing;
}

}  // namespace

Decision<const BrokerRegistration*> check_broker_epoch(const MetadataImage& image,
                                                       std::int32_t broker, std::int64_t epoch) {
    const BrokerRegistration* registration = image.broker(BrokerId(broker));
    if (!registration || registration->epoch.value() != epoch) {
        return refuse(ErrorCode::kStaleBrokerEpoch, "not the epoch of the broker's registration");
    }
    return registration;
}

bool Liveness::may_lead(const PartitionRegistration& partition, BrokerId broker) const {
    if (broker == leaving) return false;
    const BrokerRegistration* registration = image.broker(broker);
    if (!registration) return false;
    if (broker != coming && !registration->is_active()) return false;
    return !contains(partition.replicas, broker) ||
           registration->has_online(partition.directory_of(broker));
}

Uuid default_directory(const MetadataImage& image, BrokerId broker) {
    const BrokerRegistration* registration = image.broker(broker);
    if (!registration || registration->directories.size() != 1) {
        return metadata::kDirectoryUnassigned;
    }
    return registration->directories.front();
}

PartitionChangeBuilder::PartitionChangeBuilder(const ClusterView& view,
                                               const PartitionRef& partition, Liveness liveness,
                                               std::int32_t min_isr)
    : isr(partition.registration.isr),
      replicas(partition.registration.replicas),
      adding(partition.registration.adding),
      removing(partition.registration.removing),
      leader_recovery_state(partition.registration.leader_recovery_state),
      view_(view),
      before_(partition.registration),
      liveness_(liveness),
      min_isr_(min_isr),
      elr_(partition.registration.elr),
      last_known_elr_(partition.registration.last_known_elr) {
    record_.topic_id = partition.topic.id;
    record_.partition_id = partition.index;
}

std::optional<wire::PartitionChangeRecord> PartitionChangeBuilder::build() {
    wire::PartitionChangeRecord record = record_;
    complete_reassignment();
    settle_elr();
    elect_into(record);
    // Without an ELR somebody stays in the ISR, so that it is known who has the records.
    if (!record.isr && isr != before_.isr && (!isr.empty() || view_.elr_enabled())) {
        record.isr = metadata::to_wire(isr);
    }
    bump_leader_epoch_if_replicas_left(record);
    write_elr(record);
    write_assignment(record);
    if (record.leader_recovery_state < 0 &&
        leader_recovery_state != before_.leader_recovery_state) {
        record.leader_recovery_state = static_cast<std::int8_t>(leader_recovery_state);
    }
    if (is_no_op(record)) return std::nullopt;
    return record;
}

// A reassignment is complete when all who remain are in sync.
void PartitionChangeBuilder::complete_reassignment() {
    if (adding.empty() && removing.empty()) return;
    const BrokerIds remaining = metadata::without(replicas, removing);
    const BrokerIds in_sync = metadata::without(isr, removing);
    if (remaining.empty() || in_sync.empty() || !metadata::is_subset(remaining, in_sync)) return;
    replicas = remaining;
    isr = in_sync;
    adding.clear();
    removing.clear();
}

std::size_t PartitionChangeBuilder::effective_min_isr() const {
    return std::min(static_cast<std::size_t>(min_isr_), replicas.size());
}

void PartitionChangeBuilder::settle_elr() {
    if (!view_.elr_enabled()) return;
    if (isr.size() >= effective_min_isr()) {
        elr_.clear();
        last_known_elr_.clear();
        return;
    }
    const BrokerIds candidates = metadata::joined(elr_, before_.isr);
    elr_.clear();
    for (BrokerId broker : candidates) {
        if (contains(isr, broker) || contains(unclean_shutdown, broker)) continue;
        if (contains(replicas, broker)) elr_.push_back(broker);
    }
    std::sort(elr_.begin(), elr_.end());
}

bool PartitionChangeBuilder::is_valid_leader(BrokerId broker) const {
    const bool eligible = contains(isr, broker) ||
                          view_.config.variant == Variant::kElectOutsideIsr ||
                          (view_.elr_enabled() && isr.empty() && contains(elr_, broker));
    return eligible && liveness_.may_lead(before_, broker);
}

bool PartitionChangeBuilder::is_last_known_leader_electable() const {
    return view_.elr_enabled() && isr.empty() && elr_.empty() && last_known_elr_.size() == 1 &&
           contains(replicas, last_known_elr_.front()) &&
           liveness_.may_lead(before_, last_known_elr_.front());
}

PartitionChangeBuilder::Elected PartitionChangeBuilder::elect() const {
    if (election == Election::kPreferred && !replicas.empty() &&
        is_valid_leader(replicas.front())) {
        return {replicas.front()};
    }
    if (before_.leader && is_valid_leader(*before_.leader)) return {before_.leader};
    for (BrokerId broker : replicas) {
        if (is_valid_leader(broker)) return {broker};
    }
    if (is_last_known_leader_electable()) return {last_known_elr_.front(), true};
    if (election == Election::kUnclean) {
        for (BrokerId broker : replicas) {
            if (liveness_.may_lead(before_, broker)) return {broker, true};
        }
    }
    return {std::nullopt};
}

void PartitionChangeBuilder::elect_into(wire::PartitionChangeRecord& record) {
    const Elected elected = elect();
    if (elected.leader == before_.leader) return;
    record.leader = to_wire(elected.leader);
    if (!elected.leader || contains(isr, *elected.leader)) return;

    // Out of the ELR, or uncleanly: nobody else is known to have what the leader has.
    isr = {*elected.leader};
    record.isr = metadata::to_wire(isr);
    std::erase(elr_, *elected.leader);
    if (isr.size() >= effective_min_isr()) elr_.clear();
    if (!elected.unclean) return;
    leader_recovery_state = LeaderRecoveryState::kRecovering;
}

// Who was a replica and is none any more must not be heard by this leader again (KAFKA-14139).
void PartitionChangeBuilder::bump_leader_epoch_if_replicas_left(
    wire::PartitionChangeRecord& record) const {
    if (record.leader != kLeaderAsBefore) return;
    if (metadata::is_subset(before_.replicas, replicas)) return;
    record.leader = to_wire(before_.leader);
}

void PartitionChangeBuilder::write_elr(wire::PartitionChangeRecord& record) const {
    if (!view_.elr_enabled()) return;
    if (elr_ != before_.elr) record.eligible_leader_replicas = metadata::to_wire(elr_);

    // The last known leader is remembered when the ISR becomes empty, and forgotten when there is a
    // leader again.
    const bool leads_after =
        record.leader == kLeaderAsBefore ? before_.leader.has_value() : record.leader != kNoLeader;
    BrokerIds known = before_.last_known_elr;
    if (leads_after) {
        known.clear();
    } else if (isr.empty() && before_.leader) {
        known = {*before_.leader};
    }
    if (known != before_.last_known_elr) record.last_known_elr = metadata::to_wire(known);
}

void PartitionChangeBuilder::write_assignment(wire::PartitionChangeRecord& record) const {
    if (replicas != before_.replicas) {
        record.replicas = metadata::to_wire(replicas);
        record.directories.emplace();
        for (BrokerId broker : replicas) {
            record.directories->push_back(contains(before_.replicas, broker)
                                              ? before_.directory_of(broker)
                                              : default_directory(view_.image, broker));
        }
    }
    if (adding != before_.adding) record.adding_replicas = metadata::to_wire(adding);
    if (removing != before_.removing) record.removing_replicas = metadata::to_wire(removing);
}

}  // namespace assize::model::controller
