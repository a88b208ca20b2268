#pragma once

#include <string_view>

#include "checkers/properties/ledger_property.h"
#include "checkers/properties/story.h"

namespace assize::checkers {

/// A send that is there twice: in the log, or among what one reader was given.
struct Duplicate {
    ledger::SendRef send;
    ledger::Place one;
    ledger::Place other;
    /// Who was given it again at the same offset, or at both though the log no longer has both.
    const ledger::Reading* reading = nullptr;
    sim::EventId again = ledger::kNoEvent;
};

/// All of them, judged by what `property` promises to their producers.
Cases<Duplicate> find_duplicates(const ledger::Ledger& ledger, const Contract& contract,
                                 std::string_view property);
void tell(PropertyVerdict& verdict, const ledger::Ledger& ledger, const Duplicate& duplicate);

/// delivery.at-most-once: no send is in the log at two offsets, and no reader is given one twice.
/// Copies that were cut off again, such as those of a leader that was deposed, do not count unless
/// one reader was given both. Promised to who writes with idempotence or without retries.
/// Source: P6 and C5.
class AtMostOnce final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
