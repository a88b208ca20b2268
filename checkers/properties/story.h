#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checkers/ledger/ledger.h"
#include "checkers/verdict.h"

namespace assize::checkers {

/// Tells in the user's words what the ledger knows, and gathers the events that show it.
class Story {
public:
    /// Requires: both outlive this.
    Story(PropertyVerdict& verdict, const ledger::Ledger& ledger)
        : verdict_(verdict), ledger_(ledger) {}

    // --- Words.

    /// "producer-1/41"
    std::string name(ledger::SendRef send) const { return ledger_.name_of(send); }
    /// "orders-0@57"
    std::string place(std::uint32_t partition, std::int64_t offset) const;
    std::string place(const ledger::Place& place) const {
        return this->place(place.partition, place.offset);
    }
    const std::string& partition(std::uint32_t partition) const {
        return ledger_.partition_name(partition);
    }
    /// "orders-0", or "" when nobody knows.
    std::string partition_of(ledger::SendRef send) const;
    const std::string& reader(const ledger::Reading& reading) const {
        return ledger_.readings().reader_name(reading.reader);
    }
    /// "ok", "fail (NOT_ENOUGH_REPLICAS)", "info (...)", "not ended".
    std::string outcome(ledger::SendRef send) const;

    // --- The witness, and what a timeline is to be sliced by.

    void step(sim::EventId event, std::string role);
    /// It was asked for.
    void invoked(ledger::SendRef send);
    /// It travelled to a leader for the first time; and the first time that this went wrong.
    void first_sent(ledger::SendRef send);
    void retried(ledger::SendRef send);
    /// Its user was told.
    void ended(ledger::SendRef send);
    /// A leader wrote it there, or the first delivery, when that is all that is known.
    void written(ledger::SendRef send, const ledger::Place& place);
    void delivered(ledger::SendRef send, const ledger::Place& place);
    void about(ledger::SendRef send);
    void about(std::uint32_t partition, std::int64_t offset);
    /// To be called last: at most seven steps, in order.
    void close();

private:
    const ledger::SentBatch* batch_of(ledger::SendRef send) const;

    PropertyVerdict& verdict_;
    const ledger::Ledger& ledger_;
};

}  // namespace assize::checkers
