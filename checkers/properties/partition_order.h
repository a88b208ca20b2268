#pragma once

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// order.partition: each reader is given the records of a partition at rising offsets, and never
/// from below where it was to begin, until it is assigned anew or its position is set anew (a
/// seek, auto.offset.reset, or a truncation that it heard of). Promised always. That all readers
/// agree on what is at an offset is order.offset-stable; both together make the order of a
/// partition the same for all. Source: C4.
class PartitionOrder final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
