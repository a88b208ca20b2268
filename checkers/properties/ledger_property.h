#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/contract.h"
#include "checkers/ledger/ledger.h"
#include "checkers/property.h"
#include "checkers/verdict.h"

namespace assize::checkers {

/// A property that the ledger decides at the end of the run.
class LedgerProperty : public PropertyChecker {
public:
    /// Requires: the ledger outlives this, and sees each event.
    explicit LedgerProperty(const ledger::Ledger& ledger) : ledger_(ledger) {}
    void on_event(const sim::Event&) override {}

protected:
    const ledger::Ledger& ledger_;
};

/// All properties that a ledger decides: delivery.* and order.*.
std::vector<std::unique_ptr<PropertyChecker>> ledger_properties(const ledger::Ledger& ledger);

/// What goes against a property, found one after the other: how often, and the case to tell of,
/// which is the first of those that are promised not to be, or else the first of all.
template <class Case>
class Cases {
public:
    void add(const Clause& clause, const Case& found) {
        count_ += 1;
        if (first_ && (clause_.promise == clause.promise || is_promised(clause_))) return;
        if (first_ && !is_promised(clause)) return;
        first_ = found;
        clause_ = clause;
    }
    std::int64_t count() const { return count_; }
    /// None when there is none.
    const std::optional<Case>& first() const { return first_; }
    std::optional<Case>& first() { return first_; }
    /// Whether that is promised not to be, and why.
    const Clause& clause() const { return clause_; }

private:
    static bool is_promised(const Clause& clause) { return clause.promise == Promise::kPromised; }

    std::int64_t count_ = 0;
    std::optional<Case> first_;
    Clause clause_{.promise = Promise::kNone, .reason = ""};
};

/// Whether anything was written, or handed to a reader: without it nothing is put to the test.
bool saw_records(const ledger::Ledger& ledger);

/// A verdict without violation: what is promised over the whole run, and whether anything was put
/// to the test.
PropertyVerdict calm_verdict(std::string_view property, const Contract& contract, bool tested);
/// Makes it a violated one. What remains to be told is the summary and what follows it.
template <class Case>
void condemn(PropertyVerdict& verdict, const Cases<Case>& cases) {
    verdict.status = Status::kViolated;
    verdict.promise = cases.clause().promise;
    verdict.reason = cases.clause().reason;
    verdict.cases = cases.count();
}

/// What a property promises to the sends of one producer.
Clause clause_for(const Contract& contract, std::string_view property, const ledger::Ledger& ledger,
                  ledger::SendRef send);
/// The same, but nothing is promised where records are gone by right from that offset on.
Clause clause_for_place(const Contract& contract, std::string_view property,
                        const ledger::Ledger& ledger, ledger::SendRef send,
                        const ledger::Place& place);

/// What a property that is promised always promises of a record that a leader of that epoch wrote:
/// nothing where such records are gone by right.
Clause clause_for_offset(const Contract& contract, std::string_view property,
                         const ledger::Ledger& ledger, std::uint32_t partition, std::int64_t offset,
                         std::optional<std::int32_t> leader_epoch);

/// The epoch in which a batch was written. None for no batch (kNone).
std::optional<std::int32_t> epoch_of(const ledger::Ledger& ledger, std::uint32_t written);

/// What was put at risk: "sends", "batches_retried", "answers_lost", "elections".
void count_risks(PropertyVerdict& verdict, const ledger::Ledger& ledger);

}  // namespace assize::checkers
