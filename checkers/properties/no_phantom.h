#pragma once

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// delivery.no-phantom: nothing is delivered that nobody had sent, or with another key, or from
/// another partition; and what a producer called surely not written is in no log. Promised always.
/// Source: C1, and the classes of clients' errors (semantics, 10.0).
class NoPhantom final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
