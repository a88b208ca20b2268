#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/describe.h"
#include "reports/timeline/selection.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// What a row is made of: events of one moment that belong together, the one that the row is for
/// first.
struct RowParts {
    std::vector<const Shown*> parts;
    std::vector<sim::EventId> folded = {};  // Others that the row stands for, without a mark.

    const Shown& main() const { return *parts.front(); }
    /// The last of its events in the log.
    std::size_t last() const;
};

/// Whose lane an event is on: its process, or the one of its host. Empty: nobody's.
std::string_view lane_of(const EventLog& log, const Describer& describer, std::size_t index);

/// Joins what happens at one moment to one process, a fault with those whom it strikes, and the
/// sending of a batch with its arrival. Requires: the selection outlives the result.
std::vector<RowParts> join_rows(const EventLog& log, const Describer& describer,
                                const Selection& selection);

/// Which kind of fault an action of the plan is.
Timeline::MarkKind mark_of_action(std::string_view action);
/// Whether it is over at once: it does not last until it is taken back.
bool is_over_at_once(std::string_view action);
/// Of a fault_began or fault_ended: the processes that it strikes.
std::vector<std::string_view> targets_of(const EventLog& log, std::size_t index);
bool is_fault_of_plan(const EventLog& log, std::size_t index);

}  // namespace assize::reports
