#include "checkers/properties/at_least_once.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/properties/segments.h"
#include "checkers/properties/story.h"

namespace assize::checkers {
namespace {

using ledger::Delivery;
using ledger::kNoEvent;
using ledger::kNone;
using ledger::Ledger;
using ledger::OffsetFate;
using ledger::OffsetRow;
using ledger::Place;
using ledger::Reading;
using ledger::Send;
using ledger::SendFate;
using ledger::SendRef;

class MissingSearch {
public:
    MissingSearch(const Ledger& ledger, const Contract& contract, std::string_view property)
        : ledger_(ledger), contract_(contract), property_(property) {}

    MissingSends search() {
        for (std::uint32_t producer = 0; producer < ledger_.sends().producers(); ++producer) {
            const auto& sends = ledger_.sends().of(producer);
            for (std::uint32_t number = 0; number < sends.size(); ++number) {
                if (sends[number].ok()) look_for({producer, number});
            }
        }
        for (const Reading& reading : ledger_.readings().all()) {
            if (reading.over == kNoEvent && is_consumer(reading)) look_at(reading);
        }
        return std::move(found_);
    }

private:
    bool is_consumer(const Reading& reading) const {
        const std::string& name = ledger_.readings().reader_name(reading.reader);
        return name != contract_.setup().reader && !reading.is_final();
    }

    /// In the final read.
    void look_for(SendRef send) {
        found_.acknowledged += 1;
        const ledger::SendRow row = ledger_.account().row_of(send);
        bool read = false;
        ledger_.account().for_each_place(
            send, [&](const Place& place) { read = read || place.final_read != kNoEvent; });
        if (read) return;
        if (row.fate == SendFate::kDeleted) {
            found_.excused += 1;
            return;
        }
        const std::uint32_t partition = ledger_.sends().at(send).partition;
        const Reading* last = partition == kNone ? nullptr : ledger_.readings().final_of(partition);
        if (!last && !nobody_has(row.fate)) {
            found_.not_looked_for += 1;
            return;
        }
        const auto places = ledger_.account().places_of(send);
        Missing missing{.send = send, .reading = last};
        if (!places.empty()) missing.place = best(send, places);
        add(missing);
    }

    static bool nobody_has(SendFate fate) {
        return fate == SendFate::kLost || fate == SendFate::kNeverWritten;
    }

    /// Where its user was told that it is; else the last one that was written.
    const Place& best(SendRef send, const std::vector<Place>& places) const {
        const std::int64_t told = ledger_.sends().at(send).offset;
        const auto found = std::ranges::find(places, told, &Place::offset);
        return found == places.end() ? places.back() : *found;
    }

    void add(const Missing& missing) {
        Clause clause = missing.place ? clause_for_place(contract_, property_, ledger_,
                                                         missing.send, *missing.place)
                                      : clause_for(contract_, property_, ledger_, missing.send);
        found_.cases.add(clause, missing);
    }

    /// What the final read found has to be among what a running consumer was given, from its
    /// beginning on; but for what it left out as it was told to begin elsewhere.
    void look_at(const Reading& reading) {
        ledger::OffsetMap<bool> given;
        std::int64_t begin = std::max<std::int64_t>(reading.from, 0);
        if (!reading.turns.empty() && reading.turns.front().index == 0) {
            begin = std::max(begin, reading.turns.front().position);
        } else if (reading.from == ledger::kNoOffset && !reading.deliveries.empty()) {
            begin = reading.deliveries.front().offset;
        }
        std::int64_t end = begin;
        for (const Delivery& delivery : reading.deliveries) {
            given.at(delivery.offset) = true;
            end = std::max(end, delivery.offset + 1);
        }
        mark_jumps(reading, given);
        const auto& rows = ledger_.account().offsets(reading.partition);
        rows.for_each_in(begin, INT64_MAX, [&](std::int64_t offset, const OffsetRow& row) {
            if (row.fate != OffsetFate::kRead || given.find(offset)) return;
            if (!ledger_.sends().at(row.send).ok()) return;
            if (offset < end) {
                miss(reading, offset, row);
            } else {
                found_.behind += 1;
                found_.late = &reading;
            }
        });
    }

    /// A consumer that had to be set to another position leaves out what lies between.
    void mark_jumps(const Reading& reading, ledger::OffsetMap<bool>& given) const {
        std::int64_t next = 0;
        std::size_t delivery = 0;
        const auto& rows = ledger_.account().offsets(reading.partition);
        for (const Reading::Turn& turn : reading.turns) {
            for (; delivery < turn.index; ++delivery) {
                next = std::max(next, reading.deliveries[delivery].offset + 1);
            }
            rows.for_each_in(next, turn.position, [&](std::int64_t offset, const OffsetRow&) {
                given.at(offset) = true;
            });
        }
    }

    void miss(const Reading& reading, std::int64_t offset, const OffsetRow& row) {
        Missing missing{.send = row.send, .place = std::nullopt, .reading = &reading};
        for (const Place& place : ledger_.account().places_of(row.send)) {
            if (place.offset == offset) missing.place = place;
        }
        add(missing);
    }

