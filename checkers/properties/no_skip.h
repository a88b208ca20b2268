#pragma once

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// order.no-skip: while a reader goes on from record to record, it leaves none out that was there:
/// none that somebody else was given, or that a leader had committed. Left out may be control
/// records, and what had been deleted by then. Promised always, but for partitions that lost
/// records by right: there a reader may pass what was written in place of the lost ones.
/// Source: C4; the gaps are proved by the ledger.
class NoSkip final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
