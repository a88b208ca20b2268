#include "checkers/properties/key_order.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "checkers/properties/producer_order.h"
#include "checkers/properties/story.h"

namespace assize::checkers {
namespace {

using ledger::kNone;
using ledger::Ledger;
using ledger::Place;
using ledger::Send;
using ledger::SendRef;

/// A key that a producer sent to two partitions of a topic.
struct Straying {
    SendRef one;
    SendRef other;
};

Cases<Straying> find_strayings(const Ledger& ledger, const Contract& contract) {
    Cases<Straying> found;
    for (std::uint32_t producer = 0; producer < ledger.sends().producers(); ++producer) {
        // Key and topic, in each life of the producer.
        std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, SendRef> first;
        const auto& sends = ledger.sends().of(producer);
        for (std::uint32_t number = 0; number < sends.size(); ++number) {
            const Send& send = sends[number];
            if (send.key == kNone || send.partition == kNone || send.partition_asked) continue;
            const SendRef ref{producer, number};
            const auto [known, is_new] = first.try_emplace({send.key, send.topic, send.life}, ref);
            if (is_new || ledger.sends().at(known->second).partition == send.partition) continue;
            found.add(clause_for(contract, property::kOrderKey, ledger, ref), {known->second, ref});
        }
    }
    return found;
}

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Straying& found) {
    Story story(verdict, ledger);
    const std::string key = ledger.word(ledger.sends().at(found.one).key);
    verdict.summary =
        fmt::format("records with the key '{}' went to two partitions: {} to {}, {} to {}", key,
                    story.name(found.one), story.partition_of(found.one), story.name(found.other),
                    story.partition_of(found.other));
    verdict.expected = fmt::format("all of the key '{}' in {}", key, story.partition_of(found.one));
    verdict.observed =
        fmt::format("{} in {}", story.name(found.other), story.partition_of(found.other));
    for (const SendRef send : {found.one, found.other}) {
        story.invoked(send);
        story.first_sent(send);
        story.ended(send);
        story.about(send);
    }
    story.close();
}

bool has_keys(const Ledger& ledger) {
    for (std::uint32_t producer = 0; producer < ledger.sends().producers(); ++producer) {
        for (const Send& send : ledger.sends().of(producer)) {
            if (send.key != kNone) return true;
        }
    }
    return false;
}

}  // namespace

PropertyVerdict KeyOrder::finish(const Contract& contract) {
    const auto overtakings =
        find_overtakings(ledger_, contract, property::kOrderKey, OrderOf::kKey);
    const auto strayings = find_strayings(ledger_, contract);
    PropertyVerdict verdict = calm_verdict(property::kOrderKey, contract, has_keys(ledger_));
    if (overtakings.first()) {
        condemn(verdict, overtakings);
        tell(verdict, ledger_, *overtakings.first());
    } else if (strayings.first()) {
        condemn(verdict, strayings);
        tell(verdict, ledger_, *strayings.first());
    }
    verdict.cases = overtakings.count() + strayings.count();
    count_risks(verdict, ledger_);
    return verdict;
}

}  // namespace assize::checkers
