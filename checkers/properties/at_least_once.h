#pragma once

#include <cstdint>
#include <string_view>

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// A send that was acknowledged and that a reader was not given.
struct Missing {
    ledger::SendRef send;
    /// Where it is or was, as far as anybody says so.
    std::optional<ledger::Place> place = std::nullopt;
    /// Who passed it. Null: nobody knows where it should be, or nobody looked.
    const ledger::Reading* reading = nullptr;
};

/// What a search for such sends has to say.
struct MissingSends {
    Cases<Missing> cases;
    std::int64_t acknowledged = 0;
    std::int64_t excused = 0;         // Given up by right: retention, DeleteRecords.
    std::int64_t not_looked_for = 0;  // There was no final read of their partitions.
    std::int64_t behind = 0;          // Not yet delivered to a consumer that was running.
    const ledger::Reading* late = nullptr;
};
MissingSends find_missing(const ledger::Ledger& ledger, const Contract& contract,
                          std::string_view property);
void tell(PropertyVerdict& verdict, const ledger::Ledger& ledger, const Missing& missing);
/// Exposure, and that it is undecided when not all was looked for.
void add_to(PropertyVerdict& verdict, const ledger::Ledger& ledger, const MissingSends& missing);

/// delivery.at-least-once: each send that was acknowledged is delivered by the final read, and to
/// each consumer that is running at the end, from where it began. What retention took, or somebody
/// had deleted, is excused. Promised to who writes with acks=all, except where records were lost by
/// right. Source: C3 and C7, and the oracle of losses.
class AtLeastOnce final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