    const Ledger& ledger_;
    const Contract& contract_;
    std::string_view property_;
    MissingSends found_;
};

/// What happened to a record that was in a log and is not there any more.
void tell_of_loss(Story& story, const Ledger& ledger, const Missing& missing) {
    const Place& at = *missing.place;
    if (at.written == kNone) return;
    const ledger::WrittenBatch& batch = ledger.logs().written()[at.written];
    const auto& log = ledger.logs().partitions()[at.partition];
    if (const auto* election = log.election_without(at.offset, batch.leader_epoch)) {
        story.step(election->event, fmt::format("broker {} leads, without it", election->leader));
    }
    story.step(batch.cut, fmt::format("a replica drops {}", story.name(missing.send)));
}

/// The event by which a reader passed an offset.
sim::EventId passed(const Reading& reading, std::int64_t offset) {
    if (reading.is_final()) return reading.final_read;
    for (const Delivery& delivery : reading.deliveries) {
        if (delivery.offset > offset) return delivery.event;
    }
    return kNoEvent;
}

}  // namespace

MissingSends find_missing(const Ledger& ledger, const Contract& contract,
                          std::string_view property) {
    return MissingSearch(ledger, contract, property).search();
}

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Missing& missing) {
    Story story(verdict, ledger);
    const std::string name = story.name(missing.send);
    const std::string partition = story.partition_of(missing.send);
    const bool unasked = ledger.sends().at(missing.send).acks == 0;
    const std::string_view promise = unasked ? "counted as sent" : "was acknowledged";
    const bool is_final = !missing.reading || missing.reading->is_final();
    story.invoked(missing.send);
    story.first_sent(missing.send);
    if (missing.place) story.written(missing.send, *missing.place);
    story.ended(missing.send);
    if (!missing.place) {
        const auto row = ledger.account().row_of(missing.send);
        const bool never = row.fate == SendFate::kNeverWritten;
        verdict.summary = fmt::format("record {} {}, and {}", name, promise,
                                      never ? "never was in a log" : "is nowhere");
        verdict.expected = fmt::format("{} in {}", name, partition.empty() ? "a log" : partition);
        verdict.observed = never ? std::string(row.because) : "nobody read it";
    } else {
        const std::string place = story.place(*missing.place);
        verdict.expected = fmt::format("{} = {}", place, name);
        verdict.summary =
            is_final ? fmt::format("record {} of {} {}, and is not there", name, partition, promise)
                     : fmt::format("{} was never given record {} of {}",
                                   story.reader(*missing.reading), name, partition);
        if (is_final) tell_of_loss(story, ledger, missing);
        story.about(missing.place->partition, missing.place->offset);
    }
    if (missing.reading) {
        const std::string& reader = story.reader(*missing.reading);
        if (missing.place) {
            verdict.observed = fmt::format("{} read on past {}, and was not given {}", reader,
                                           story.place(*missing.place), name);
        } else {
            verdict.observed += fmt::format("; {} read all of {}", reader, partition);
        }
        const std::int64_t offset = missing.place ? missing.place->offset : 0;
        story.step(passed(*missing.reading, offset), fmt::format("{} did not get it", reader));
    } else if (missing.place) {
        verdict.observed = fmt::format("{} is in no log any more", name);
    }
    story.about(missing.send);
    story.close();
}

void add_to(PropertyVerdict& verdict, const Ledger& ledger, const MissingSends& missing) {
    verdict.exposure["acknowledged"] = missing.acknowledged;
    verdict.exposure["deleted_by_right"] = missing.excused;
    if (verdict.status == Status::kViolated) return;
    if (missing.not_looked_for > 0) {
        verdict.status = Status::kUndecided;
        verdict.cases = missing.not_looked_for;
        verdict.summary =
            fmt::format("{} acknowledged records were not looked for", missing.not_looked_for);
        verdict.expected = "a final read of all partitions";
        verdict.observed = "there was none of theirs";
    } else if (missing.behind > 0) {
        const std::string& name = ledger.readings().reader_name(missing.late->reader);
        verdict.status = Status::kUndecided;
        verdict.cases = missing.behind;
        verdict.summary = fmt::format("{} had not come to the end of {} when the run ended", name,
                                      ledger.partition_name(missing.late->partition));
        verdict.expected = "all that the final read found";
        verdict.observed = fmt::format("{} records were still to be delivered", missing.behind);
    }
}

PropertyVerdict AtLeastOnce::finish(const Contract& contract) {
    const MissingSends missing = find_missing(ledger_, contract, property::kAtLeastOnce);
    PropertyVerdict verdict =
        calm_verdict(property::kAtLeastOnce, contract, missing.acknowledged > 0);
    if (missing.cases.first()) {
        condemn(verdict, missing.cases);
        tell(verdict, ledger_, *missing.cases.first());
    }
    count_risks(verdict, ledger_);
    add_to(verdict, ledger_, missing);
    return verdict;
}

}  // namespace assize::checkers
