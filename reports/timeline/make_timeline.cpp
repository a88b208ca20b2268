#include "reports/timeline/make_timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/describe.h"
#include "reports/timeline/assembly.h"
#include "reports/timeline/focus.h"
#include "reports/timeline/lane_words.h"
#include "reports/timeline/messages.h"
#include "reports/timeline/pages.h"
#include "reports/timeline/selection.h"

namespace assize::reports {

namespace {

std::string title_of(const checkers::PropertyVerdict* property, const Focus& focus) {
    if (!property && !focus.name().empty()) return fmt::format("what befell {}", focus.name());
    if (!property) {
        return focus.partitions().empty()
                   ? "what befell the cluster"
                   : fmt::format("what befell the cluster and its partition {}",
                                 focus.partitions().front());
    }
    const std::string& said = property->summary;
    return said.empty() ? fmt::format("{} {}", property->name, to_string(property->status))
                        : fmt::format("{}: {}", property->name, said);
}

// A property that is told of: the one to hear of first, unless nothing can be shown of it.
const checkers::PropertyVerdict* property_of(const checkers::Verdict& verdict) {
    const checkers::PropertyVerdict* leading = verdict.leading();
    if (!leading || (leading->witness.empty() && leading->subjects.empty())) return nullptr;
    return leading;
}

}  // namespace

std::vector<Timeline> make_timelines(const EventLog& log, const checkers::Verdict& verdict,
                                     const TimelineOptions& options) {
    const bool as_asked = !options.subjects.empty();
    const checkers::PropertyVerdict* property = property_of(verdict);
    std::vector<checkers::SubjectRange> subjects = options.subjects;
    if (!as_asked && property) subjects = property->subjects;

    const Describer describer(log);
    const LaneWordsTable words(log);
    const Messages messages(log, describer);
    const Focus focus(log, subjects);
    Selector selector({.log = log,
                       .words = words,
                       .messages = messages,
                       .focus = focus,
                       .property = as_asked ? nullptr : property},
                      options);
    const Selection selection = selector.select();
    Assembly assembly({.log = log,
                       .describer = describer,
                       .words = words,
                       .messages = messages,
                       .focus = focus,
                       .property = as_asked ? nullptr : property,
                       .options = options},
                      selection);
    Timeline timeline = assembly.assemble();
    timeline.title =
        options.title.empty() ? title_of(as_asked ? nullptr : property, focus) : options.title;
    return split_into_pages(std::move(timeline), std::max<std::size_t>(options.rows_most, 2));
}

}  // namespace assize::reports
