#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "reports/event_log.h"
#include "reports/timeline/timeline.h"
#include "sim/trace.h"

namespace assize::reports {

/// What a timeline is to tell, beyond what the verdict says.
struct TimelineOptions {
    /// Slice by these instead of the leading property's subjects; empty: as the verdict says.
    std::vector<checkers::SubjectRange> subjects = {};
    std::optional<sim::Instant> from = std::nullopt;
    std::optional<sim::Instant> to = std::nullopt;  // Inclusive.
    /// Leave out nothing of the window.
    bool all = false;
    /// A few rows for a terminal: all but the witness may give way to keep to rows_most.
    bool brief = false;
    std::size_t rows_most = 60;   // On a page.
    std::size_t lanes_most = 12;  // What has more, loses those that do least.
    std::string title = {};       // Empty: made from the verdict.
    std::string command = {};     // What shows what was left out; for the footer.
};

/// The pages of a run's timeline, at least one.
///
/// When a property leads the verdict (violated or undecided), it is the story of its witness: what
/// is about the same records, what befell their partition, and where messages came from. When all
/// held, it is the story of the faults. Never left out: the witness, faults, and changes of role,
/// epoch and ISR of the partition that it is about.
std::vector<Timeline> make_timelines(const EventLog& log, const checkers::Verdict& verdict,
                                     const TimelineOptions& options = {});

}  // namespace assize::reports
