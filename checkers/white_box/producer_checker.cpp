#include "checkers/white_box/producer_checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace assize::checkers {

using namespace model;

namespace {

constexpr std::int64_t kSequencesInAll = std::int64_t{1} << 31;  // After the last one comes 0.

ProducerStep step_of(const BatchAppended& fact) {
    using Kind = ProducerStep::Kind;
    ProducerStep step{.base = fact.base,
                      .count = static_cast<std::int32_t>(fact.end - fact.base),
                      .last_sequence = -1,
                      .epoch = static_cast<std::int16_t>(fact.producer_epoch.value_or(0)),
                      .kind = fact.control         ? Kind::kControl
                              : fact.transactional ? Kind::kTransactional
                                                   : Kind::kData};
    if (fact.base_sequence && !fact.control) {
        const std::int64_t last = *fact.base_sequence + (fact.end - fact.base) - 1;
        step.last_sequence = static_cast<std::int32_t>(last % kSequencesInAll);
    }
    return step;
}

std::optional<std::int64_t> unless_negative(std::int64_t number) {
    return number < 0 ? std::nullopt : std::optional(number);
}

}  // namespace

void ProducerChecker::on_event(const sim::Event& event) {
    if (const auto* appended = event.as<BatchAppended>()) {
        if (!appended->producer_id && open_.empty()) return;
    }
    with_partition<BatchAppended, TxnMarkerAppended, ProducerStateChanged, ProducerStatesRebuilt,
                   ProducersExpired, LogCreated, LogLoaded, LogTruncated, LogTruncationFlushed,
                   LogRestarted, LogStartMoved, LogClosed, LogSetAside>(
        shadows_, event, [&](const auto& fact, PartitionShadow& partition) {
            on(fact, Place(partition, fact.broker));
        });
}

void ProducerChecker::violate(const Place& place, std::int64_t producer,
                              const std::optional<ProducerMemory>& expected,
                              const std::optional<ProducerMemory>& observed, sim::EventId witness) {
    violations_.add("L6", {.about = fmt::format("{} at {}", place.partition.label, place.broker),
                           .expected = fmt::format("of producer {} it remembers {}", producer,
                                                   to_string(expected)),
                           .observed = to_string(observed),
                           .witnesses = {witness}});
}

ProducerChecker::Log* ProducerChecker::find(const Place& place) {
    const auto found = logs_.find(place.key);
    return found == logs_.end() ? nullptr : &found->second;
}

// --- Batch by batch ------------------------------------------------------------------------

void ProducerChecker::on(const BatchAppended& fact, const Place& place) {
    settle(place);
    if (open_.erase(place.key) > 0) logs_[place.key].before_cut.reset();
    if (!fact.producer_id) return;
    const auto [found, is_new] = logs_.try_emplace(place.key);
    Log& log = found->second;
    if (is_new) log.complete = place.replica && place.replica->exists;
    Producer& producer = log.known.producers[*fact.producer_id];
    producer.history.add(step_of(fact));
    producer.appended_at = violations_.event();
    remember(producer.memory, producer.history.last());
}

void ProducerChecker::on(const TxnMarkerAppended& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    Producer& producer = log->known.producers[fact.producer_id];
    if (!producer.history.mark(fact.base, fact.coordinator_epoch)) return;
    remember(producer.memory, producer.history.last());
}

void ProducerChecker::on(const ProducerStateChanged& fact, const Place& place) {
    Producer& producer = logs_[place.key].known.producers[fact.producer_id];
    const ProducerMemory told{.epoch = fact.producer_epoch,
                              .last_sequence = fact.last_sequence,
                              .coordinator_epoch = fact.coordinator_epoch,
                              .txn_first_offset = fact.txn_first_offset};
    const bool is_first_known = !logs_[place.key].complete && producer.history.size() == 1;
    if (!is_first_known && producer.memory != told) {
        violate(place, fact.producer_id, producer.memory, told, producer.appended_at);
    }
    producer.memory = told;
}

void ProducerChecker::on(const ProducersExpired& fact, const Place& place) {
    settle(place);
    Log* const log = find(place);
    if (!log) return;
    for (const std::int64_t id : fact.producer_ids) {
        Producer& producer = log->known.producers[id];
        if (producer.memory && producer.memory->txn_first_offset) {
            violate(place, id, producer.memory, std::nullopt, producer.appended_at);
        }
        producer.memory.reset();
        producer.expired_at = place.replica ? place.replica->end : 0;
    }
}

