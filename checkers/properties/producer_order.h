#pragma once

#include <string_view>

#include "checkers/properties/ledger_property.h"

namespace assize::checkers {

/// Two sends of one life of a producer, in its order, and where they are, in the other.
struct Overtaking {
    ledger::SendRef earlier;
    ledger::Place earlier_at;
    ledger::SendRef later;
    ledger::Place later_at;
};

/// Which pairs of sends are compared.
enum class OrderOf : std::uint8_t { kPartition, kKey };

/// The sends that come, by offset, behind one that was sent after them. Of a send that is there
/// more than once the first copy counts: with retries the same batch may legally follow itself.
Cases<Overtaking> find_overtakings(const ledger::Ledger& ledger, const Contract& contract,
                                   std::string_view property, OrderOf order);
void tell(PropertyVerdict& verdict, const ledger::Ledger& ledger, const Overtaking& found);

/// order.producer: what one life of a producer sends to a partition is there in the order in which
/// it was sent. Promised with idempotence, with max.in.flight.requests.per.connection=1 or with
/// retries=0; never for a send that its producer had given up before the later one went out, since
/// a request under way may still be written: by a leader that was paused, say. Source: P7 and C6.
class ProducerOrder final : public LedgerProperty {
public:
    using LedgerProperty::LedgerProperty;
    PropertyVerdict finish(const Contract& contract) override;
};

}  // namespace assize::checkers
