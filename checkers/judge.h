#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/contract.h"
#include "checkers/ledger/ledger.h"
#include "checkers/property.h"
#include "checkers/setup.h"
#include "checkers/verdict.h"
#include "checkers/white_box/white_box.h"
#include "sim/trace.h"

namespace assize::checkers {

struct JudgeOptions {
    /// Called once, at the first event that breaks a promised property: it may stop the run.
    /// What only the end of a run can tell, such as a loss, does not call it.
    Alarm on_violation = {};
};

/// The judge of a run: sees each fact, and says at the end which promises were kept.
/// It must see the run from its first fact on. Memory and time are linear in the facts.
class Judge final : public sim::TraceSubscriber {
public:
    /// Subscribes. Requires: the trace outlives this.
    Judge(TrialSetup setup, sim::Trace& trace, JudgeOptions options = {});
    ~Judge() override;
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    void on_event(const sim::Event& event) override;

    /// The answer, with a property each. Requires: it is called once, after the last fact.
    /// An expectation of a property that there is not is never met.
    Verdict finish(const std::vector<Expectation>& expectations);

    const Contract& contract() const { return contract_; }
    const WhiteBox& white_box() const { return white_box_; }

private:
    void add_checkers();
    void on_broken(std::string_view property, const Clause& clause);

    TrialSetup setup_;
    sim::Trace& trace_;
    JudgeOptions options_;
    WhiteBox white_box_;
    Contract contract_;
    ledger::Ledger ledger_;
    std::vector<std::unique_ptr<PropertyChecker>> checkers_;
    bool is_broken_ = false;
};

/// What follows for a run from its properties and from what was expected of them beforehand.
/// Sorts the properties and fills in which expectations are met.
Verdict sum_up(std::vector<PropertyVerdict> properties, std::vector<Expectation> expectations);

}  // namespace assize::checkers
