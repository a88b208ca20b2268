#include "checkers/properties/acked_survives.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

#include "checkers/properties/loss_witness.h"

namespace assize::checkers {

namespace {

std::string_view topic_of(std::string_view partition) {
    return partition.substr(0, partition.rfind('-'));
}

std::string acks_in_words(std::int8_t acks) {
    return acks < 0 ? "acks=all" : fmt::format("acks={}", acks);
}

}  // namespace

// --- What users were told --------------------------------------------------------------------

void AckedSurvives::on_event(const sim::Event& event) {
    stories_.on_event(event);
    if (const auto* invoked = event.as<model::SendInvoked>()) {
        if (event.emitter) acks_of_open_[{event.emitter->process, invoked->send}] = invoked->acks;
    } else if (const auto* ended = event.as<model::SendEnded>()) {
        if (event.emitter) on(*ended, event);
    } else if (const auto* deleted = event.as<model::TopicDeleted>()) {
        forget_topic(deleted->topic);
    } else {
        on_batch(event);
        on_read(event);
    }
}

/// Who answered for which offsets: when two brokers lead at a time, both write the same ones.
void AckedSurvives::on_batch(const sim::Event& event) {
    if (!event.emitter) return;
    const sim::ProcessId producer = event.emitter->process;
    if (const auto* sent = event.as<model::ProducerBatchSent>()) {
        sent_to_[{{producer, std::string(sent->partition)}, sent->batch}] = sent->broker.value();
    } else if (const auto* told = event.as<model::ProducerBatchAcknowledged>()) {
        const ByProducerAndPartition key{producer, std::string(told->partition)};
        const auto sent_to = sent_to_.find({key, told->batch});
        if (sent_to == sent_to_.end()) return;
        if (told->base_offset) {
            const std::int64_t begin = told->base_offset->value();
            answers_.insert_or_assign(key, Answer{begin, begin + told->records, sent_to->second});
        }
        sent_to_.erase(sent_to);
    } else if (const auto* failed = event.as<model::ProducerBatchFailed>()) {
        sent_to_.erase({{producer, std::string(failed->partition)}, failed->batch});
    }
}

void AckedSurvives::on(const model::SendEnded& fact, const sim::Event& event) {
    const sim::ProcessId producer = event.emitter->process;
    const auto open = acks_of_open_.find({producer, fact.send});
    const std::int8_t acks = open == acks_of_open_.end() ? std::int8_t{-1} : open->second;
    if (open != acks_of_open_.end()) acks_of_open_.erase(open);
    if (fact.outcome != model::SendOutcome::kOk) return;
    if (!fact.offset) {
        without_offset_ += 1;
        return;
    }
    const auto answer = answers_.find({producer, std::string(fact.partition)});
    std::optional<std::int32_t> broker;
    if (answer != answers_.end() && answer->second.begin <= *fact.offset &&
        *fact.offset < answer->second.end) {
        broker = answer->second.broker;
    }
    const auto* append = stories_.find(fact.partition).append_of(*fact.offset, broker);
    std::optional<PartitionStories::Append> known;
    if (append) known = *append;
    partitions_[std::string(fact.partition)].acked.push_back({.offset = *fact.offset,
                                                              .send = fact.send,
                                                              .value = std::string(fact.value),
                                                              .producer = producer,
                                                              .acks = acks,
                                                              .event = event.id,
                                                              .at = event.at,
                                                              .append = known});
}

void AckedSurvives::on_read(const sim::Event& event) {
    if (!event.emitter) return;
    const std::string_view name = trace_.name(event.emitter->process);
    if (const auto* delivered = event.as<model::RecordDelivered>()) {
        if (!name.starts_with("reader-")) return;
        partitions_[std::string(delivered->partition)].read.insert_or_assign(
            delivered->offset, std::string(delivered->value));
    } else if (const auto* ended = event.as<model::FinalReadEnded>()) {
        partitions_[std::string(ended->partition)].final_read = FinalRead{
            .from = ended->from, .end = ended->end, .event = event.id, .reader = std::string(name)};
    }
}

/// A topic that is deleted takes its records along by right.
void AckedSurvives::forget_topic(std::string_view topic) {
    for (auto& [name, partition] : partitions_) {
        if (topic_of(name) == topic) partition = Partition();
    }
}

// --- The answer ------------------------------------------------------------------------------

Clause AckedSurvives::clause_of(const std::string& partition, const Acked& acked,
                                const Contract& contract) const {
    const Clause clause =
        contract.of(property::kAckedSurvives,
                    {.name = std::string(trace_.name(acked.producer)), .acks = acked.acks});
    if (clause.promise == Promise::kNone) return clause;
    const auto epoch = acked.append ? std::optional(acked.append->leader_epoch) : std::nullopt;
    if (auto excuse = contract.excuse_for_loss(partition, acked.offset, epoch)) {
        return {.promise = Promise::kNone, .reason = std::move(*excuse)};
    }
    return clause;
}

void AckedSurvives::judge(const std::string& name, const Partition& partition,
                          const Contract& contract, Findings& findings) const {
    const TopicSetup* topic = contract.setup().topic(topic_of(name));
    const std::int64_t deleted_below = contract.deleted_below(name);
    bool awaited = false;
    for (const Acked& acked : partition.acked) {
        Clause clause = clause_of(name, acked, contract);
        const bool promised = clause.promise == Promise::kPromised;
        findings.promised += promised ? 1 : 0;
        if (acked.offset < deleted_below) {
            findings.deleted += 1;
            continue;
        }
        if (!partition.final_read) {
            findings.unknown += 1;
            awaited = awaited || promised;
            continue;
        }
        const auto found = partition.read.find(acked.offset);
        if (found != partition.read.end() && found->second == acked.value) {
            findings.survived += 1;
        } else if (found == partition.read.end() && topic && topic->compacts) {
            findings.deleted += 1;
        } else {
            std::optional<std::string> instead;
            if (found != partition.read.end()) instead = found->second;
            findings.lost.push_back(
                {&name, &acked, &*partition.final_read, std::move(instead), std::move(clause)});
        }
    }
    if (awaited) findings.unread.push_back(&name);
}

PropertyVerdict AckedSurvives::finish(const Contract& contract) {
    Findings found;
    std::int64_t acknowledged = 0;
    for (const auto& [name, partition] : partitions_) {
        acknowledged += static_cast<std::int64_t>(partition.acked.size());
        judge(name, partition, contract, found);
    }
    const auto order = [](const Lost& lost) {
        return std::pair(lost.clause.promise == Promise::kNone, lost.acked->event);
    };
    std::ranges::sort(found.lost, {}, order);
    const auto lost_promised = std::ranges::count_if(
        found.lost, [](const Lost& lost) { return lost.clause.promise == Promise::kPromised; });

    Clause clause = contract.of(property::kAckedSurvives);
    if (acknowledged > 0 && found.promised == 0 && clause.promise == Promise::kPromised) {
        clause = {.promise = Promise::kNone, .reason = "nothing was acknowledged with acks=all"};
    }
    PropertyVerdict verdict{.name = std::string(property::kAckedSurvives),
                            .promise = clause.promise,
                            .reason = clause.reason,
                            .status = acknowledged > 0 ? Status::kHeld : Status::kVacuous};
    verdict.exposure = {{"acknowledged", acknowledged},
                        {"promised", found.promised},
                        {"survived", found.survived},
                        {"deleted", found.deleted},
                        {"lost", static_cast<std::int64_t>(found.lost.size())},
                        {"lost_promised", lost_promised},
                        {"without_offset", without_offset_}};
    verdict.cases = static_cast<std::int64_t>(found.lost.size());
    const bool is_broken = lost_promised > 0;
    if (is_broken || (!found.lost.empty() && found.unread.empty())) {
        explain(found.lost.front(), contract, verdict);
    } else if (found.unknown > 0) {
        verdict.status = Status::kUndecided;
        const std::string where = found.unread.empty() ? "a partition" : *found.unread.front();
        verdict.cases = found.unknown;
        verdict.summary = fmt::format("{} was not read to its end in the final check", where);
        verdict.expected = fmt::format("a final read of the {} acknowledged records that are there",
                                       found.unknown);
        verdict.observed = "no such read ended";
    }
    return verdict;
}

// --- The words -------------------------------------------------------------------------------

void AckedSurvives::explain(const Lost& lost, const Contract& contract,
                            PropertyVerdict& verdict) const {
    const Acked& acked = *lost.acked;
    const std::string& where = *lost.partition;
    const TopicSetup* topic = contract.setup().topic(topic_of(where));
    std::string setting = acks_in_words(acked.acks);
    if (acked.acks < 0 && topic) {
        setting += fmt::format(", min.insync.replicas={}", topic->min_insync_replicas);
    }
    verdict.status = Status::kViolated;
    verdict.promise = lost.clause.promise;
    verdict.reason = lost.clause.reason;
    verdict.summary =
        fmt::format("record {} of {} was acknowledged and then lost", acked.value, where);
    verdict.expected = fmt::format("{}@{} = {}, readable from {} on ({})", where, acked.offset,
                                   acked.value, in_ms(acked.at), setting);
    if (lost.instead) {
        verdict.observed = fmt::format("{} read {} at {}@{}", lost.read->reader, *lost.instead,
                                       where, acked.offset);
    } else {
        verdict.observed =
            fmt::format("{} read {} from {} up to {}: nothing at {}", lost.read->reader, where,
                        lost.read->from, lost.read->end, acked.offset);
    }
    verdict.witness = witness_of_loss({.partition = where,
                                       .offset = acked.offset,
                                       .append = acked.append,
                                       .acked_at = acked.event,
                                       .missed_at = lost.read->event},
                                      stories_, contract);
    verdict.subjects = {
        {"records", where, acked.offset, acked.offset + 1},
        {"send", std::string(trace_.name(acked.producer)), acked.send, acked.send + 1}};
}

}  // namespace assize::checkers
