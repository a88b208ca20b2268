#include "checkers/properties/at_most_once.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "checkers/properties/segments.h"

namespace assize::checkers {
namespace {

using ledger::Delivery;
using ledger::kNoEvent;
using ledger::Ledger;
using ledger::Place;
using ledger::Reading;
using ledger::SendRef;

/// One pass over all sends, and one over all deliveries.
class DuplicateSearch {
public:
    DuplicateSearch(const Ledger& ledger, const Contract& contract, std::string_view property)
        : ledger_(ledger), contract_(contract), property_(property) {}

    Cases<Duplicate> search() {
        for (std::uint32_t producer = 0; producer < ledger_.sends().producers(); ++producer) {
            const auto count = static_cast<std::uint32_t>(ledger_.sends().of(producer).size());
            for (std::uint32_t number = 0; number < count; ++number)
                look_at(SendRef{producer, number});
        }
        for (const Reading& reading : ledger_.readings().all()) look_at(reading);
        return std::move(found_);
    }

private:
    void look_at(SendRef send) {
        int standing = 0;
        int delivered = 0;
        ledger_.account().for_each_place(send, [&](const Place& place) {
            standing += place.survives || place.deleted ? 1 : 0;
            delivered += place.delivered != kNoEvent ? 1 : 0;
        });
        if (standing > 1) {
            std::vector<Place> places = ledger_.account().places_of(send);
            std::erase_if(places, [](const Place& at) { return !at.survives && !at.deleted; });
            add({.send = send, .one = places[0], .other = places[1]});
        } else if (delivered > 1) {
            suspects_.insert_or_assign(send, ledger_.account().places_of(send));
        }
    }

    void look_at(const Reading& reading) {
        std::map<SendRef, const Delivery*> met;
        for_each_delivery(
            reading, [&](const Delivery& delivery, std::int64_t at_least, const Delivery* before) {
                if (!delivery.send.known()) return;
                if (before && delivery.offset < at_least) {
                    give_again(reading, delivery, delivery);
                    return;
                }
                if (!suspects_.contains(delivery.send)) return;
                const auto [known, is_new] = met.try_emplace(delivery.send, &delivery);
                if (is_new || known->second->offset == delivery.offset) return;
                give_again(reading, *known->second, delivery);
                suspects_.erase(delivery.send);
            });
    }

    void give_again(const Reading& reading, const Delivery& first, const Delivery& again) {
        Duplicate duplicate{.send = again.send,
                            .one = place(again.send, reading.partition, first.offset),
                            .other = place(again.send, reading.partition, again.offset),
                            .reading = &reading,
                            .again = again.event};
        if (duplicate.one.delivered == kNoEvent) duplicate.one.delivered = first.event;
        add(duplicate);
    }

    Place place(SendRef send, std::uint32_t partition, std::int64_t offset) const {
        for (const Place& place : ledger_.account().places_of(send)) {
            if (place.partition == partition && place.offset == offset) return place;
        }
        return {.partition = partition, .offset = offset};
    }

    void add(const Duplicate& duplicate) {
        Clause clause =
            clause_for_place(contract_, property_, ledger_, duplicate.send, duplicate.one);
        found_.add(clause, duplicate);
    }

    const Ledger& ledger_;
    const Contract& contract_;
    std::string_view property_;
    /// Delivered at several offsets of which at most one is left.
    std::map<SendRef, std::vector<Place>> suspects_;
    Cases<Duplicate> found_;
};

}  // namespace

Cases<Duplicate> find_duplicates(const Ledger& ledger, const Contract& contract,
                                 std::string_view property) {
    return DuplicateSearch(ledger, contract, property).search();
}

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Duplicate& found) {
    Story story(verdict, ledger);
    const std::string name = story.name(found.send);
    if (!found.reading) {
        const bool same = found.one.partition == found.other.partition;
        verdict.summary = same ? fmt::format("record {} of {} was written twice, at {} and {}",
                                             name, story.partition(found.one.partition),
                                             found.one.offset, found.other.offset)
                               : fmt::format("record {} was written twice, at {} and {}", name,
                                             story.place(found.one), story.place(found.other));
        verdict.observed = fmt::format("{} and {} are both {}", story.place(found.one),
                                       story.place(found.other), name);
    } else {
        const std::string& reader = story.reader(*found.reading);
        verdict.summary =
            fmt::format("{} was given record {} of {} twice, at {} and {}", reader, name,
                        story.partition(found.one.partition), found.one.offset, found.other.offset);
        verdict.observed = fmt::format("{} read {} at {}, and again at {}", reader, name,
                                       story.place(found.one), story.place(found.other));
    }
    verdict.expected = fmt::format("{} once, since it was sent once", name);
    story.invoked(found.send);
    story.first_sent(found.send);
    story.written(found.send, found.one);
    story.retried(found.send);
    if (!found.reading || found.one.offset != found.other.offset) {
        story.written(found.send, found.other);
    }
    if (found.reading) {
        story.step(found.one.delivered, name + " is read");
        story.step(found.again, name + " is read again");
    } else {
        story.ended(found.send);
        story.delivered(found.send, found.other);
    }
    story.about(found.send);
    story.about(found.one.partition, found.one.offset);
    if (found.other.offset != found.one.offset) {
        story.about(found.other.partition, found.other.offset);
    }
    story.close();
}

PropertyVerdict AtMostOnce::finish(const Contract& contract) {
    const auto cases = find_duplicates(ledger_, contract, property::kAtMostOnce);
    PropertyVerdict verdict = calm_verdict(property::kAtMostOnce, contract, saw_records(ledger_));
    if (cases.first()) {
        condemn(verdict, cases);
        tell(verdict, ledger_, *cases.first());
    }
    count_risks(verdict, ledger_);
    return verdict;
}

}  // namespace assize::checkers
