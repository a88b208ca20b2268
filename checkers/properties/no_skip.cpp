#include "checkers/properties/no_skip.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

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
using ledger::SendRef;

struct Skip {
    const Reading* reading;
    std::optional<Delivery> before;
    Delivery after;
    std::int64_t offset;
    SendRef send;  // Whose record is there, if anybody knows.
};

class SkipSearch {
public:
    SkipSearch(const Ledger& ledger, const Contract& contract)
        : ledger_(ledger), contract_(contract) {}

    Cases<Skip> search() {
        for (const Reading& reading : ledger_.readings().all()) {
            // Without a word on where it was to begin, any beginning is right.
            bool known = reading.from != ledger::kNoOffset || begins_with_turn(reading);
            for_each_delivery(reading, [&](const Delivery& delivery, std::int64_t at_least,
                                           const Delivery* before) {
                if (known) look_between(reading, before, delivery, at_least);
                known = true;
            });
        }
        return std::move(found_);
    }

private:
    static bool begins_with_turn(const Reading& reading) {
        return !reading.turns.empty() && reading.turns.front().index == 0;
    }

    void look_between(const Reading& reading, const Delivery* before, const Delivery& after,
                      std::int64_t from) {
        const auto& rows = ledger_.account().offsets(reading.partition);
        rows.for_each_in(from, after.offset, [&](std::int64_t offset, const OffsetRow& row) {
            if (!was_there(reading.partition, offset, row, after.event)) return;
            Skip skip{.reading = &reading,
                      .before = std::nullopt,
                      .after = after,
                      .offset = offset,
                      .send = row.send};
            if (before) skip.before = *before;
            found_.add(clause_for_offset(contract_, property::kNoSkip, ledger_, reading.partition,
                                         offset, epoch_of(ledger_, row.written)),
                       skip);
        });
    }

    /// Whether a reader that passes an offset at that event has to be given what is there.
    bool was_there(std::uint32_t partition, std::int64_t offset, const OffsetRow& row,
                   sim::EventId event) const {
        if (row.fate == OffsetFate::kRead || row.fate == OffsetFate::kUnread) {
            return is_visible(row);
        }
        if (row.fate != OffsetFate::kDeleted || !is_visible(row)) return false;
        const auto* deletion = ledger_.logs().partitions()[partition].deletion_of(offset);
        return deletion && event < deletion->event;
    }
    bool is_visible(const OffsetRow& row) const {
        if (row.seen != kNoEvent || row.fate == OffsetFate::kRead) return true;
        if (row.written == kNone) return false;
        return ledger_.logs().written()[row.written].committed != kNoEvent;
    }

    const Ledger& ledger_;
    const Contract& contract_;
    Cases<Skip> found_;
};

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Skip& found) {
    Story story(verdict, ledger);
    const std::string& reader = story.reader(*found.reading);
    const std::string place = story.place(found.reading->partition, found.offset);
    const std::string name = found.send.known() ? story.name(found.send) : "a record";
    verdict.summary = fmt::format("{} passed over {}, where {} is", reader, place, name);
    verdict.expected = fmt::format("{} = {} for each who reads past it", place, name);
    if (found.before) {
        verdict.observed =
            fmt::format("{} read {} and then {}", reader, found.before->offset, found.after.offset);
        story.step(found.before->event,
                   fmt::format("{} is given {}", reader, found.before->offset));
    } else {
        verdict.observed = fmt::format("{} read {} first", reader, found.after.offset);
        story.step(found.reading->assigned, fmt::format("{} begins to read", reader));
    }
    story.step(found.after.event, fmt::format("{} is given {}", reader, found.after.offset));
    if (found.send.known()) {
        story.invoked(found.send);
        for (const Place& at : ledger.account().places_of(found.send)) {
            if (at.partition != found.reading->partition || at.offset != found.offset) continue;
            story.written(found.send, at);
            story.delivered(found.send, at);
        }
        story.about(found.send);
    }
    story.about(found.reading->partition, found.offset);
    story.close();
}

}  // namespace

PropertyVerdict NoSkip::finish(const Contract& contract) {
    const auto cases = SkipSearch(ledger_, contract).search();
    PropertyVerdict verdict =
        calm_verdict(property::kNoSkip, contract, ledger_.readings().delivered() > 0);
    verdict.exposure["delivered"] = ledger_.readings().delivered();
    if (cases.first()) {
        condemn(verdict, cases);
        tell(verdict, ledger_, *cases.first());
    }
    return verdict;
}

}  // namespace assize::checkers
