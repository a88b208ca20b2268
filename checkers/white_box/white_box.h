#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "checkers/loss_oracle.h"
#include "checkers/white_box/controller_checker.h"
#include "checkers/white_box/index_checker.h"
#include "checkers/white_box/kraft_checker.h"
#include "checkers/white_box/lives.h"
#include "checkers/white_box/log_checker.h"
#include "checkers/white_box/producer_checker.h"
#include "checkers/white_box/replication_checker.h"
#include "checkers/white_box/shadow.h"
#include "checkers/white_box/violation.h"

namespace assize::checkers {

/// Judges each fact of a run as it happens, by the invariants of logs (L), replication (R) and the
/// metadata quorum (K). It must see the run from its first fact on.
///
/// It keeps of each partition what leaders wrote (24 bytes a batch) and, for each replica, which
/// offsets are of which epoch, where in its files each batch lies (32 bytes) and, of an idempotent
/// producer, what it says (24 bytes); a fact costs O(log n).
class WhiteBox final : public sim::TraceSubscriber {
public:
    /// Subscribes. `on_violation`, if any, is called at once: it may stop the run.
    /// Requires: the trace outlives this.
    explicit WhiteBox(sim::Trace& trace, Violations::Callback on_violation = {});
    ~WhiteBox() override;
    WhiteBox(const WhiteBox&) = delete;
    WhiteBox& operator=(const WhiteBox&) = delete;

    void on_event(const sim::Event& event) override;

    /// In the order in which they were seen.
    const std::vector<Violation>& violations() const { return violations_.all(); }
    /// Null when all held.
    const Violation* first_violation() const {
        return violations().empty() ? nullptr : &violations().front();
    }

    /// Which unclean elections are by right; without it all are.
    void set_unclean_rule(LossOracle::UncleanRule rule) {
        losses_.set_unclean_rule(std::move(rule));
    }
    /// What is committed, and what of it was lost, as of the last event.
    const LossOracle& losses() const { return losses_; }

private:
    void note_lives(const sim::Event& event);

    sim::Trace& trace_;
    Violations violations_;
    Lives lives_;
    Shadows shadows_;
    LossOracle losses_;
    KraftChecker quorum_;
    ProducerChecker producers_;
    IndexChecker indexes_;
    LogChecker logs_;
    ReplicationChecker replication_;
    ControllerChecker controllers_;
};

}  // namespace assize::checkers