void ProducerChecker::on(const LogStartMoved& fact, const Place& place) {
    if (Log* const log = find(place)) {
        log->known.log_start_max = std::max(log->known.log_start_max, fact.to);
    }
}

// --- What is rebuilt -----------------------------------------------------------------------

void ProducerChecker::cut(Known& known, std::int64_t end) {
    for (auto& [id, producer] : known.producers) {
        producer.history.cut(end);
        producer.expired_at = std::min(producer.expired_at, end);
    }
    known.log_start_max = std::min(known.log_start_max, end);
}

/// What the log remembers from now on it says next, unless it remembers nobody.
void ProducerChecker::begin_rebuild(Log& log, const Place& place) {
    log.is_rebuilt = true;
    log.rebuilt_at = violations_.event();
    open_.insert(place.key);
}

/// Whatever was to be said by now was not: the log remembers nobody.
void ProducerChecker::settle(const Place& place) {
    if (open_.empty()) return;
    Log* const log = find(place);
    if (log && log->is_rebuilt) judge_rebuilt(*log, {}, place);
}

void ProducerChecker::on(const ProducerStatesRebuilt& fact, const Place& place) {
    Memories told;
    for (std::size_t i = 0; i < fact.producer_ids.size(); ++i) {
        const auto at = [i](const std::vector<std::int64_t>& numbers) {
            return i < numbers.size() ? numbers[i] : -1;
        };
        told.emplace(
            fact.producer_ids[i],
            ProducerMemory{.epoch = at(fact.producer_epochs),
                           .last_sequence = unless_negative(at(fact.last_sequences)),
                           .coordinator_epoch = unless_negative(at(fact.coordinator_epochs)),
                           .txn_first_offset = unless_negative(at(fact.txn_first_offsets))});
    }
    judge_rebuilt(logs_[place.key], told, place);
}

void ProducerChecker::judge_rebuilt(Log& log, const Memories& told, const Place& place) {
    for (const auto& [id, memory] : told) log.known.producers.try_emplace(id);
    const bool is_judged = log.complete && lives_.node(place.broker).disk_erred_at == 0;
    for (auto& [id, producer] : log.known.producers) {
        const auto found = told.find(id);
        const auto memory = found == told.end() ? std::nullopt : std::optional(found->second);
        const std::int64_t horizon = std::max(log.known.log_start_max, producer.expired_at);
        if (is_judged && !producer.history.allows(memory, horizon)) {
            violate(place, id, producer.history.fold(), memory, log.rebuilt_at);
        }
        producer.memory = memory;
    }
    log.is_rebuilt = false;
}

void ProducerChecker::on(const LogTruncated& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    if (!log->before_cut) log->before_cut = log->known;
    cut(log->known, fact.to);
    begin_rebuild(*log, place);
}

void ProducerChecker::on(const LogTruncationFlushed&, const Place& place) {
    if (Log* const log = find(place)) log->before_cut.reset();
}

void ProducerChecker::on(const LogRestarted& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    if (!log->before_cut) log->before_cut = log->known;
    cut(log->known, 0);
    log->known.log_start_max = fact.at;
    begin_rebuild(*log, place);
}

void ProducerChecker::on(const LogLoaded& fact, const Place& place) {
    Log* log = find(place);
    if (!log) {
        if (place.replica && place.replica->exists) return;
        log = &logs_[place.key];
        log->complete = false;
    }
    if (log->before_cut) log->known = *std::exchange(log->before_cut, std::nullopt);
    cut(log->known, fact.log_end);
    log->known.log_start_max = std::max(log->known.log_start_max, fact.log_start);
    begin_rebuild(*log, place);
}

void ProducerChecker::on(const LogClosed&, const Place& place) {
    settle(place);
}

void ProducerChecker::on(const LogCreated&, const Place& place) {
    logs_.erase(place.key);
    open_.erase(place.key);
}

void ProducerChecker::on(const LogSetAside&, const Place& place) {
    logs_.erase(place.key);
    open_.erase(place.key);
}

}  // namespace assize::checkers
