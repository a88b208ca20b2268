#include "checkers/properties/consumers_catch_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checkers/properties/witness.h"

namespace assize::checkers {

namespace {

bool is_reader(std::string_view process) {
    return process.starts_with("reader-");
}

}  // namespace

void ConsumersCatchUp::on_event(const sim::Event& event) {
    if (const auto* healed = event.as<model::HealingEnded>()) {
        if (!healed->whole) not_whole_ = healed->lacks.empty() ? "not whole" : healed->lacks;
        return;
    }
    if (event.as<model::ConsumersAwaited>()) {
        waited_until_ = event.id;
        return;
    }
    if (!event.emitter) return;
    const std::string_view process = trace_.name(event.emitter->process);
    if (const auto* assigned = event.as<model::ReaderAssigned>()) {
        if (is_reader(process)) return;
        positions_[{std::string(process), std::string(assigned->partition)}] = {
            .assigned_at = event.id, .next = assigned->from};
    } else if (const auto* delivered = event.as<model::RecordDelivered>()) {
        if (is_reader(process)) {
            auto& last = final_reads_[std::string(delivered->partition)].last;
            last = std::max(last.value_or(-1), delivered->offset);
            return;
        }
        Position& position = positions_[{std::string(process), std::string(delivered->partition)}];
        position.delivered_at = event.id;
        position.next = delivered->offset + 1;
    } else if (const auto* ended = event.as<model::FinalReadEnded>()) {
        FinalRead& read = final_reads_[std::string(ended->partition)];
        read.ended_at = event.id;
        read.end = ended->end;
    }
}

bool ConsumersCatchUp::is_behind(const Key& key, const Position& position,
                                 const Contract& contract) const {
    const auto& [consumer, partition] = key;
    const auto read = final_reads_.find(partition);
    if (read == final_reads_.end() || !read->second.ended_at || !read->second.last) return false;
    const auto& setups = contract.setup().consumers;
    const auto setup = std::ranges::find(setups, consumer, &ConsumerSetup::name);
    if (!position.next) return setup == setups.end() || setup->from_earliest;
    return *position.next <= *read->second.last;
}

PropertyVerdict ConsumersCatchUp::finish(const Contract& contract) {
    const Clause clause = contract.of(property::kConsumersCatchUp);
    PropertyVerdict verdict{.name = std::string(property::kConsumersCatchUp),
                            .promise = clause.promise,
                            .reason = clause.reason};
    std::vector<std::pair<const Key*, const Position*>> behind;
    std::string unread;
    std::int64_t judged = 0;
    for (const auto& [key, position] : positions_) {
        const Processes::Process& process = contract.processes().find(key.first);
        const bool is_dead = !process.alive && process.changed_at.value() > 0;
        if (is_dead || process.paused) continue;
        const auto read = final_reads_.find(key.second);
        if (read == final_reads_.end() || !read->second.ended_at) unread = key.second;
        judged += 1;
        if (is_behind(key, position, contract)) behind.emplace_back(&key, &position);
    }
    verdict.exposure = {{"positions", judged}, {"behind", std::ssize(behind)}};
    verdict.cases = std::ssize(behind);
    verdict.status = judged > 0 ? Status::kHeld : Status::kVacuous;
    if (!behind.empty()) explain(*behind.front().first, *behind.front().second, verdict);
    if (judged == 0 || (behind.empty() && unread.empty())) return verdict;

    verdict.status = Status::kUndecided;
    if (behind.empty()) {
        verdict.summary = fmt::format("nobody knows how far {} goes", unread);
        verdict.expected = "a final read of it";
        verdict.observed = "none that ended";
    }
    if (!not_whole_.empty()) {
        verdict.promise = Promise::kNone;
        verdict.reason = "the cluster did not recover: " + not_whole_;
    } else if (!behind.empty() && waited_until_) {
        verdict.status = Status::kViolated;
    }
    return verdict;
}

void ConsumersCatchUp::explain(const Key& key, const Position& position,
                               PropertyVerdict& verdict) const {
    const auto& [consumer, partition] = key;
    const FinalRead& read = final_reads_.find(partition)->second;
    const std::int64_t next = position.next.value_or(0);
    verdict.summary = fmt::format("{} did not catch up with {}", consumer, partition);
    verdict.expected = fmt::format("{} to read {} up to {}, where the final read ended", consumer,
                                   partition, read.end);
    verdict.observed = position.delivered_at.value() > 0
                           ? fmt::format("its last record was at {}", next - 1)
                           : "it got nothing";
    verdict.witness = {{position.assigned_at, "it is to read"},
                       {position.delivered_at, "the last record it got"},
                       {*read.ended_at, "there is more"},
                       {waited_until_.value_or(sim::EventId(0)), "violated here"}};
    keep_few(verdict.witness);
    verdict.subjects = {{"records", partition, next, *read.last + 1}};
}

}  // namespace assize::checkers
