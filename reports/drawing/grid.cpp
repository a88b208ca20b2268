#include "reports/drawing/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

constexpr std::int32_t kRowHeight = 21;
constexpr std::int32_t kRightLeast = 560;
constexpr std::int32_t kGapLeast = 76;
constexpr std::int32_t kNotesWidthMost = 250;
constexpr std::size_t kNoteLinesMost = 3;
constexpr std::int32_t kAir = 6;  // Between what stands beside each other.
constexpr std::int32_t kTip = kAir + 8;

// The longer the time, the wider the gap: 4 points for each doubling beyond a millisecond.
std::int32_t gap_for(sim::Duration time) {
    const auto ms =
        static_cast<std::uint64_t>(std::max<std::int64_t>(time.nanoseconds(), 0)) / 1'000'000;
    const auto doublings = ms == 0 ? 0 : static_cast<std::int32_t>(std::bit_width(ms)) - 1;
    return 4 * std::clamp(doublings, 0, 4);
}

}  // namespace

std::int32_t head_width(const Timeline::Lane& lane) {
    const std::int32_t text = width_of(clean(lane.name), 10, FontWeight::kBold);
    // The corners of a hexagon take a quarter of it on either side, but not at the text's height.
    return lane.role == Timeline::Role::kController ? (text + 6) * 4 / 3 : text + 16;
}

Grid::Grid(const Arrangement& arrangement, std::int32_t top, const Extra& extra)
    : arrangement_(arrangement), heads_top_(top) {
    place_columns();
    break_notes();
    place_rows(extra);
}

// --- Columns.

void Grid::place_columns() {
    const Timeline& timeline = arrangement_.timeline();
    ids_right_ = kMargin + id_width();
    times_right_ = ids_right_ + 8 + time_width();
    numbers_ = times_right_ + 14;
    lanes_left_ = numbers_ + 14;
    if (timeline.lanes.empty()) {
        lanes_right_ = lanes_left_ + kGapLeast;
        return;
    }
    const auto half = [&](std::size_t lane) {
        std::int32_t reach = head_width(timeline.lanes[lane]) / 2;
        for (const Arrangement::Flag& flag : arrangement_.flags()) {
            if (flag.mark->lane == lane) reach = std::max(reach, flag.width / 2);
        }
        return std::max(reach, 24) + kAir;
    };
    std::int32_t x = lanes_left_ + half(0);
    lanes_.push_back(x);
    for (const std::int32_t gap : gaps()) lanes_.push_back(x += gap);
    lanes_right_ = x + half(timeline.lanes.size() - 1);
    for (const Arrangement::Flag& caption : arrangement_.captions()) {
        lanes_right_ = std::max(lanes_right_, lanes_left_ + caption.width + 2 * kAir);
    }
}

std::int32_t Grid::id_width() const {
    std::uint64_t largest = 0;
    for (const auto& row : arrangement_.timeline().rows) {
        largest = std::max(largest, row.event.value());
    }
    return width_of(fmt::format("#{}", largest), kLabelText, FontWeight::kRegular);
}

std::int32_t Grid::time_width() const {
    std::int32_t widest = width_of("ms", kFlagText, FontWeight::kRegular);
    for (const auto& row : arrangement_.timeline().rows) {
        widest = std::max(widest, width_of(milliseconds(row.at), kFlagText, FontWeight::kBold));
    }
    return widest;
}

