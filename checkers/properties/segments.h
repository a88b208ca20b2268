#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "checkers/ledger/entries.h"

namespace assize::checkers {

/// Calls visit(delivery, offset that it is to be at or above, the delivery before it) for each of
/// a reading. A reader goes on where it stood, unless its position was set anew: then there is no
/// delivery before.
template <class Visit>
void for_each_delivery(const ledger::Reading& reading, Visit visit) {
    const ledger::Delivery* before = nullptr;
    std::int64_t at_least = std::max<std::int64_t>(reading.from, 0);
    std::size_t turn = 0;
    for (std::size_t i = 0; i < reading.deliveries.size(); ++i) {
        for (; turn < reading.turns.size() && reading.turns[turn].index <= i; ++turn) {
            at_least = reading.turns[turn].position;
            before = nullptr;
        }
        const ledger::Delivery& delivery = reading.deliveries[i];
        visit(delivery, at_least, before);
        at_least = std::max(at_least, delivery.offset + 1);
        before = &delivery;
    }
}

}  // namespace assize::checkers
