#include "checkers/properties/producer_sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checkers/properties/white_box_property.h"
#include "checkers/properties/witness.h"

namespace assize::checkers {

namespace {

constexpr std::int64_t kSequences = std::int64_t{1} << 31;  // After the last one comes 0.

}  // namespace

void ProducerSequence::on_event(const sim::Event& event) {
    if (const auto* appended = event.as<model::BatchAppended>()) {
        if (appended->producer_id && appended->base_sequence) append(*appended, event);
    } else if (event.as<model::DuplicateRecognized>()) {
        duplicates_ += 1;
    } else if (const auto* truncated = event.as<model::LogTruncated>()) {
        cut(event, truncated->topic_id, truncated->broker, truncated->to);
    } else if (const auto* loaded = event.as<model::LogLoaded>()) {
        cut(event, loaded->topic_id, loaded->broker, loaded->log_end);
    } else if (const auto* created = event.as<model::LogCreated>()) {
        cut(event, created->topic_id, created->broker, 0);
    } else if (const auto* restarted = event.as<model::LogRestarted>()) {
        cut(event, restarted->topic_id, restarted->broker, 0);
    } else if (const auto* expired = event.as<model::ProducersExpired>()) {
        const auto log = logs_.find(log_of(event, expired->topic_id, expired->broker));
        if (log == logs_.end()) return;
        for (const std::int64_t id : expired->producer_ids) log->second.erase(id);
    }
}

ProducerSequence::Log ProducerSequence::log_of(const sim::Event& event, std::string_view topic_id,
                                               std::int32_t broker) const {
    const auto partition = partition_of(event);
    return {std::string(partition ? trace_.name(*partition) : std::string_view()),
            std::string(topic_id), broker};
}

void ProducerSequence::cut(const sim::Event& event, std::string_view topic_id, std::int32_t broker,
                           std::int64_t end) {
    const auto log = logs_.find(log_of(event, topic_id, broker));
    if (log == logs_.end()) return;
    for (auto& [producer, batches] : log->second) {
        while (!batches.empty() && batches.back().base >= end) batches.pop_back();
    }
}

void ProducerSequence::append(const model::BatchAppended& fact, const sim::Event& event) {
    const Log log = log_of(event, fact.topic_id, fact.broker);
    std::vector<Batch>& batches = logs_[log][*fact.producer_id];
    const Batch now{.base = fact.base,
                    .epoch = fact.producer_epoch.value_or(0),
                    .first = *fact.base_sequence,
                    .count = fact.end - fact.base,
                    .event = event.id};
    batches_ += 1;
    if (!batches.empty()) {
        const Batch& before = batches.back();
        const std::int64_t next = (before.first + before.count) % kSequences;
        if (now.epoch < before.epoch) {
            violate(log, fmt::format("an epoch of at least {}", before.epoch), before, now,
                    *fact.producer_id);
        } else if (now.epoch > before.epoch && now.first != 0) {
            violate(log, fmt::format("sequence number 0 in epoch {}", now.epoch), before, now,
                    *fact.producer_id);
        } else if (now.epoch == before.epoch && now.first != next) {
            violate(log, fmt::format("sequence number {} in epoch {}", next, now.epoch), before,
                    now, *fact.producer_id);
        }
    }
    batches.push_back(now);
}

void ProducerSequence::violate(const Log& log, std::string expected, const Batch& before,
                               const Batch& now, std::int64_t producer) {
    cases_ += 1;
    raise(property::kProducerSequence);
    if (first_) return;
    const auto& [partition, topic_id, broker] = log;
    const bool again = now.epoch == before.epoch && now.first <= before.first;
    PropertyVerdict verdict{.name = std::string(property::kProducerSequence), .reason = {}};
    verdict.status = Status::kViolated;
    verdict.summary =
        again
            ? fmt::format("{} has a batch of producer id {} twice", partition, producer)
            : fmt::format("{} has the batches of producer id {} with a break", partition, producer);
    verdict.expected = std::move(expected);
    verdict.observed = fmt::format("sequence number {} in epoch {}, in the log of broker {}",
                                   now.first, now.epoch, broker);
    verdict.witness = {{before.event, "the batch before"}, {now.event, "violated here"}};
    verdict.subjects = {{"records", partition, before.base, now.base + now.count}};
    first_ = std::move(verdict);
}

PropertyVerdict ProducerSequence::finish(const Contract& contract) {
    // What the white box found, if anything, and else what was found here.
    PropertyVerdict verdict =
        verdict_of(property::kProducerSequence, box_, contract, batches_ + duplicates_ > 0);
    if (first_) {
        first_->promise = verdict.promise;
        first_->reason = std::move(verdict.reason);
        first_->cases = verdict.cases;
        verdict = std::move(*first_);
    }
    verdict.cases += cases_;
    verdict.exposure = {{"batches", batches_}, {"duplicates_recognized", duplicates_}};
    return verdict;
}

}  // namespace assize::checkers
