#include "checkers/judge.h"

#include <algorithm>
#include <utility>

#include "checkers/properties/acked_survives.h"
#include "checkers/properties/cluster_recovers.h"
#include "checkers/properties/consumers_catch_up.h"
#include "checkers/properties/ledger_property.h"
#include "checkers/properties/producer_sequence.h"
#include "checkers/properties/sends_end.h"
#include "checkers/properties/white_box_property.h"

namespace assize::checkers {

Judge::Judge(TrialSetup setup, sim::Trace& trace, JudgeOptions options)
    : setup_(std::move(setup)),
      trace_(trace),
      options_(std::move(options)),
      white_box_(trace,
                 [this](const Violation& violation) {
                     const std::string_view name = property_of_invariant(violation.invariant);
                     on_broken(name, contract_.of_invariant(violation.invariant, name));
                 }),
      contract_(setup_, trace, white_box_.losses()),
      ledger_(trace) {
    white_box_.set_unclean_rule(
        [this](std::string_view partition) { return contract_.may_elect_uncleanly(partition); });
    // The white box sees each event first: it subscribed before.
    trace_.subscribe(*this);
    add_checkers();
}

Judge::~Judge() {
    trace_.unsubscribe(*this);
}

void Judge::add_checkers() {
    checkers_.push_back(std::make_unique<AckedSurvives>(trace_));
    checkers_.push_back(std::make_unique<ProducerSequence>(trace_, white_box_));
    checkers_.push_back(std::make_unique<ClusterRecovers>(trace_));
    checkers_.push_back(std::make_unique<SendsEnd>(trace_, setup_));
    checkers_.push_back(std::make_unique<ConsumersCatchUp>(trace_));
    for (const std::string_view name : white_box_properties()) {
        checkers_.push_back(std::make_unique<WhiteBoxProperty>(name, trace_, white_box_));
    }
    for (auto& property : ledger_properties(ledger_)) checkers_.push_back(std::move(property));
    for (const auto& checker : checkers_) {
        checker->set_alarm([this](std::string_view name) { on_broken(name, contract_.of(name)); });
    }
}

void Judge::on_event(const sim::Event& event) {
    contract_.on_event(event);
    ledger_.on_event(event);
    for (const auto& checker : checkers_) checker->on_event(event);
}

void Judge::on_broken(std::string_view property, const Clause& clause) {
    if (is_broken_ || clause.promise == Promise::kNone) return;
    is_broken_ = true;
    if (options_.on_violation) options_.on_violation(property);
}

Verdict Judge::finish(const std::vector<Expectation>& expectations) {
    std::vector<PropertyVerdict> properties;
    for (const auto& checker : checkers_) properties.push_back(checker->finish(contract_));
    return sum_up(std::move(properties), expectations);
}

Verdict sum_up(std::vector<PropertyVerdict> properties, std::vector<Expectation> expectations) {
    Verdict verdict{.properties = std::move(properties), .expectations = std::move(expectations)};
    std::ranges::sort(verdict.properties, {}, &PropertyVerdict::name);
    bool violated = false;
    bool undecided = false;
    for (Expectation& expectation : verdict.expectations) {
        const PropertyVerdict* property = verdict.find(expectation.property);
        expectation.met = property && property->status == expectation.expected;
        violated = violated || !expectation.met;
    }
    for (const PropertyVerdict& property : verdict.properties) {
        if (property.promise == Promise::kNone) continue;
        const bool expected = std::ranges::any_of(verdict.expectations, [&](const auto& each) {
            return each.property == property.name && each.expected == property.status;
        });
        if (expected) continue;
        violated = violated || property.status == Status::kViolated;
        undecided = undecided || property.status == Status::kUndecided;
    }
    verdict.result = violated ? Result::kViolated : undecided ? Result::kUndecided : Result::kHeld;
    return verdict;
}

}  // namespace assize::checkers
