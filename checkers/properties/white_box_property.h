#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "checkers/property.h"
#include "checkers/white_box/white_box.h"

namespace assize::checkers {

/// To which property an invariant of the white box belongs, such as R6 to
/// "replication.log-matching": each to exactly one. Empty for an unknown invariant.
std::string_view property_of_invariant(std::string_view invariant);
/// The properties that have such invariants.
std::span<const std::string_view> white_box_properties();

/// What the white box says of one property: violated by the first of its invariants that did not
/// hold though it was promised, else by the first that was not; else held, or vacuous when nothing
/// put it to the test. Without exposure and subjects.
PropertyVerdict verdict_of(std::string_view property, const WhiteBox& box, const Contract& contract,
                           bool was_tested);

/// A property that stands on invariants of the white box: held when all of them held.
/// Vacuous when no fact occurred that any of them judges.
class WhiteBoxProperty final : public PropertyChecker {
public:
    /// Requires: it is one of `white_box_properties()`; the others outlive this; the box sees each
    /// event before this does.
    WhiteBoxProperty(std::string_view name, const sim::Trace& trace, const WhiteBox& box);

    void on_event(const sim::Event& event) override;
    PropertyVerdict finish(const Contract& contract) override;

private:
    struct Count {
        std::string_view fact;
        std::string_view what;
        std::int64_t number;
    };

    void count(const sim::Event& event);

    std::string_view name_;
    const sim::Trace& trace_;
    const WhiteBox& box_;
    std::size_t known_ = 0;      // Of the box's violations.
    std::vector<Count> counts_;  // Of the facts that put it to the test.
    /// Of the events at which its own ones were seen.
    std::map<sim::EventId, std::vector<SubjectRange>> subjects_;
};

}  // namespace assize::checkers
