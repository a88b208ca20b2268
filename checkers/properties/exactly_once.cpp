#include "checkers/properties/exactly_once.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <utility>

#include "checkers/properties/at_least_once.h"
#include "checkers/properties/at_most_once.h"

namespace assize::checkers {
namespace {

using ledger::Ledger;
using ledger::OffsetFate;
using ledger::OffsetRow;
using ledger::SendFate;

constexpr std::size_t kFates = 8;
using Counts = std::array<std::int64_t, kFates>;

Counts count_sends(const Ledger& ledger) {
    Counts counts = {};
    for (std::uint32_t producer = 0; producer < ledger.sends().producers(); ++producer) {
        const auto& sends = ledger.sends().of(producer);
        for (std::uint32_t number = 0; number < sends.size(); ++number) {
            if (!sends[number].invoked_at_all()) continue;
            const SendFate fate = ledger.account().row_of({producer, number}).fate;
            counts[static_cast<std::size_t>(fate)] += 1;
        }
    }
    return counts;
}

Counts count_offsets(const Ledger& ledger) {
    Counts counts = {};
    const ledger::Account& account = ledger.account();
    for (std::uint32_t partition = 0; partition < account.partitions(); ++partition) {
        account.offsets(partition).for_each([&](std::int64_t, const OffsetRow& row) {
            counts[static_cast<std::size_t>(row.fate)] += 1;
        });
    }
    for (const auto& hole : account.holes()) {
        counts[static_cast<std::size_t>(OffsetFate::kHole)] += hole.end - hole.begin;
    }
    return counts;
}

void add_balance(PropertyVerdict& verdict, const Ledger& ledger) {
    const Counts sends = count_sends(ledger);
    const Counts offsets = count_offsets(ledger);
    for (std::size_t fate = 0; fate < kFates; ++fate) {
        if (sends[fate] > 0) {
            const auto name = to_string(static_cast<SendFate>(fate));
            verdict.exposure[fmt::format("sends_{}", name)] = sends[fate];
        }
        if (offsets[fate] > 0) {
            const auto name = to_string(static_cast<OffsetFate>(fate));
            verdict.exposure[fmt::format("offsets_{}", name)] = offsets[fate];
        }
    }
}

}  // namespace

PropertyVerdict ExactlyOnce::finish(const Contract& contract) {
    const auto duplicates = find_duplicates(ledger_, contract, property::kExactlyOnce);
    const MissingSends missing = find_missing(ledger_, contract, property::kExactlyOnce);
    PropertyVerdict verdict =
        calm_verdict(property::kExactlyOnce, contract, missing.acknowledged > 0);
    // A loss is worse than a duplicate, unless only the latter is promised not to be.
    const bool promised = duplicates.clause().promise == Promise::kPromised &&
                          missing.cases.clause().promise == Promise::kNone;
    const std::int64_t cases = duplicates.count() + missing.cases.count();
    if (missing.cases.first() && !(promised && duplicates.first())) {
        condemn(verdict, missing.cases);
        tell(verdict, ledger_, *missing.cases.first());
        verdict.cases = cases;
    } else if (duplicates.first()) {
        condemn(verdict, duplicates);
        tell(verdict, ledger_, *duplicates.first());
        verdict.cases = cases;
    }
    add_to(verdict, ledger_, missing);
    add_balance(verdict, ledger_);
    return verdict;
}

}  // namespace assize::checkers
