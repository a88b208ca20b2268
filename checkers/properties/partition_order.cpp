#include "checkers/properties/partition_order.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "checkers/properties/segments.h"
#include "checkers/properties/story.h"

namespace assize::checkers {
namespace {

using ledger::Delivery;
using ledger::Ledger;
using ledger::Reading;

struct StepBack {
    const Reading* reading;
    Delivery delivery;
    std::optional<Delivery> before;
    std::int64_t at_least;
};

void tell(PropertyVerdict& verdict, const Ledger& ledger, const StepBack& found) {
    Story story(verdict, ledger);
    const std::string& reader = story.reader(*found.reading);
    const std::string& partition = story.partition(found.reading->partition);
    story.step(found.reading->assigned, fmt::format("{} begins to read {}", reader, partition));
    verdict.expected = fmt::format("{} at {} or above", partition, found.at_least);
    if (found.before) {
        verdict.summary = fmt::format("{} was given {} of {} after {}", reader,
                                      found.delivery.offset, partition, found.before->offset);
        verdict.observed = fmt::format("{} read {} and then {}", reader, found.before->offset,
                                       found.delivery.offset);
        story.step(found.before->event,
                   fmt::format("{} is given {}", reader, found.before->offset));
        story.about(found.reading->partition, found.before->offset);
    } else {
        verdict.summary = fmt::format("{} was to begin at {} of {} and was given {}", reader,
                                      found.at_least, partition, found.delivery.offset);
        verdict.observed = fmt::format("{} read {} first", reader, found.delivery.offset);
    }
    for (const Reading::Turn& turn : found.reading->turns) {
        if (turn.event < found.delivery.event && !found.before) {
            story.step(turn.event, fmt::format("{} is to go on at {}", reader, turn.position));
        }
    }
    story.step(found.delivery.event, fmt::format("{} is given {}", reader, found.delivery.offset));
    story.about(found.reading->partition, found.delivery.offset);
    story.close();
}

}  // namespace

PropertyVerdict PartitionOrder::finish(const Contract& contract) {
    Cases<StepBack> cases;
    const Clause clause = contract.of(property::kOrderPartition);
    for (const Reading& reading : ledger_.readings().all()) {
        for_each_delivery(
            reading, [&](const Delivery& delivery, std::int64_t at_least, const Delivery* before) {
                if (delivery.offset >= at_least) return;
                StepBack found{.reading = &reading,
                               .delivery = delivery,
                               .before = std::nullopt,
                               .at_least = at_least};
                if (before) found.before = *before;
                cases.add(clause, found);
            });
    }
    PropertyVerdict verdict =
        calm_verdict(property::kOrderPartition, contract, ledger_.readings().delivered() > 0);
    verdict.exposure["delivered"] = ledger_.readings().delivered();
    verdict.exposure["readings"] = static_cast<std::int64_t>(ledger_.readings().all().size());
    if (cases.first()) {
        condemn(verdict, cases);
        tell(verdict, ledger_, *cases.first());
    }
    return verdict;
}

}  // namespace assize::checkers
