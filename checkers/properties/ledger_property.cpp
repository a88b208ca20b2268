#include "checkers/properties/ledger_property.h"

#include "checkers/properties/at_least_once.h"
#include "checkers/properties/at_most_once.h"
#include "checkers/properties/exactly_once.h"
#include "checkers/properties/key_order.h"
#include "checkers/properties/no_phantom.h"
#include "checkers/properties/no_skip.h"
#include "checkers/properties/offset_stable.h"
#include "checkers/properties/partition_order.h"
#include "checkers/properties/producer_order.h"

namespace assize::checkers {

using ledger::Ledger;
using ledger::SendRef;

std::vector<std::unique_ptr<PropertyChecker>> ledger_properties(const Ledger& ledger) {
    std::vector<std::unique_ptr<PropertyChecker>> all;
    all.push_back(std::make_unique<AtLeastOnce>(ledger));
    all.push_back(std::make_unique<AtMostOnce>(ledger));
    all.push_back(std::make_unique<ExactlyOnce>(ledger));
    all.push_back(std::make_unique<NoPhantom>(ledger));
    all.push_back(std::make_unique<KeyOrder>(ledger));
    all.push_back(std::make_unique<NoSkip>(ledger));
    all.push_back(std::make_unique<OffsetStable>(ledger));
    all.push_back(std::make_unique<PartitionOrder>(ledger));
    all.push_back(std::make_unique<ProducerOrder>(ledger));
    return all;
}

bool saw_records(const Ledger& ledger) {
    return !ledger.logs().written().empty() || ledger.readings().delivered() > 0;
}

PropertyVerdict calm_verdict(std::string_view property, const Contract& contract, bool tested) {
    Clause clause = contract.of(property);
    return {.name = std::string(property),
            .promise = clause.promise,
            .reason = std::move(clause.reason),
            .status = tested ? Status::kHeld : Status::kVacuous};
}

Clause clause_for(const Contract& contract, std::string_view property, const Ledger& ledger,
                  SendRef send) {
    const std::string& name = ledger.sends().producer_name(send.producer);
    const ProducerSetup* producer = contract.setup().producer(name);
    return producer ? contract.of(property, *producer) : contract.of(property);
}

Clause clause_for_place(const Contract& contract, std::string_view property, const Ledger& ledger,
                        SendRef send, const ledger::Place& place) {
    auto excuse = contract.excuse_for_loss(ledger.partition_name(place.partition), place.offset,
                                           epoch_of(ledger, place.written));
    if (excuse) return {.promise = Promise::kNone, .reason = std::move(*excuse)};
    return clause_for(contract, property, ledger, send);
}

Clause clause_for_offset(const Contract& contract, std::string_view property, const Ledger& ledger,
                         std::uint32_t partition, std::int64_t offset,
                         std::optional<std::int32_t> leader_epoch) {
    auto excuse = contract.excuse_for_loss(ledger.partition_name(partition), offset, leader_epoch);
    if (excuse) return {.promise = Promise::kNone, .reason = std::move(*excuse)};
    return contract.of(property);
}

std::optional<std::int32_t> epoch_of(const Ledger& ledger, std::uint32_t written) {
    if (written == ledger::kNone) return std::nullopt;
    return ledger.logs().written()[written].leader_epoch;
}

void count_risks(PropertyVerdict& verdict, const Ledger& ledger) {
    std::int64_t sends = 0;
    for (std::uint32_t producer = 0; producer < ledger.sends().producers(); ++producer) {
        sends += static_cast<std::int64_t>(ledger.sends().of(producer).size());
    }
    std::int64_t retried = 0;
    std::int64_t lost = 0;
    for (const ledger::SentBatch& batch : ledger.sends().batches()) {
        if (batch.retried == ledger::kNoEvent) continue;
        retried += 1;
        // The client's word for a connection that ended, or an answer that did not come.
        if (ledger.word(batch.retry_error) == "NETWORK_EXCEPTION") lost += 1;
    }
    std::int64_t elections = 0;
    for (const auto& partition : ledger.logs().partitions()) {
        // The first leader was not elected in place of another.
        const auto count = static_cast<std::int64_t>(partition.elections.size());
        elections += count > 0 ? count - 1 : 0;
    }
    verdict.exposure["sends"] = sends;
    verdict.exposure["batches_retried"] = retried;
    verdict.exposure["answers_lost"] = lost;
    verdict.exposure["elections"] = elections;
}

}  // namespace assize::checkers
