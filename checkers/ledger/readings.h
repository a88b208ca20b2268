#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checkers/ledger/entries.h"
#include "checkers/ledger/names.h"
#include "checkers/ledger/sends.h"
#include "model/facts.h"
#include "sim/trace.h"

namespace assize::checkers::ledger {

/// What readers were given, from assignment to assignment.
class Readings {
public:
    /// Requires: all outlive this.
    Readings(const sim::Trace& trace, Names& partitions, const Names& words, const Sends& sends)
        : trace_(trace), partitions_(partitions), words_(words), sends_(sends) {}

    void on(const model::ReaderAssigned& fact, const sim::Event& event);
    void on(const model::RecordDelivered& fact, const sim::Event& event);
    void on(const model::ConsumerPositionSet& fact, const sim::Event& event);
    void on(const model::FinalReadEnded& fact, const sim::Event& event);
    void on_process_died(const sim::Event& event);

    /// In the order in which they began.
    const std::vector<Reading>& all() const { return all_; }
    const std::string& reader_name(std::uint32_t reader) const { return readers_[reader]; }
    /// The last read of all that a partition holds. Null when there was none.
    const Reading* final_of(std::uint32_t partition) const;

    /// What should never have been delivered: the first of them, and how many there are.
    static constexpr std::size_t kMaxPhantoms = 100;
    const std::vector<Phantom>& phantoms() const { return phantoms_; }
    std::int64_t phantom_count() const { return phantom_count_; }
    std::int64_t delivered() const { return delivered_; }

private:
    Reading* reading_of(const sim::Event& event, std::string_view partition);
    Reading& begin(const sim::Event& event, std::uint32_t reader, std::uint32_t partition);
    std::uint32_t& current(std::uint32_t reader, std::uint32_t partition);
    void check(const model::RecordDelivered& fact, const Reading& reading,
               const Delivery& delivery);
    void add_phantom(Phantom::Kind kind, const model::RecordDelivered& fact, const Reading& reading,
                     const Delivery& delivery);

    const sim::Trace& trace_;
    Names& partitions_;
    const Names& words_;
    const Sends& sends_;
    Names readers_;
    std::vector<Reading> all_;
    std::vector<std::vector<std::uint32_t>> current_;  // By reader and partition; kNone: none.
    std::vector<Phantom> phantoms_;
    std::int64_t phantom_count_ = 0;
    std::int64_t delivered_ = 0;
};

}  // namespace assize::checkers::ledger
