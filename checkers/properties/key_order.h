#pragma once

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// order.key: what one life of a producer sends with one key to a topic is in one partition, unless
/// partitions were asked for, and there in the order in which it was sent. Promised when
/// order.producer is. Source: C13 and P10.
class KeyOrder final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
