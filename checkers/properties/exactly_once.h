#pragma once

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// delivery.exactly-once: at least once and at most once. Promised to who is promised both. Its
/// exposure is the ledger's balance: each send is in one of its rows, each offset in one of its.
class ExactlyOnce final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
