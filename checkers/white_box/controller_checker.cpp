#include "checkers/white_box/controller_checker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace assize::checkers {

using namespace model;

namespace {

using Numbers = std::vector<std::int32_t>;

bool contains(const Numbers& all, std::int32_t one) {
    return std::ranges::find(all, one) != all.end();
}
bool includes(const Numbers& all, const Numbers& some) {
    return std::ranges::all_of(some, [&](std::int32_t one) { return contains(all, one); });
}
bool are_apart(const Numbers& some, const Numbers& others) {
    return std::ranges::none_of(some, [&](std::int32_t one) { return contains(others, one); });
}
std::string list(const Numbers& numbers) {
    return fmt::format("[{}]", fmt::join(numbers, ", "));
}
/// The reason of what somebody asked for by ElectLeaders.
constexpr std::string_view kByOperator = "elect_leaders";

std::string name_of(const PartitionChanged& fact) {
    return fmt::format("{}-{}", fact.topic, fact.partition);
}
std::string broker_name(std::int32_t broker) {
    return fmt::format("broker {}", broker);
}

}  // namespace

void ControllerChecker::on_event(const sim::Event& event) {
    if (const auto* applied = event.as<MetadataApplied>()) return on(*applied);
    if (const auto* changed = event.as<PartitionChanged>()) {
        PartitionShadow* partition = shadows_.find_decided(event, changed->topic_id);
        return decide(changed->offset, changed->epoch, PartitionDecision{*changed, partition});
    }
    if (const auto* accepted = event.as<BrokerRegistrationAccepted>()) {
        return decide(accepted->offset, accepted->epoch, *accepted);
    }
    if (const auto* fencing = event.as<BrokerFencingChanged>()) {
        return decide(fencing->offset, fencing->epoch, *fencing);
    }
    if (const auto* gone = event.as<BrokerUnregistered>()) {
        return decide(gone->offset, gone->epoch, *gone);
    }
    if (const auto* completed = event.as<WriteOperationCompleted>()) return on(*completed);
    if (const auto* granted = event.as<BrokerShutdownGranted>()) return on(*granted);
}

void ControllerChecker::violate(std::string_view invariant, std::string about, std::string expected,
                                std::string observed, std::vector<sim::EventId> witnesses) {
    violations_.add(invariant, {.about = std::move(about),
                                .expected = std::move(expected),
                                .observed = std::move(observed),
                                .witnesses = std::move(witnesses)});
}

// --- From decision to commitment -----------------------------------------------------------

void ControllerChecker::decide(std::int64_t offset, std::int32_t epoch, Decision decision) {
    pending_.emplace(offset, Pending{.epoch = epoch,
                                     .decided_at = violations_.event(),
                                     .decision = std::move(decision)});
}

void ControllerChecker::on(const MetadataApplied& fact) {
    const auto [known, is_new] = applied_.try_emplace(
        fact.end, Applied{.digest = fact.digest, .said_at = violations_.event()});
    if (!is_new && known->second.digest != fact.digest) {
        violate("K15", fmt::format("node {}", fact.node),
                fmt::format("an image of digest {} at {}", known->second.digest, fact.end),
                fmt::format("one of digest {}", fact.digest), {known->second.said_at});
    }
    if (quorum_.high_watermark() && fact.end > *quorum_.high_watermark()) {
        violate("R16", fmt::format("node {}", fact.node),
                fmt::format("at most {} applied, which is committed", *quorum_.high_watermark()),
                fmt::format("applied up to {}", fact.end), {});
    }
    if (fact.snapshot && fact.epochs.empty()) return;
    for (std::size_t i = 0; i < fact.epochs.size(); ++i) {
        const bool last = i + 1 == fact.epochs.size();
        note_committed(fact.epoch_begins[i],
                       {last ? fact.end : fact.epoch_begins[i + 1], fact.epochs[i]});
    }
    while (!pending_.empty() && pending_.begin()->first < fact.end) {
        const auto first = pending_.begin();
        const std::int64_t offset = first->first;
        const Pending pending = std::move(first->second);
        pending_.erase(first);
        if (!was_replaced(offset, pending.epoch)) commit(offset, pending);
    }
}

void ControllerChecker::note_committed(std::int64_t begin, Run run) {
    const auto after = committed_.upper_bound(begin);
    if (after != committed_.begin()) {
        Run& before = std::prev(after)->second;
        if (before.epoch == run.epoch && begin <= before.end) {
            before.end = std::max(before.end, run.end);
            return;
        }
    }
    committed_.insert_or_assign(begin, run);
}

