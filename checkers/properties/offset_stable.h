#pragma once

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// order.offset-stable: an offset of a partition stands for one record, whoever reads it and
/// whenever, and whoever was told that a record is there. Promised, but for partitions that lost
/// records by right, and for what was only told with acks=1. A topic that was made anew begins
/// again. Source: C2.
class OffsetStable final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
