#include "checkers/properties/no_phantom.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "checkers/properties/story.h"

namespace assize::checkers {
namespace {

using ledger::kNoEvent;
using ledger::kNone;
using ledger::Ledger;
using ledger::Phantom;
using ledger::Place;
using ledger::SendRef;

/// A send that its producer called surely not written, and that is there.
struct FalseFailure {
    SendRef send;
    Place place;
};

/// Read by somebody, or committed. What was cut off before that did no harm.
bool is_there(const Ledger& ledger, const Place& place) {
    if (place.delivered != kNoEvent || place.final_read != kNoEvent) return true;
    if (place.written == kNone) return false;
    return ledger.logs().written()[place.written].committed != kNoEvent;
}

Cases<FalseFailure> find_false_failures(const Ledger& ledger, const Contract& contract) {
    Cases<FalseFailure> found;
    const Clause clause = contract.of(property::kNoPhantom);
    for (std::uint32_t producer = 0; producer < ledger.sends().producers(); ++producer) {
        const auto& sends = ledger.sends().of(producer);
        for (std::uint32_t number = 0; number < sends.size(); ++number) {
            if (!sends[number].failed()) continue;
            const SendRef send{producer, number};
            std::optional<Place> where;
            ledger.account().for_each_place(send, [&](const Place& place) {
                if (is_there(ledger, place)) where = place;
            });
            if (where) found.add(clause, {send, *where});
        }
    }
    return found;
}

void tell(PropertyVerdict& verdict, const Ledger& ledger, const FalseFailure& found) {
    Story story(verdict, ledger);
    const std::string name = story.name(found.send);
    verdict.summary = fmt::format("record {} surely failed, and is in {} all the same", name,
                                  story.partition(found.place.partition));
    verdict.expected = fmt::format("no {} anywhere: {}", name, story.outcome(found.send));
    verdict.observed = fmt::format("{} = {}", story.place(found.place), name);
    story.invoked(found.send);
    story.first_sent(found.send);
    story.written(found.send, found.place);
    story.ended(found.send);
    story.delivered(found.send, found.place);
    story.about(found.send);
    story.about(found.place.partition, found.place.offset);
    story.close();
}

std::string key_text(const std::optional<std::string>& key) {
    return key ? fmt::format("the key '{}'", *key) : "no key";
}

void tell_never_sent(PropertyVerdict& verdict, Story& story, const std::string& reader,
                     const Phantom& found) {
    verdict.summary = fmt::format("{} was given '{}', which nobody had sent", reader, found.value);
    verdict.expected = fmt::format("a record of {} that somebody had sent before",
                                   story.partition(found.partition));
    verdict.observed =
        fmt::format("{} = '{}'", story.place(found.partition, found.offset), found.value);
}

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Phantom& found) {
    Story story(verdict, ledger);
    const std::string& reader = ledger.readings().reader_name(found.reader);
    if (found.kind == Phantom::Kind::kNeverSent) {
        tell_never_sent(verdict, story, reader, found);
    } else {
        const std::string name = story.name(found.send);
        const ledger::Send& send = ledger.sends().at(found.send);
        const std::string place = story.place(found.partition, found.offset);
        if (found.kind == Phantom::Kind::kOtherKey) {
            const auto key =
                send.key == kNone ? std::nullopt : std::optional(ledger.word(send.key));
            verdict.summary = fmt::format("record {} has another key than it was sent with", name);
            verdict.expected = fmt::format("{} with {}", name, key_text(key));
            verdict.observed = fmt::format("{} = {} with {}", place, name, key_text(found.key));
        } else {
            verdict.summary = fmt::format(
                "record {} was read from a partition that it was not "
                "sent to",
                name);
            verdict.expected = fmt::format("{} in {}", name, story.partition_of(found.send));
            verdict.observed = fmt::format("{} = {}", place, name);
        }
        story.invoked(found.send);
        story.first_sent(found.send);
        story.ended(found.send);
        story.about(found.send);
    }
    story.step(found.event, fmt::format("{} is given it", reader));
    story.about(found.partition, found.offset);
    story.close();
}

}  // namespace

PropertyVerdict NoPhantom::finish(const Contract& contract) {
    const auto& readings = ledger_.readings();
    const auto failures = find_false_failures(ledger_, contract);
    PropertyVerdict verdict =
        calm_verdict(property::kNoPhantom, contract, readings.delivered() > 0);
    verdict.exposure["delivered"] = readings.delivered();
    verdict.cases = readings.phantom_count() + failures.count();
    if (verdict.cases == 0) return verdict;
    verdict.status = Status::kViolated;
    if (readings.phantoms().empty()) {
        tell(verdict, ledger_, *failures.first());
    } else {
        tell(verdict, ledger_, readings.phantoms().front());
    }
    return verdict;
}

}  // namespace assize::checkers