std::vector<std::int32_t> Grid::gaps() const {
    const auto& lanes = arrangement_.timeline().lanes;
    std::vector<std::int32_t> gaps(lanes.size() - 1, kGapLeast);
    const auto widen = [&](std::size_t gap, std::int32_t width) {
        gaps[gap] = std::max(gaps[gap], width);
    };
    for (std::size_t lane = 0; lane + 1 < lanes.size(); ++lane) {
        widen(lane, (head_width(lanes[lane]) + head_width(lanes[lane + 1])) / 2 + kAir);
    }
    // Flags beside each other.
    const auto& flags = arrangement_.flags();
    for (const Arrangement::Flag& flag : flags) {
        if (*flag.mark->lane + 1 == lanes.size()) continue;
        const std::size_t lane = *flag.mark->lane;
        const std::int32_t next = arrangement_.reach(flag.mark->row, lane + 1, flag.slot);
        widen(lane, flag.width / 2 + next + kAir);
    }
    // Arrows: their label between what their ends stand on, or at least room for a slope.
    for (const Arrangement::Wire& wire : arrangement_.wires()) {
        const Timeline::Arrow& arrow = *wire.arrow;
        const auto reach_at = [&](std::size_t row, std::size_t lane) {
            return arrangement_.reach(row, lane,
                                      wire.slot.value_or(arrangement_.slot_of(row, lane)));
        };
        const std::int32_t reaches =
            reach_at(arrow.from_row, arrow.from_lane) + reach_at(arrow.to_row, arrow.to_lane);
        const std::int32_t way =
            (wire.label_width + kTip) * 100 / percent_of_way(arrow.fate) + kAir;
        std::int32_t needed =
            wire.slot ? reaches + way : std::max(reaches + 40, wire.label_width + 2 * kAir);
        const std::size_t left = std::min(arrow.from_lane, arrow.to_lane);
        const std::size_t right = std::max(arrow.from_lane, arrow.to_lane);
        for (std::size_t gap = left; gap < right; ++gap) needed -= gaps[gap];
        const std::size_t senders = wire.rightwards() ? left : right - 1;
        if (needed > 0) gaps[senders] += needed;
    }
    return gaps;
}

// --- Rows.

void Grid::break_notes() {
    for (const auto& row : arrangement_.timeline().rows) {
        const FontWeight weight = row.violation ? FontWeight::kBold : FontWeight::kRegular;
        notes_.push_back(
            wrapped(clean(row.note), kNoteText, weight, kNotesWidthMost, kNoteLinesMost));
        for (const std::string& line : notes_.back()) {
            notes_width_ = std::max(notes_width_, width_of(line, kNoteText, weight));
        }
    }
}

std::int32_t Grid::height_of(std::size_t row) const {
    const auto lines = static_cast<std::int32_t>(notes_[row].size());
    return std::max(
        {kRowHeight, arrangement_.slots(row) * kSlotHeight + 4, lines * kNoteHeight + kAir});
}

void Grid::place_rows(const Extra& extra) {
    const Timeline& timeline = arrangement_.timeline();
    std::int32_t y = lanes_top() + kAir;
    auto next_break = timeline.breaks.begin();
    const auto pass_break = [&](std::size_t row) {
        if (next_break == timeline.breaks.end() || next_break->before != row) return;
        bars_.push_back(y + 1);
        y += kBarHeight + 4;
        ++next_break;
    };
    for (std::size_t row = 0; row < timeline.rows.size(); ++row) {
        const std::int32_t before = y;
        pass_break(row);
        const std::int32_t gap =
            row > 0 ? gap_for(timeline.rows[row].at - timeline.rows[row - 1].at) : 0;
        y = std::max(y, before + gap) + extra[row];
        tops_.push_back(y);
        y += height_of(row);
    }
    pass_break(timeline.rows.size());
    tops_.push_back(y + kAir);
}

std::int32_t Grid::right() const {
    return std::max(notes_left() + notes_width_, kRightLeast);
}

std::int32_t Grid::y(std::size_t row, std::int32_t slot) const {
    return tops_[row] + kRowHeight / 2 + slot * kSlotHeight;
}

std::int32_t Grid::lanes_top() const {
    return heads_top_ + kHeadHeight;
}

Box Grid::bar(std::size_t index) const {
    return {kMargin, bars_[index], right() - kMargin, kBarHeight};
}

}  // namespace assize::reports