/// Whether a record of another epoch is committed there: also one that was before the decision,
/// which a leader took that had not heard of its successor. Where nobody told of it, it was not.
bool ControllerChecker::was_replaced(std::int64_t offset, std::int32_t epoch) const {
    const auto after = committed_.upper_bound(offset);
    if (after == committed_.begin()) return false;
    const Run& run = std::prev(after)->second;
    return offset < run.end && run.epoch != epoch;
}

void ControllerChecker::commit(std::int64_t offset, const Pending& pending) {
    std::visit([&](const auto& decision) { take(offset, pending, decision); }, pending.decision);
}

// --- Partitions ----------------------------------------------------------------------------

void ControllerChecker::take(std::int64_t, const Pending& pending,
                             const PartitionDecision& decision) {
    const PartitionChanged& now = decision.fact;
    const sim::EventId at = pending.decided_at;
    const auto key = std::pair(now.topic_id, now.partition);
    const auto before = partitions_.find(key);
    check_sets(now, at);
    check_brokers(before == partitions_.end() ? nullptr : &before->second.state, now, at);
    if (before != partitions_.end()) {
        check_epochs(before->second, now, at);
        check_reassignment(before->second, now, at);
    }
    partitions_.insert_or_assign(key, Partition{.state = now, .decided_at = at});
    if (decision.partition) {
        const std::set<std::int32_t> last_known(now.last_known_elr.begin(),
                                                now.last_known_elr.end());
        replication_.on_in_force(*decision.partition, {.leader_epoch = now.leader_epoch,
                                                       .leader = now.leader,
                                                       .isr = {now.isr.begin(), now.isr.end()},
                                                       .elr = {now.elr.begin(), now.elr.end()},
                                                       .last_known_elr = last_known,
                                                       .min_isr = now.min_isr,
                                                       .unclean = now.unclean,
                                                       .by_operator = now.reason == kByOperator,
                                                       .decided_at = at});
    }
}

void ControllerChecker::check_sets(const PartitionChanged& now, sim::EventId at) {
    const auto check = [&](bool holds, std::string expected) {
        if (holds) return;
        violate(
            "R3", name_of(now), std::move(expected),
            fmt::format("replicas {}, ISR {}, ELR {}, leader {}, min ISR {}", list(now.replicas),
                        list(now.isr), list(now.elr), now.leader.value_or(-1), now.min_isr),
            {at});
    };
    check(includes(now.replicas, now.isr), "an ISR among the replicas");
    check(includes(now.replicas, now.elr), "an ELR among the replicas");
    check(are_apart(now.isr, now.elr), "nobody both in ISR and ELR");
    check(static_cast<std::int32_t>(now.isr.size()) < now.min_isr || now.elr.empty(),
          "no ELR when enough are in sync");
    check(!now.leader || contains(now.isr, *now.leader), "a leader that is in sync");
    const bool are_replicas =
        includes(now.replicas, now.adding) && includes(now.replicas, now.removing);
    if (!are_replicas || !are_apart(now.adding, now.removing)) {
        violate("R18", name_of(now), "replicas to add and to remove, of the replicas and distinct",
                fmt::format("replicas {}, adding {}, removing {}", list(now.replicas),
                            list(now.adding), list(now.removing)),
                {at});
    }
}

void ControllerChecker::check_epochs(const Partition& before, const PartitionChanged& now,
                                     sim::EventId at) {
    const PartitionChanged& old = before.state;
    const auto check = [&](bool holds, std::string expected) {
        if (holds) return;
        violate("R2", name_of(now), std::move(expected),
                fmt::format("partition epoch {}, leader epoch {}, leader {}", now.partition_epoch,
                            now.leader_epoch, now.leader.value_or(-1)),
                {before.decided_at, at});
    };
    check(now.partition_epoch > old.partition_epoch,
          fmt::format("a partition epoch beyond {}", old.partition_epoch));
    check(now.leader_epoch >= old.leader_epoch,
          fmt::format("a leader epoch of at least {}", old.leader_epoch));
    check(now.leader == old.leader || now.leader_epoch > old.leader_epoch,
          fmt::format("a leader epoch beyond {} for another leader", old.leader_epoch));
}

void ControllerChecker::check_reassignment(const Partition& before, const PartitionChanged& now,
                                           sim::EventId at) {
    const PartitionChanged& old = before.state;
    const bool was_under_way = !old.adding.empty() || !old.removing.empty();
    if (!was_under_way || !now.adding.empty() || !now.removing.empty()) return;
    const bool completed =
        are_apart(now.replicas, old.removing) && includes(now.replicas, old.adding);
    if (completed && !includes(now.isr, now.replicas)) {
        violate("R18", name_of(now),
                fmt::format("all of {} in sync when the reassignment ends", list(now.replicas)),
                fmt::format("ISR {}", list(now.isr)), {before.decided_at, at});
    }
}

