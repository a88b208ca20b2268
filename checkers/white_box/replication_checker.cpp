#include "checkers/white_box/replication_checker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checkers/white_box/broker_number.h"

namespace assize::checkers {

using namespace model;

namespace {

std::set<std::int32_t> numbers_of(const std::vector<BrokerId>& brokers) {
    std::set<std::int32_t> numbers;
    for (const BrokerId broker : brokers) numbers.insert(broker.value());
    return numbers;
}

}  // namespace

void ReplicationChecker::on_event(const sim::Event& event) {
    const bool done = with_partition<BatchAppended, HighWatermarkMoved, FollowerStateUpdated,
                                     ProduceCommitted, BecameLeader, BecameFollower, ReplicaStopped,
                                     IsrChangeProposed, IsrCommitted, IsrChangeReverted,
                                     FetcherStarted, FetcherStopped, ProduceFailed, LogTruncated,
                                     LogRestarted, MinIsrChanged, FollowerReadServed>(
        shadows_, event, [&](const auto& fact, PartitionShadow& partition) {
            on(fact, {partition, ghost_of(partition), number_of(fact.broker)});
        });
    if (done) return;
    if (const auto* registered = event.as<BrokerRegistered>()) {
        registered_at_[registered->broker] = event.id.value();
        registered_as_[registered->broker] = registered->epoch;
    }
}

ReplicationChecker::Ghost& ReplicationChecker::ghost_of(const PartitionShadow& partition) {
    if (partition.number >= ghosts_.size()) ghosts_.resize(partition.number + 1);
    return ghosts_[partition.number];
}

ReplicationChecker::Replica& ReplicationChecker::replica_of(const Place& place) {
    Replica& replica = place.ghost.replicas[place.broker];
    if (replica.since < lives_.node(place.broker).died_at) replica = Replica();
    return replica;
}

void ReplicationChecker::violate(std::string_view invariant, const Place& place,
                                 std::string expected, std::string observed,
                                 std::vector<sim::EventId> witnesses) {
    violations_.add(invariant,
                    {.about = fmt::format("{} at {}", place.partition.label, place.broker),
                     .expected = std::move(expected),
                     .observed = std::move(observed),
                     .witnesses = std::move(witnesses)});
}

void ReplicationChecker::on_in_force(PartitionShadow& partition, LossOracle::InForce state) {
    losses_.on_in_force(partition, std::move(state));
    Ghost& ghost = ghost_of(partition);
    for (auto& [broker, replica] : ghost.replicas) {
        check_maximal({partition, ghost, broker}, replica);
    }
}

// --- Roles ---------------------------------------------------------------------------------

void ReplicationChecker::check_leader_of_epoch(const Place& place, std::int32_t epoch,
                                               std::optional<std::int32_t> leader) {
    const auto [known, is_new] = place.ghost.leaders.try_emplace(
        epoch, Known{.leader = leader, .said_at = violations_.event()});
    if (is_new || known->second.leader == leader) return;
    const auto text = [](std::optional<std::int32_t> who) {
        return who ? fmt::format("broker {}", *who) : std::string("nobody");
    };
    violate("R1", place, fmt::format("{} to lead in epoch {}", text(known->second.leader), epoch),
            text(leader), {known->second.said_at});
}

void ReplicationChecker::check_epoch_goes_up(const Place& place, const Replica& replica,
                                             std::int32_t epoch) {
    if (epoch < replica.epoch) {
        violate("R2", place, fmt::format("an epoch of at least {}", replica.epoch),
                fmt::format("{}", epoch), {sim::EventId(replica.since)});
    }
}

void ReplicationChecker::on(const BecameLeader& fact, Place place) {
    const std::int32_t epoch = fact.leader_epoch.value();
    Replica& replica = replica_of(place);
    check_leader_of_epoch(place, epoch, place.broker);
    check_epoch_goes_up(place, replica, epoch);
    if (epoch > place.ghost.latest_epoch) {
        check_new_leader(place, epoch);
        place.ghost.latest_epoch = epoch;
        place.ghost.latest_leader = place.broker;
    }
    const ReplicaShadow& shadow = place.partition.replicas[place.broker];
    replica = Replica{.role = Role::kLeader,
                      .since = violations_.event().value(),
                      .epoch = epoch,
                      .min_isr = fact.min_isr,
                      .high_watermark = shadow.high_watermark,
                      .fetches_from = replica.fetches_from,
                      .fetches_since = replica.fetches_since};
    set_isr(place, replica, numbers_of(fact.isr));
    place.ghost.high_watermark_max =
        std::max(place.ghost.high_watermark_max, shadow.high_watermark);
    check_maximal(place, replica);
}

/// R8 and R11, unless what it lacks is lost by right.
void ReplicationChecker::check_new_leader(const Place& place, std::int32_t epoch) {
    const EpochRuns committed = losses_.committed(place.partition);
    const auto loss =
        losses_.on_new_leader(place.partition, place.broker, epoch, violations_.event());
    if (!loss || loss->excuse != Loss::Excuse::kNone) return;
    const ReplicaShadow& shadow = place.partition.replicas[place.broker];
    const bool is_short = shadow.end <= loss->begin;
    violate(is_short ? "R8" : "R11", place,
            fmt::format("offset {} of epoch {}, committed up to {}", loss->begin,
                        committed.epoch_at(loss->begin).value_or(-1), loss->end),
            is_short ? fmt::format("a new leader whose log ends at {}", shadow.end)
                     : fmt::format("a new leader with epoch {} there",
                                   shadow.runs.epoch_at(loss->begin).value_or(-1)),
            {shadow.lost_at});
}

/// What the latest leader takes for in sync, the oracle has to know.
void ReplicationChecker::set_isr(const Place& place, Replica& replica, Brokers isr) {
    replica.maximal = isr;
    replica.isr = std::move(isr);
    if (place.broker == place.ghost.latest_leader) {
        losses_.on_leader_isr(place.partition, replica.isr);
    }
}

void ReplicationChecker::on(const BecameFollower& fact, Place place) {
    const std::int32_t epoch = fact.leader_epoch.value();
    Replica& replica = replica_of(place);
    std::optional<std::int32_t> leader;
    if (fact.leader) leader = fact.leader->value();
    check_leader_of_epoch(place, epoch, leader);
    check_epoch_goes_up(place, replica, epoch);
    if (replica.role == Role::kLeader && replica.epoch == epoch) {
        violate("R1", place, fmt::format("to lead in epoch {} to its end", epoch),
                "follows in that epoch", {sim::EventId(replica.since)});
    }
    replica.role = Role::kFollower;
    replica.epoch = epoch;
    replica.since = violations_.event().value();
}

void ReplicationChecker::on(const ReplicaStopped&, Place place) {
    Replica& replica = replica_of(place);
    replica.role = Role::kNone;
    replica.since = violations_.event().value();
}

void ReplicationChecker::on(const FetcherStarted& fact, Place place) {
    Replica& replica = replica_of(place);
    const std::int32_t leader = fact.leader.value();
    if (replica.fetches_from) {
        violate("R16", place, fmt::format("to fetch from {} alone", *replica.fetches_from),
                fmt::format("fetches from {} too", leader), {sim::EventId(replica.fetches_since)});
    }
    replica.fetches_from = leader;
    replica.fetches_since = violations_.event().value();
    replica.since = std::max(replica.since, replica.fetches_since);
}

void ReplicationChecker::on(const FetcherStopped&, Place place) {
    replica_of(place).fetches_from.reset();
}

// --- What leaders do -----------------------------------------------------------------------

void ReplicationChecker::on(const BatchAppended& fact, Place place) {
    if (fact.origin != AppendedBy::kClient && fact.origin != AppendedBy::kCoordinator) return;
    const auto known = place.ghost.leaders.find(fact.leader_epoch);
    if (known != place.ghost.leaders.end() && known->second.leader != place.broker) {
        violate("R1", place,
                fmt::format("only the leader of epoch {} to append in it", fact.leader_epoch),
                fmt::format("a batch at {}", fact.base), {known->second.said_at});
    }
}

void ReplicationChecker::on(const HighWatermarkMoved& fact, Place place) {
    Ghost& ghost = place.ghost;
    Replica& replica = replica_of(place);
    if (fact.reason == HighWatermarkReason::kFollower) {
        if (ghost.high_watermark_max >= 0 && fact.to > ghost.high_watermark_max) {
            violate("R10", place,
                    fmt::format("at most {}, the highest of any leader", ghost.high_watermark_max),
                    fmt::format("a follower's high watermark {}", fact.to));
        }
        return;
    }
    if (fact.reason != HighWatermarkReason::kLeader || replica.role != Role::kLeader) return;
    if (fact.to < replica.high_watermark) {
        violate("R10", place, fmt::format("at least {}", replica.high_watermark),
                fmt::format("the leader's high watermark {}", fact.to),
                {sim::EventId(replica.since)});
    }
    replica.high_watermark = fact.to;
    ghost.high_watermark_max = std::max(ghost.high_watermark_max, fact.to);
    const auto in_sync = static_cast<std::int32_t>(replica.isr.size());
    if (in_sync < replica.min_isr) {
        violate("R14", place, fmt::format("no progress with {} in sync", in_sync),
                fmt::format("high watermark {} though {} must be", fact.to, replica.min_isr));
    }
    if (replica.epoch != ghost.latest_epoch) return;
    check_covered(place, replica, fact.from, fact.to);
    losses_.commit(place.partition, place.broker, fact.to);
}

/// R10 and R7: all whom the leader waits for, and all whom the controller takes for in sync, have
/// the leader's records of [from, to).
void ReplicationChecker::check_covered(const Place& place, const Replica& leader, std::int64_t from,
                                       std::int64_t to) {
    const EpochRuns& runs = place.partition.replicas[place.broker].runs;
    const auto check = [&](std::int32_t broker) {
        if (broker == place.broker || losses_.is_tainted(place.partition, broker)) return;
        const ReplicaShadow* shadow = place.partition.find(broker);
        if (!shadow || !shadow->exists) return;
        const auto missing =
            runs.first_missing_in(shadow->runs, std::max(from, shadow->log_start), to);
        if (!missing) return;
        const bool is_short = shadow->end <= *missing;
        violate(is_short ? "R10" : "R7", place,
                fmt::format("offset {} on {}, who is in sync", *missing, broker),
                is_short ? fmt::format("a high watermark of {}, though its log ends at {}", to,
                                       shadow->end)
                         : fmt::format("a high watermark of {}, though it has another record", to),
                {shadow->appended_at, shadow->lost_at});
    };
    std::ranges::for_each(leader.maximal, check);
    const LossOracle::InForce* in_force = losses_.in_force(place.partition);
    if (!in_force || in_force->leader_epoch != leader.epoch) return;
    for (const std::int32_t broker : in_force->isr) {
        if (!leader.maximal.contains(broker)) check(broker);
    }
}

void ReplicationChecker::on(const ProduceCommitted& fact, Place place) {
    Ghost& ghost = place.ghost;
    const Replica& replica = replica_of(place);
    const std::int64_t begin = fact.first_offset.value();
    const std::int64_t end = fact.last_offset.value() + 1;
    if (fact.high_watermark.value() < end || fact.maximal_isr < fact.min_isr) {
        violate("R13", place, fmt::format("high watermark {} and {} in sync", end, fact.min_isr),
                fmt::format("high watermark {} and {} in sync", fact.high_watermark.value(),
                            fact.maximal_isr));
    }
    if (replica.role != Role::kLeader) return;
    const EpochRuns& runs = place.partition.replicas[place.broker].runs;
    if (replica.epoch == ghost.latest_epoch) {
        check_covered(place, replica, begin, end);
        losses_.commit(place.partition, place.broker, end);
        return;
    }
    if (losses_.was_uncleanly_replaced(place.partition, replica.epoch)) return;
    const ReplicaShadow* latest = place.partition.find(ghost.latest_leader);
    if (!latest || !latest->exists || losses_.is_tainted(place.partition, ghost.latest_leader)) {
        return;
    }
    if (const auto missing =
            runs.first_missing_in(latest->runs, std::max(begin, latest->log_start), end)) {
        violate("R13", place,
                fmt::format("offset {} on {}, who leads in epoch {}", *missing, ghost.latest_leader,
                            ghost.latest_epoch),
                fmt::format("acks=all answered by the leader of epoch {}", replica.epoch),
                {ghost.leaders.at(ghost.latest_epoch).said_at});
    }
}

void ReplicationChecker::on(const ProduceFailed& fact, Place place) {
    if (fact.error == "NOT_ENOUGH_REPLICAS" && fact.first_offset) {
        violate("R13", place, "nothing written when NOT_ENOUGH_REPLICAS is answered",
                fmt::format("records at {}", fact.first_offset->value()));
    }
}

// --- In sync -------------------------------------------------------------------------------

void ReplicationChecker::on(const FollowerStateUpdated& fact, Place place) {
    const std::int32_t follower = fact.follower.value();
    const ReplicaShadow* shadow = place.partition.find(follower);
    const Place there{place.partition, place.ghost, follower};
    const Replica& replica = replica_of(there);
    if (!shadow || !shadow->exists || shadow->cut_by_length) return;
    // A fetch of an earlier life, or of an earlier epoch, may still be under way.
    if (replica.role != Role::kFollower || replica.epoch != fact.leader_epoch.value()) return;
    const Lives::Node& node = lives_.node(follower);
    const std::uint64_t struck =
        std::max({node.lost_power_at, node.wiped_at, node.disk_erred_at, shadow->lost_at.value()});
    if (struck > 0) {
        const auto registered = registered_as_.find(follower);
        const bool is_of_this_life = fact.broker_epoch && registered != registered_as_.end() &&
                                     registered->second == fact.broker_epoch->value() &&
                                     registered_at_[follower] > struck;
        if (!is_of_this_life) return;
    }
    if (shadow->end < fact.end_offset.value()) {
        violate("R5", place,
                fmt::format("{} to have all below {}", follower, fact.end_offset.value()),
                fmt::format("its log ends at {}", shadow->end), {shadow->appended_at});
    }
}

void ReplicationChecker::on(const IsrChangeProposed& fact, Place place) {
    Replica& replica = replica_of(place);
    replica.maximal = numbers_of(fact.maximal);
    replica.proposed_at = violations_.event().value();
    check_maximal(place, replica);
    if (!fact.joining) return;
    const std::int64_t end = fact.joining_end ? fact.joining_end->value() : -1;
    const std::int64_t needed =
        std::max(fact.high_watermark.value(), fact.leader_epoch_start.value());
    if (end < needed) {
        violate("R15", place, fmt::format("{} to have all below {}", fact.joining->value(), needed),
                fmt::format("it joins with all below {}", end));
    }
}

void ReplicationChecker::on(const IsrCommitted& fact, Place place) {
    Replica& replica = replica_of(place);
    const Brokers isr = numbers_of(fact.isr);
    check_joined(place, replica, isr);
    set_isr(place, replica, isr);
    check_maximal(place, replica);
}

/// R7 of those who join.
void ReplicationChecker::check_joined(const Place& place, const Replica& leader,
                                      const Brokers& isr) {
    if (leader.role != Role::kLeader || leader.epoch != place.ghost.latest_epoch) return;
    for (const std::int32_t broker : isr) {
        if (leader.isr.contains(broker)) continue;
        const ReplicaShadow* shadow = place.partition.find(broker);
        if (!shadow || !shadow->exists) continue;
        // What happens between the proposal and its coming into force, the controller judges.
        const Lives::Node& node = lives_.node(broker);
        const bool struck = std::max({node.lost_power_at, node.wiped_at, shadow->lost_at.value()}) >
                            leader.proposed_at;
        if (struck) continue;
        if (const auto missing = losses_.first_committed_missing(place.partition, broker)) {
            violate("R7", place,
                    fmt::format("{} to have offset {} when it is in sync", broker, *missing),
                    fmt::format("its log ends at {}", shadow->end), {shadow->appended_at});
        }
    }
}

void ReplicationChecker::on(const IsrChangeReverted& fact, Place place) {
    Replica& replica = replica_of(place);
    set_isr(place, replica, numbers_of(fact.isr));
}

void ReplicationChecker::on(const MinIsrChanged& fact, Place place) {
    Replica& replica = replica_of(place);
    if (replica.epoch == fact.leader_epoch.value()) replica.min_isr = fact.to;
}

/// R17. What its leader has committed is committed at least as far as any leader ever said.
void ReplicationChecker::on(const FollowerReadServed& fact, Place place) {
    const std::int64_t end = fact.end.value();
    if (end > fact.high_watermark.value()) {
        violate("R17", place,
                fmt::format("records below its high watermark {}", fact.high_watermark.value()),
                fmt::format("serves records up to {}", end));
    }
    const std::int64_t highest = place.ghost.high_watermark_max;
    if (highest >= 0 && end > highest) {
        violate("R17", place, fmt::format("records below {}, the highest of any leader", highest),
                fmt::format("serves records up to {}", end));
    }
}

void ReplicationChecker::check_maximal(const Place& place, const Replica& leader) {
    const LossOracle::InForce* in_force = losses_.in_force(place.partition);
    if (!in_force || leader.role != Role::kLeader) return;
    if (leader.since < lives_.node(place.broker).died_at) return;
    if (leader.epoch != in_force->leader_epoch) return;
    if (!std::ranges::includes(leader.maximal, in_force->isr)) {
        violate("R4", place,
                fmt::format("to wait for [{}] at least", fmt::join(in_force->isr, ", ")),
                fmt::format("waits for [{}]", fmt::join(leader.maximal, ", ")),
                {sim::EventId(leader.since)});
    }
}

// --- Losses --------------------------------------------------------------------------------

/// R12 and R9: what a replica drops is not committed, or others have it and it is not in sync.
void ReplicationChecker::check_dropped(const Place& place, std::int64_t from, std::int64_t to) {
    const ReplicaShadow& shadow = place.partition.replicas[place.broker];
    const std::int64_t first = std::max(to, shadow.log_start);
    if (first >= std::min(from, losses_.committed_end(place.partition))) return;
    const auto epoch = losses_.committed(place.partition).epoch_at(first);
    if (!epoch || shadow.runs.epoch_at(first) != epoch) return;
    const bool anyone_has = std::ranges::any_of(place.partition.replicas, [&](const auto& other) {
        return other.first != place.broker && other.second.runs.epoch_at(first) == epoch;
    });
    if (losses_.is_loss_legal(place.partition)) return;
    const std::string observed = fmt::format("cut from {} to {}", from, to);
    if (!anyone_has) {
        violate("R9", place, fmt::format("offset {} of epoch {} on some replica", first, *epoch),
                observed, {shadow.appended_at});
    }
    if (losses_.eligible(place.partition).contains(place.broker) &&
        !losses_.is_tainted(place.partition, place.broker)) {
        violate("R12", place,
                fmt::format("offset {}, committed in epoch {}, to stay", first, *epoch), observed,
                {shadow.appended_at});
    }
}

void ReplicationChecker::on(const LogTruncated& fact, Place place) {
    check_dropped(place, fact.from, fact.to);
}

void ReplicationChecker::on(const LogRestarted& fact, Place place) {
    check_dropped(place, fact.from, fact.at);
}

}  // namespace assize::checkers
