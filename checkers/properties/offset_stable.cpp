#include "checkers/properties/offset_stable.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "checkers/properties/story.h"

namespace assize::checkers {
namespace {

using ledger::Disagreement;
using ledger::kNoEvent;
using ledger::kNone;
using ledger::Ledger;
using ledger::OffsetRow;
using ledger::Place;
using ledger::Send;
using ledger::SendRef;

/// Somebody says that one record is there, somebody else that another is.
struct Conflict {
    std::uint32_t partition;
    std::int64_t offset;
    SendRef one;
    sim::EventId one_said;
    std::string one_by;
    SendRef other;
    sim::EventId other_said;
    std::string other_by;
};

class ConflictSearch {
public:
    ConflictSearch(const Ledger& ledger, const Contract& contract)
        : ledger_(ledger), contract_(contract) {}

    Cases<Conflict> search() {
        for (const Disagreement& found : ledger_.account().disagreements()) {
            add(found);
            compare_others(found);
        }
        for (std::uint32_t producer = 0; producer < ledger_.sends().producers(); ++producer) {
            const auto& sends = ledger_.sends().of(producer);
            for (std::uint32_t number = 0; number < sends.size(); ++number) {
                compare_told({producer, number}, sends[number]);
            }
        }
        return std::move(found_);
    }

private:
    void add(const Disagreement& found) {
        if (is_recreated(found.partition)) return;
        found_.add(clause(found.partition, found.offset, found.one, found.other),
                   {.partition = found.partition,
                    .offset = found.offset,
                    .one = found.one,
                    .one_said = found.one_seen,
                    .one_by = reader(found.one_reading),
                    .other = found.other,
                    .other_said = found.other_seen,
                    .other_by = reader(found.other_reading)});
    }

    // All are compared with the first that was read there. Should that have been lost by right,
    // those that came after it have to agree all the same.
    void compare_others(const Disagreement& found) {
        const auto [before, is_first] =
            last_at_.try_emplace(std::pair(found.partition, found.offset), found);
        if (is_first) return;
        const Disagreement other = std::exchange(before->second, found);
        if (other.other == found.other) return;
        add({.partition = found.partition,
             .offset = found.offset,
             .one = other.other,
             .one_seen = other.other_seen,
             .one_reading = other.other_reading,
             .other = found.other,
             .other_seen = found.other_seen,
             .other_reading = found.other_reading});
    }

    void compare_told(SendRef ref, const Send& send) {
        if (!send.ok() || send.offset == ledger::kNoOffset || send.partition == kNone) return;
        const OffsetRow* row = ledger_.account().offsets(send.partition).find(send.offset);
        if (!row || row->reading == kNone || row->send == ref) return;
        if (is_recreated(send.partition)) return;
        const sim::EventId seen = seen_at(row->send, send.partition, send.offset);
        if (seen == kNoEvent) return;
        Clause promise = clause(send.partition, send.offset, ref, row->send);
        if (send.acks != -1 && promise.promise == Promise::kPromised) {
            promise = {.promise = Promise::kNone,
                       .reason =
                           "with acks=1 another record may take the place of one that only "
                           "a leader had"};
        }
        found_.add(promise, {.partition = send.partition,
                             .offset = send.offset,
                             .one = ref,
                             .one_said = send.ended,
                             .one_by = ledger_.sends().producer_name(ref.producer),
                             .other = row->send,
                             .other_said = seen,
                             .other_by = reader(row->reading)});
    }

    sim::EventId seen_at(SendRef send, std::uint32_t partition, std::int64_t offset) const {
        sim::EventId seen = kNoEvent;
        ledger_.account().for_each_place(send, [&](const Place& place) {
            if (place.partition != partition || place.offset != offset) return;
            seen = place.delivered != kNoEvent ? place.delivered : place.final_read;
        });
        return seen;
    }
    bool is_recreated(std::uint32_t partition) const {
        const auto& logs = ledger_.logs().partitions();
        return partition < logs.size() && logs[partition].was_recreated();
    }
    std::string reader(std::uint32_t reading) const {
        return ledger_.readings().reader_name(ledger_.readings().all()[reading].reader);
    }

    /// The record that was written first is that which may have been lost by right.
    Clause clause(std::uint32_t partition, std::int64_t offset, SendRef one, SendRef other) const {
        std::optional<std::int32_t> epoch;
        for (const SendRef send : {one, other}) {
            ledger_.account().for_each_place(send, [&](const Place& place) {
                if (place.partition != partition || place.offset != offset) return;
                const auto written = epoch_of(ledger_, place.written);
                if (written && (!epoch || *written < *epoch)) epoch = written;
            });
        }
        return clause_for_offset(contract_, property::kOffsetStable, ledger_, partition, offset,
                                 epoch);
    }

    const Ledger& ledger_;
    const Contract& contract_;
    std::map<std::pair<std::uint32_t, std::int64_t>, Disagreement> last_at_;  // By place.
    Cases<Conflict> found_;
};

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Conflict& found) {
    Story story(verdict, ledger);
    const std::string place = story.place(found.partition, found.offset);
    const std::string one = story.name(found.one);
    const std::string other = story.name(found.other);
    verdict.summary = fmt::format("{} is {} to {}, and {} to {}", place, one, found.one_by, other,
                                  found.other_by);
    verdict.expected = fmt::format("{} = {} for all and for ever", place, one);
    verdict.observed = fmt::format("{} = {} as {} has it", place, other, found.other_by);
    const Place* const nowhere = nullptr;
    for (const auto& [send, said, by] :
         {std::tuple(found.one, found.one_said, found.one_by),
          std::tuple(found.other, found.other_said, found.other_by)}) {
        story.invoked(send);
        const Place* at = nowhere;
        const auto places = ledger.account().places_of(send);
        for (const Place& each : places) {
            if (each.partition == found.partition && each.offset == found.offset) at = &each;
        }
        if (at) story.written(send, *at);
        story.step(said, fmt::format("{} = {}, {} hears", place, story.name(send), by));
        story.about(send);
    }
    story.about(found.partition, found.offset);
    story.close();
}

}  // namespace

PropertyVerdict OffsetStable::finish(const Contract& contract) {
    const auto cases = ConflictSearch(ledger_, contract).search();
    PropertyVerdict verdict =
        calm_verdict(property::kOffsetStable, contract, ledger_.readings().delivered() > 0);
    verdict.exposure["delivered"] = ledger_.readings().delivered();
    std::int64_t truncations = 0;
    for (const auto& partition : ledger_.logs().partitions()) {
        truncations += static_cast<std::int64_t>(partition.truncations);
    }
    verdict.exposure["truncations"] = truncations;
    if (cases.first()) {
        condemn(verdict, cases);
        verdict.cases += ledger_.account().disagreement_count() -
                         static_cast<std::int64_t>(ledger_.account().disagreements().size());
        tell(verdict, ledger_, *cases.first());
    }
    return verdict;
}

}  // namespace assize::checkers