/// Who joins the ISR, and who is elected, is unfenced and in the life that was counted.
void ControllerChecker::check_brokers(const PartitionChanged* before, const PartitionChanged& now,
                                      sim::EventId at) {
    for (std::size_t i = 0; before && i < now.isr.size(); ++i) {
        const auto broker = brokers_.find(now.isr[i]);
        if (broker == brokers_.end() || contains(before->isr, now.isr[i])) continue;
        const bool is_current =
            i >= now.isr_broker_epochs.size() || now.isr_broker_epochs[i] == broker->second.epoch;
        if (broker->second.fenced || !is_current) {
            violate("R15", name_of(now),
                    fmt::format("{}, unfenced, with epoch {} to join", broker_name(now.isr[i]),
                                broker->second.epoch),
                    broker->second.fenced ? "it is fenced"
                                          : fmt::format("epoch {}", now.isr_broker_epochs[i]),
                    {broker->second.said_at, at});
        }
    }
    const bool elected = now.leader && now.leader_elected;
    const auto leader = elected ? brokers_.find(*now.leader) : brokers_.end();
    if (leader != brokers_.end() && leader->second.fenced) {
        violate("K18", name_of(now), "a leader that is not fenced",
                fmt::format("{} elected", broker_name(*now.leader)), {leader->second.said_at, at});
    }
}

// --- Brokers -------------------------------------------------------------------------------

void ControllerChecker::take(std::int64_t offset, const Pending& pending,
                             const BrokerRegistrationAccepted& fact) {
    Broker& broker = brokers_[fact.broker];
    const bool is_same_again =
        fact.incarnation == broker.incarnation && fact.broker_epoch == broker.epoch;
    if (!is_same_again && (fact.broker_epoch <= broker.epoch || fact.broker_epoch != offset)) {
        violate("K17", broker_name(fact.broker),
                fmt::format("epoch {}, where the registration is, beyond {}", offset, broker.epoch),
                fmt::format("epoch {}", fact.broker_epoch), {broker.said_at, pending.decided_at});
    }
    broker = {.epoch = fact.broker_epoch,
              .incarnation = fact.incarnation,
              .fenced = fact.fenced,
              .registered = true,
              .said_at = pending.decided_at};
}

void ControllerChecker::take(std::int64_t, const Pending& pending,
                             const BrokerFencingChanged& fact) {
    Broker& broker = brokers_[fact.broker];
    if (broker.registered && fact.broker_epoch != broker.epoch) {
        violate("K17", broker_name(fact.broker), fmt::format("its epoch {}", broker.epoch),
                fmt::format("a change of its epoch {}", fact.broker_epoch),
                {broker.said_at, pending.decided_at});
    }
    const bool is_unfenced = broker.fenced && !fact.fenced;
    if (is_unfenced && fact.metadata_offset && *fact.metadata_offset < fact.broker_epoch) {
        violate("K18", broker_name(fact.broker),
                fmt::format("metadata up to its registration at {}", fact.broker_epoch),
                fmt::format("unfenced with metadata up to {}", *fact.metadata_offset),
                {pending.decided_at});
    }
    broker.epoch = fact.broker_epoch;
    broker.fenced = fact.fenced;
    broker.registered = true;
    broker.said_at = pending.decided_at;
}

void ControllerChecker::take(std::int64_t, const Pending& pending, const BrokerUnregistered& fact) {
    Broker& broker = brokers_[fact.broker];
    broker.registered = false;
    broker.fenced = true;
    broker.said_at = pending.decided_at;
}

// --- Answers -------------------------------------------------------------------------------

void ControllerChecker::on(const WriteOperationCompleted& fact) {
    if (!quorum_.high_watermark() || fact.end <= *quorum_.high_watermark()) return;
    violate("K16", fmt::format("controller {}", fact.controller),
            fmt::format("an answer on records below {}", *quorum_.high_watermark()),
            fmt::format("{} answered on records below {}", fact.operation, fact.end), {});
}

void ControllerChecker::on(const BrokerShutdownGranted& fact) {
    if (!fact.controlled || fact.leads == 0) return;
    violate("K18", broker_name(fact.broker), "to lead nothing when it goes",
            fmt::format("it leads {} partitions", fact.leads), {});
}

}  // namespace assize::checkers
