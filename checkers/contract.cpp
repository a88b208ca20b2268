#include "checkers/contract.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checkers/property.h"
#include "model/facts.h"

namespace assize::checkers {

namespace {

Clause promised(std::string reason) {
    return {.promise = Promise::kPromised, .reason = std::move(reason)};
}
Clause not_promised(std::string reason) {
    return {.promise = Promise::kNone, .reason = std::move(reason)};
}

Clause survival(const ProducerSetup& producer) {
    if (producer.acks == 0) return not_promised("with acks=0 nobody says that a record arrived");
    if (producer.acks == 1) {
        return not_promised("with acks=1 a leader acknowledges what no other replica has yet");
    }
    return promised("with acks=all a record is acknowledged when all in sync have it");
}

Clause no_duplicates(const ProducerSetup& producer) {
    if (producer.enable_idempotence)
        return promised("an idempotent producer writes each send once");
    if (producer.retries == 0) return promised("with retries=0 each send is tried once");
    return not_promised(
        "without enable.idempotence a retry of what was written already writes it again");
}

Clause order_of_sends(const ProducerSetup& producer) {
    if (producer.enable_idempotence) return promised("an idempotent producer keeps its order");
    if (producer.max_in_flight == 1) {
        return promised("with max.in.flight.requests.per.connection=1 no batch overtakes another");
    }
    if (producer.retries == 0) return promised("with retries=0 no batch is sent after a later one");
    return not_promised(fmt::format(
        "with max.in.flight.requests.per.connection={} and without enable.idempotence a retry "
        "may come after a later batch",
        producer.max_in_flight));
}

Clause both(const Clause& one, const Clause& other) {
    if (one.promise == Promise::kNone) return one;
    if (other.promise == Promise::kNone) return other;
    return promised(fmt::format("{}, and {}", one.reason, other.reason));
}

/// None when the property has nothing to do with how producers are configured.
std::optional<Clause> clause_for_producer(std::string_view name, const ProducerSetup& producer) {
    if (name == property::kAckedSurvives || name == property::kAtLeastOnce) {
        return survival(producer);
    }
    if (name == property::kAtMostOnce) return no_duplicates(producer);
    if (name == property::kExactlyOnce) return both(survival(producer), no_duplicates(producer));
    if (name == property::kOrderProducer || name == property::kOrderKey) {
        return order_of_sends(producer);
    }
    return std::nullopt;
}

}  // namespace

Contract::Contract(const TrialSetup& setup, const sim::Trace& trace, const LossOracle& losses)
    : setup_(setup), trace_(trace), losses_(losses), processes_(trace) {}

void Contract::on_event(const sim::Event& event) {
    processes_.on_event(event);
    if (const auto* phase = event.as<model::PhaseBegan>()) {
        is_healed_ = is_healed_ || phase->phase == model::Phase::kFinalCheck ||
                     phase->phase == model::Phase::kHealing;
    }
    if (const auto* config = event.as<model::ConfigChanged>()) {
        const bool is_on =
            config->key == "unclean.leader.election.enable" && config->value == "true";
        if (is_on) unclean_topics_.insert(config->resource_type == "topic" ? config->resource : "");
    }
    const auto* moved = event.as<model::LogStartMoved>();
    if (!moved) return;
    // Followers adopt what their leader decided; a leader's own decision comes first.
    if (moved->reason != model::LogStartReason::kRetention &&
        moved->reason != model::LogStartReason::kDeleteRecords) {
        return;
    }
    for (const sim::Subject& subject : event.about.subjects) {
        if (subject.kind != "records") continue;
        std::int64_t& below = deleted_below_[std::string(trace_.name(subject.name))];
        below = std::max(below, moved->to);
        return;
    }
}

// --- By configuration ------------------------------------------------------------------------

Clause Contract::of(std::string_view name, const ProducerSetup& producer) const {
    auto clause = clause_for_producer(name, producer);
    return clause ? std::move(*clause) : of_control(name);
}

Clause Contract::of(std::string_view name) const {
    if (!clause_for_producer(name, ProducerSetup{})) return of_control(name);
    if (setup_.producers.empty()) return not_promised("there are no producers");
    Clause first = of(name, setup_.producers.front());
    for (const ProducerSetup& producer : setup_.producers) {
        Clause clause = of(name, producer);
        if (clause.promise == Promise::kPromised) return clause;
    }
    return first;
}

Clause Contract::of_invariant(std::string_view invariant, std::string_view name) const {
    // Voters are static: who lost its disk lost its vote, and may give it again.
    if (invariant.starts_with('K') && voters_wiped() > 0) {
        return not_promised(
            fmt::format("{} of the voters came back with an empty disk, and without the vote "
                        "that it had given",
                        voters_wiped()));
    }
    return of(name);
}

Clause Contract::of_control(std::string_view name) const {
    const auto voters = std::ranges::count(setup_.nodes, true, &NodeSetup::is_voter);
    if (name == property::kMetadataDurable && voters > 0) {
        const std::int64_t wiped = voters_wiped();
        if (wiped * 2 >= voters) {
            return not_promised(fmt::format("{} of {} voters lost their disks", wiped, voters));
        }
        const auto has_lost_power = [&](const NodeSetup& node) {
            return node.is_voter && processes_.find(node.name).power_losses > 0;
        };
        if (voters == 1 && std::ranges::any_of(setup_.nodes, has_lost_power)) {
            return not_promised("the only voter lost power, and with it what was not durable");
        }
    }
    if (name.starts_with("liveness.") && name != property::kSendsEnd) {
        if (!is_healed_) return not_promised("the faults were never taken back");
        return promised("after the faults were taken back, all goes on");
    }
    if (name == property::kSendsEnd) {
        return promised("a send ends within max.block.ms and delivery.timeout.ms");
    }
    if (name == property::kProducerSequence) {
        return promised("a leader takes each sequence number of a producer once, in order");
    }
    return promised("whatever the configuration and the faults");
}

// --- By what happened ------------------------------------------------------------------------

std::optional<std::string> Contract::excuse_for_loss(
    std::string_view partition, std::int64_t offset,
    std::optional<std::int32_t> leader_epoch) const {
    for (const Loss& loss : losses_.losses()) {
        if (!loss.is_legal()) continue;
        if (!loss.takes(partition, offset, leader_epoch.value_or(loss.leader_epoch - 1))) continue;
        const std::string who = fmt::format("broker {} was elected in epoch {} of {}", loss.leader,
                                            loss.leader_epoch, partition);
        if (loss.excuse == Loss::Excuse::kUncleanElection) {
            return who + ", though neither in sync nor eligible";
        }
        return who + " after all who were in sync or eligible had lost part of their logs";
    }
    return std::nullopt;
}

bool Contract::may_elect_uncleanly(std::string_view partition) const {
    const std::string_view topic = partition.substr(0, partition.rfind('-'));
    const TopicSetup* setup = setup_.topic(topic);
    if (!setup || setup->unclean_leader_election) return true;
    return unclean_topics_.contains(topic) || unclean_topics_.contains("");
}

std::int64_t Contract::deleted_below(std::string_view partition) const {
    const auto found = deleted_below_.find(partition);
    return found == deleted_below_.end() ? 0 : found->second;
}

std::int64_t Contract::voters_wiped() const {
    return std::ranges::count_if(setup_.nodes, [&](const NodeSetup& node) {
        return node.is_voter && processes_.find(node.name).wipes > 0;
    });
}

}  // namespace assize::checkers
