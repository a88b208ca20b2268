#include "reports/html/slice.h"

#include <algorithm>

#include "reports/timeline/make_timeline.h"

namespace assize::reports {

namespace {

std::vector<sim::EventId> shown_in(const Timeline& page) {
    std::vector<sim::EventId> shown;
    for (const Timeline::Row& row : page.rows) {
        shown.push_back(row.event);
        shown.insert(shown.end(), row.more.begin(), row.more.end());
    }
    for (const Timeline::Mark& mark : page.marks) shown.push_back(mark.event);
    for (const Timeline::Arrow& arrow : page.arrows) {
        shown.push_back(arrow.sent);
        if (arrow.arrived) shown.push_back(*arrow.arrived);
    }
    return shown;
}

}  // namespace

std::vector<std::size_t> slice_of(const EventLog& log, const checkers::Verdict& verdict) {
    std::vector<std::size_t> events;
    for (const Timeline& page : make_timelines(log, verdict)) {
        for (const sim::EventId id : shown_in(page)) {
            if (const auto index = log.find(id)) events.push_back(*index);
        }
    }
    std::ranges::sort(events);
    events.erase(std::unique(events.begin(), events.end()), events.end());
    return events;
}

}  // namespace assize::reports
