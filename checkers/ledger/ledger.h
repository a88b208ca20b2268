#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "checkers/ledger/account.h"
#include "checkers/ledger/entries.h"
#include "checkers/ledger/logs.h"
#include "checkers/ledger/names.h"
#include "checkers/ledger/readings.h"
#include "checkers/ledger/sends.h"
#include "sim/trace.h"

namespace assize::checkers::ledger {

/// Every send and every offset, accounted for: what users asked and were told, what leaders wrote
/// and replicas dropped, what readers were given; and what all that adds up to.
///
/// Facts name batches by checksum, where logs speak, and by their users' numbers, where producers
/// do: producer_batch_sent has both, and so connects them. Values connect records with sends. Where
/// a leader alters a batch (LogAppendTime) batch_appended says which checksum it came with. Should
/// it not, offsets that users were told and records that were delivered have to do, and a send of
/// which neither is known remains an open question.
///
/// Memory and time are linear in the records: about 350 bytes for each, with three readers.
/// Source: semantics of histories, C1 to C7, with proofs of absence for offsets.
class Ledger {
public:
    /// Requires: the trace outlives this.
    explicit Ledger(const sim::Trace& trace) : trace_(trace) {}
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// It must see the run from its first fact on.
    void on_event(const sim::Event& event);

    const Sends& sends() const { return sends_; }
    const Logs& logs() const { return logs_; }
    const Readings& readings() const { return readings_; }
    /// Added up when it is first asked for: no fact may come afterwards.
    const Account& account() const;

    const std::string& partition_name(std::uint32_t partition) const {
        return partitions_[partition];
    }
    std::uint32_t find_partition(std::string_view name) const { return partitions_.find(name); }
    std::uint32_t partitions() const { return partitions_.size(); }
    /// A topic, a key, or an error.
    const std::string& word(std::uint32_t word) const { return words_[word]; }
    /// As in facts: "producer-1/41".
    std::string name_of(SendRef send) const;

private:
    const sim::Trace& trace_;
    Names partitions_;
    Names words_;
    Sends sends_{trace_, partitions_, words_};
    mutable Logs logs_{trace_, partitions_, words_, sends_};
    Readings readings_{trace_, partitions_, words_, sends_};
    mutable std::unique_ptr<Account> account_;
};

}  // namespace assize::checkers::ledger
