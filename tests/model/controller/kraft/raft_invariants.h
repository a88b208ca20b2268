#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkers/white_box/kraft_checker.h"
#include "checkers/white_box/violation.h"
#include "sim/trace.h"

namespace assize::model::kraft {

/// K1 to K13, as the checkers judge them, for a world of nothing but a quorum. A violation is a
/// line that begins with its invariant.
class RaftInvariants final : public sim::TraceSubscriber {
public:
    using Options = checkers::KraftChecker::Options;

    void on_event(const sim::Event& event) override {
        found_.set_event(event.id);
        checker_.on_event(event);
    }
    /// The disk of a node was replaced by an empty one.
    void wiped(int node) { checker_.wiped(node); }
    void set_options(Options options) { checker_.set_options(options); }

    const std::vector<std::string>& violations() const { return lines_; }
    /// Up to where it knows what is committed.
    std::int64_t committed_end() const { return checker_.committed_end(); }

private:
    std::vector<std::string> lines_;
    checkers::Violations found_{[this](const checkers::Violation& violation) {
        lines_.push_back(violation.invariant + ": " + violation.about + ": " + violation.observed);
    }};
    checkers::KraftChecker checker_{found_};
};

}  // namespace assize::model::kraft
