#include "reports/timeline/pages.h"

#include <algorithm>

#include "reports/timeline/breaks.h"

namespace assize::reports {

namespace {

/// Some rows of a timeline: [first, end).
struct Cut {
    std::size_t first;
    std::size_t end;
    bool is_last;

    bool contains(std::size_t row) const { return first <= row && row < end; }
    std::size_t within(std::size_t row) const { return std::clamp(row, first, end) - first; }
};

void take_marks(const Timeline& whole, const Cut& cut, Timeline& page) {
    for (Timeline::Mark mark : whole.marks) {
        if (!cut.contains(mark.row)) continue;
        mark.row -= cut.first;
        page.marks.push_back(std::move(mark));
    }
    for (Timeline::Arrow arrow : whole.arrows) {
        if (!cut.contains(arrow.to_row)) continue;
        arrow.from_row = cut.within(arrow.from_row);
        arrow.to_row -= cut.first;
        page.arrows.push_back(std::move(arrow));
    }
}

void take_intervals(const Timeline& whole, const Cut& cut, Timeline& page) {
    for (Timeline::LaneState state : whole.states) {
        state.from = cut.within(state.from);
        state.to = cut.within(state.to);
        if (state.from < state.to) page.states.push_back(state);
    }
    for (Timeline::Band band : whole.bands) {
        if (!cut.is_last && band.to >= cut.end) band.ended.reset();
        band.from = cut.within(band.from);
        band.to = cut.within(band.to);
        if (band.from < band.to) page.bands.push_back(std::move(band));
    }
}

// The row that a page begins with is told on the page before, with what lies before it.
void take_breaks(const Timeline& whole, const Cut& cut, Timeline& page) {
    for (Timeline::Break gap : whole.breaks) {
        const bool first_page = cut.first == 0;
        if (gap.before < cut.first || (gap.before == cut.first && !first_page)) continue;
        if (gap.before >= cut.end && !cut.is_last) continue;
        gap.before -= cut.first;
        page.breaks.push_back(std::move(gap));
    }
}

void count(Timeline& page) {
    page.shown_events = 0;
    for (const Timeline::Row& row : page.rows) {
        page.shown_events += 1 + static_cast<std::int64_t>(row.more.size());
    }
    page.window_events = page.shown_events;
    for (const Timeline::Break& gap : page.breaks) page.window_events += gap.events;
    page.left_out = sum_of(page.breaks);
}

}  // namespace

std::vector<Timeline> split_into_pages(Timeline timeline, std::size_t rows_most) {
    const std::size_t rows = timeline.rows.size();
    std::vector<Cut> cuts;
    for (std::size_t first = 0; cuts.empty() || first + 1 < rows; first += rows_most - 1) {
        const std::size_t end = std::min(first + rows_most, rows);
        cuts.push_back({.first = first, .end = end, .is_last = end == rows});
    }
    if (cuts.size() == 1) {
        count(timeline);
        return {std::move(timeline)};
    }
    std::vector<Timeline> pages;
    for (const Cut& cut : cuts) {
        Timeline page;
        page.title = timeline.title;
        page.about = timeline.about;
        page.lanes = timeline.lanes;
        page.omitted = timeline.omitted;
        page.command = timeline.command;
        page.page = static_cast<int>(pages.size()) + 1;
        page.pages = static_cast<int>(cuts.size());
        const auto row = [&](std::size_t i) {
            return timeline.rows.begin() + static_cast<std::ptrdiff_t>(i);
        };
        page.rows.assign(row(cut.first), row(cut.end));
        take_marks(timeline, cut, page);
        take_intervals(timeline, cut, page);
        take_breaks(timeline, cut, page);
        count(page);
        pages.push_back(std::move(page));
    }
    return pages;
}

}  // namespace assize::reports
