#include "checkers/loss_oracle.h"

#include <algorithm>
#include <utility>

#include "model/facts.h"

namespace assize::checkers {

LossOracle::Ghost& LossOracle::ghost_of(const PartitionShadow& partition) {
    if (partition.number >= ghosts_.size()) ghosts_.resize(partition.number + 1);
    Ghost& ghost = ghosts_[partition.number];
    if (ghost.label.empty()) ghost.label = partition.label;
    return ghost;
}

// --- Taint ---------------------------------------------------------------------------------

void LossOracle::on_event(const sim::Event& event) {
    if (lives_.is_disaster(event)) return taint_all_that_lost(event);
    const auto taint_if = [&](const auto& fact, auto has_lost) {
        const PartitionShadow* partition = shadows_.find(event, fact.topic_id);
        const ReplicaShadow* shadow = partition ? partition->find(fact.broker) : nullptr;
        if (shadow && shadow->exists && has_lost(*shadow)) {
            ghost_of(*partition).tainted.insert_or_assign(fact.broker, event.id);
        }
    };
    if (const auto* loaded = event.as<model::LogLoaded>()) {
        taint_if(*loaded,
                 [&](const ReplicaShadow& shadow) { return loaded->log_end < shadow.end; });
    } else if (const auto* created = event.as<model::LogCreated>()) {
        taint_if(*created,
                 [](const ReplicaShadow& shadow) { return shadow.end > shadow.log_start; });
    }
}

/// Until it is loaded again, a log on a host without power may have lost what was not durable.
void LossOracle::taint_all_that_lost(const sim::Event& event) {
    shadows_.for_each([&](PartitionShadow& partition) {
        Ghost& ghost = ghost_of(partition);
        for (const auto& [broker, shadow] : partition.replicas) {
            const Lives::Node& node = lives_.node(broker);
            const bool wiped = node.wiped_at == event.id.value();
            const bool dark = node.lost_power_at == event.id.value();
            if (wiped || (dark && shadow.recovery_point < shadow.end)) {
                ghost.tainted.insert_or_assign(broker, event.id);
            }
        }
    });
}

bool LossOracle::is_tainted(const PartitionShadow& partition, std::int32_t broker) {
    Ghost& ghost = ghost_of(partition);
    if (!ghost.tainted.contains(broker)) return false;
    const ReplicaShadow* shadow = partition.find(broker);
    const Lives::Node& node = lives_.node(broker);
    const std::uint64_t struck = std::max(node.lost_power_at, node.wiped_at);
    const bool is_back =
        shadow && shadow->exists && (struck == 0 || shadow->loaded_at.value() > struck);
    if (is_back && !first_committed_missing(partition, broker)) {
        ghost.tainted.erase(broker);
        return false;
    }
    return true;
}

std::optional<std::int64_t> LossOracle::first_committed_missing(const PartitionShadow& partition,
                                                                std::int32_t broker) {
    const Ghost& ghost = ghost_of(partition);
    const ReplicaShadow* shadow = partition.find(broker);
    if (!shadow || !shadow->exists) {
        if (ghost.committed.empty()) return std::nullopt;
        return ghost.committed.begin();
    }
    return ghost.committed.first_missing_in(shadow->runs, shadow->log_start, ghost.committed_end);
}

// --- Who may be elected --------------------------------------------------------------------

LossOracle::Brokers LossOracle::eligible_in(const Ghost& ghost) {
    if (!ghost.in_force) return ghost.leader_isr;
    Brokers both = ghost.in_force->isr;
    both.insert(ghost.in_force->elr.begin(), ghost.in_force->elr.end());
    return both;
}

LossOracle::Brokers LossOracle::eligible(const PartitionShadow& partition) {
    return eligible_in(ghost_of(partition));
}

void LossOracle::on_leader_isr(const PartitionShadow& partition, Brokers isr) {
    ghost_of(partition).leader_isr = std::move(isr);
}

void LossOracle::on_in_force(PartitionShadow& partition, InForce state) {
    Ghost& ghost = ghost_of(partition);
    if (ghost.in_force) note_whether_all_lost(partition, ghost);
    // Whatever the decision says of itself.
    const bool from_outside = ghost.in_force && state.leader &&
                              state.leader != ghost.in_force->leader &&
                              !eligible_in(ghost).contains(*state.leader);
    // KIP-966: nobody is left in ISR and ELR, but for one that goes now; so who led last leads.
    const bool is_last_known = from_outside && ghost.in_force->isr.empty() &&
                               ghost.in_force->elr.size() <= 1 &&
                               ghost.in_force->last_known_elr == Brokers{*state.leader};
    const bool by_right = state.by_operator || is_last_known || !may_elect_uncleanly_ ||
                          may_elect_uncleanly_(ghost.label);
    if ((state.unclean || from_outside) && by_right) {
        ghost.unclean = state.decided_at;
        ghost.last_unclean_epoch = state.leader_epoch;
    }
    ghost.in_force = std::move(state);
    const Brokers now = eligible_in(ghost);
    std::erase_if(ghost.tainted, [&](const auto& entry) { return !now.contains(entry.first); });
    ghost.is_led_from_outside = ghost.is_led_from_outside || from_outside;
    note_whether_all_lost(partition, ghost);
}

const LossOracle::InForce* LossOracle::in_force(const PartitionShadow& partition) {
    const Ghost& ghost = ghost_of(partition);
    return ghost.in_force ? &*ghost.in_force : nullptr;
}

const LossOracle::InForce* LossOracle::in_force(std::string_view partition) const {
    const InForce* latest = nullptr;
    for (const Ghost& ghost : ghosts_) {
        if (ghost.label != partition || !ghost.in_force) continue;
        if (!latest || latest->decided_at < ghost.in_force->decided_at) latest = &*ghost.in_force;
    }
    return latest;
}

// --- What is committed, and lost -----------------------------------------------------------

void LossOracle::commit(const PartitionShadow& partition, std::int32_t leader, std::int64_t to) {
    Ghost& ghost = ghost_of(partition);
    const ReplicaShadow* shadow = partition.find(leader);
    if (!shadow || to <= ghost.committed_end) return;
    ghost.committed.append_from(shadow->runs, ghost.committed_end, to);
    ghost.committed_end = to;
}

const EpochRuns& LossOracle::committed(const PartitionShadow& partition) {
    return ghost_of(partition).committed;
}

std::int64_t LossOracle::committed_end(const PartitionShadow& partition) {
    return ghost_of(partition).committed_end;
}

/// O2. Once they are, it stays legal until the next election. Who was brought in from outside, and
/// lost something, is no excuse for having been elected: it counts who could have been instead.
void LossOracle::note_whether_all_lost(const PartitionShadow& partition, Ghost& ghost) {
    const Brokers brokers = eligible_in(ghost);
    if (!ghost.all_lost.empty() || ghost.is_led_from_outside ||
        !std::ranges::all_of(brokers,
                             [&](std::int32_t broker) { return is_tainted(partition, broker); })) {
        return;
    }
    for (const std::int32_t broker : brokers) ghost.all_lost.push_back(ghost.tainted.at(broker));
    // Nobody may be elected: there was none to lose anything.
    if (brokers.empty()) ghost.all_lost.push_back(sim::EventId(0));
    std::ranges::sort(ghost.all_lost);
}

bool LossOracle::is_loss_legal(const PartitionShadow& partition) {
    Ghost& ghost = ghost_of(partition);
    note_whether_all_lost(partition, ghost);
    return ghost.unclean || !ghost.all_lost.empty();
}

/// O3.
std::optional<Loss> LossOracle::on_new_leader(const PartitionShadow& partition, std::int32_t leader,
                                              std::int32_t leader_epoch, sim::EventId at) {
    Ghost& ghost = ghost_of(partition);
    const auto missing = first_committed_missing(partition, leader);
    if (!ghost.in_force && !eligible_in(ghost).contains(leader)) ghost.unclean = at;
    note_whether_all_lost(partition, ghost);
    const std::optional<sim::EventId> unclean = std::exchange(ghost.unclean, std::nullopt);
    const std::vector<sim::EventId> all_lost = std::exchange(ghost.all_lost, {});
    ghost.is_led_from_outside = false;
    if (!missing && !unclean) return std::nullopt;

    const ReplicaShadow* shadow = partition.find(leader);
    const std::int64_t begin = missing.value_or(shadow ? shadow->end : 0);
    losses_.push_back({.partition = partition.label,
                       .begin = begin,
                       .end = missing ? ghost.committed_end : begin,
                       .leader = leader,
                       .leader_epoch = leader_epoch,
                       .elected_at = at,
                       .excuse = unclean             ? Loss::Excuse::kUncleanElection
                                 : !all_lost.empty() ? Loss::Excuse::kAllLost
                                                     : Loss::Excuse::kNone,
                       .because = unclean ? std::vector{*unclean} : all_lost});
    if (!missing) return std::nullopt;
    ghost.committed.cut_end(*missing);
    ghost.committed_end = *missing;
    return losses_.back();
}

bool LossOracle::was_uncleanly_replaced(const PartitionShadow& partition,
                                        std::int32_t leader_epoch) {
    return leader_epoch < ghost_of(partition).last_unclean_epoch;
}

}  // namespace assize::checkers
