#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reports/describe.h"
#include "reports/timeline/rows.h"
#include "reports/timeline/selection.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// Makes one Timeline, however long, of what was selected: names lanes, sets rows, marks and
/// arrows, and counts what is left out in the place where it is missing.
/// Requires: all of it outlives the assembly.
class Assembly {
public:
    struct Parts {
        const EventLog& log;
        const Describer& describer;
        const LaneWordsTable& words;
        const Messages& messages;
        const Focus& focus;
        const checkers::PropertyVerdict* property;  // Null: nothing was broken.
        const TimelineOptions& options;
    };
    Assembly(const Parts& parts, const Selection& selection);

    Timeline assemble();

private:
    struct Sends {
        std::int64_t invoked = 0;
        std::int64_t acknowledged = 0;
    };

    void learn_sends();
    std::string sends_until(std::size_t index) const;
    void add_lanes();
    void add_rows();
    void add_row(const RowParts& row);
    void add_part(const RowParts& row, const Shown& shown);
    std::string words_of_fault(std::size_t index) const;
    void add_fault(const RowParts& row, const Shown& fault);
    void add_mark(const Shown& shown, std::string_view process);
    std::string note_of(const RowParts& row) const;
    void add_arrow(const Shown& shown);
    void add_lost(const Shown& shown);
    bool is_repeated(const Message& message) const;
    void show(std::size_t index);
    std::optional<std::size_t> lane(std::string_view process) const;
    std::size_t row_of(std::size_t index) const;

    const Parts parts_;
    const Selection& selection_;
    std::vector<RowParts> rows_;
    std::map<std::string, std::size_t, std::less<>> lanes_;  // By process.
    std::map<std::size_t, Sends> sends_;                     // By place in the log; of a story.
    std::vector<std::size_t> last_of_row_;                   // In the log.
    std::vector<bool> shown_;                                // By place in the window.
    std::set<std::uint64_t> drawn_;                          // Messages: each has one arrow.
    Timeline timeline_;
};

}  // namespace assize::reports
