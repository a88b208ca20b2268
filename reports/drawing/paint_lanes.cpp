#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reports/drawing/paint.h"
#include "reports/drawing/palette.h"
#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

// On which side of a fault of the network a lane is, counted from 1, as its text says it:
// "partition {broker-1} | {broker-2 broker-3}". 0: on none, or it says nothing of the kind.
auto sides_of(const Timeline& timeline, const Timeline::Band& band) {
    std::map<std::string, int, std::less<>> sides;
    int side = 0;
    std::string name;
    for (const char each : band.text) {
        if (each == '{') ++side;
        const bool ends = each == '{' || each == '}' || each == ' ' || each == '|';
        if (!ends) {
            name += each;
            continue;
        }
        if (!name.empty() && side > 0) sides.emplace(name, side);
        name.clear();
    }
    return [&timeline, sides](std::size_t lane) {
        const auto found = sides.find(timeline.lanes[lane].process);
        return found == sides.end() ? 0 : found->second;
    };
}

}  // namespace

// From each time to what is said of it at the other side.
void Painter::guides() {
    std::vector<Stroke> strokes(timeline_.rows.size(), {.colour = kPaleGrey, .tenths = 6});
    for (const Arrangement::Flag& caption : arrangement_.captions()) {
        strokes[caption.mark->row] = {.colour = caption.style.border.colour, .tenths = 8};
    }
    for (std::size_t row = 0; row < timeline_.rows.size(); ++row) {
        const bool witness = timeline_.rows[row].step.has_value();
        const std::int32_t y = grid_.y(row, 0);
        picture_.lines.push_back(
            {.from = {grid_.times_right() + 4, y},
             .to = {grid_.lanes_right() + 6, y},
             .stroke = witness ? Stroke{.colour = kVermilionGuide, .tenths = 12} : strokes[row]});
    }
}

void Painter::lanes() {
    const auto end_of = [&](std::size_t row) {
        return row >= timeline_.rows.size() ? grid_.lanes_bottom() : grid_.y(row, 0);
    };
    for (const Timeline::LaneState& state : timeline_.states) {
        if (!is_drawn(state)) continue;
        const std::int32_t x = grid_.x(state.lane);
        const std::int32_t from = state.from == 0 ? grid_.lanes_top() : end_of(state.from);
        picture_.lines.push_back(
            {.from = {x, from},
             .to = {x, end_of(state.to)},
             .stroke = stroke_of(state.state),
             .tag = {.classes = fmt::format("lane {}", to_string(state.state)),
                     .tooltip = fmt::format("{}: {}", clean(timeline_.lanes[state.lane].name),
                                            said_of(state.state))}});
    }
}

// --- Faults that lasted: a band along each lane that they struck, and a wall where nothing passes.

std::int32_t Painter::band_half(std::size_t band) const {
    const Timeline::Band& one = timeline_.bands[band];
    std::int32_t half = 26;
    for (std::size_t other = 0; other < band; ++other) {
        const Timeline::Band& earlier = timeline_.bands[other];
        if (earlier.from < one.to && one.from < earlier.to) half -= 5;
    }
    return std::max(half, 8);
}

std::int32_t Painter::band_bottom(const Timeline::Band& band) const {
    return band.to >= timeline_.rows.size() ? grid_.lanes_bottom() : grid_.y(band.to, 0);
}

void Painter::bands() {
    for (std::size_t at = 0; at < timeline_.bands.size(); ++at) {
        const Timeline::Band& band = timeline_.bands[at];
        const std::int32_t half = band_half(at);
        const std::int32_t top = grid_.y(band.from, 0);
        const std::int32_t bottom = band_bottom(band);
        for (const std::size_t lane : band.lanes) {
            picture_.shapes.push_back(
                {.box = {grid_.x(lane) - half, top, 2 * half, std::max(bottom - top, 2)},
                 .fill = {.colour = kOrange, .percent = 15},
                 .tag = {.classes = fmt::format("band {}", to_string(band.kind)),
                         .tooltip = clean(band.text)}});
        }
    }
}

void Painter::walls() {
    for (const Timeline::Band& band : timeline_.bands) {
        if (band.kind != Timeline::MarkKind::kNetworkFault) continue;
        const auto side_of = sides_of(timeline_, band);
        for (std::size_t at = 1; at < band.lanes.size(); ++at) {
            const std::size_t left = band.lanes[at - 1];
            const std::size_t right = band.lanes[at];
            if (side_of(left) == side_of(right)) continue;
            const std::int32_t x = (grid_.x(left) + grid_.x(right)) / 2;
            picture_.lines.push_back(
                {.from = {x, grid_.y(band.from, 0)},
                 .to = {x, band_bottom(band)},
                 .stroke = {.colour = kOrange, .tenths = 15, .dash = Dash::kDashed},
                 .tag = {.classes = "wall", .tooltip = clean(band.text)}});
        }
    }
}

// --- What was left out, where it was left out.

// The lanes shine through, so that the eye keeps to them.
void Painter::bars() {
    for (std::size_t at = 0; at < timeline_.breaks.size(); ++at) {
        picture_.shapes.push_back({.box = grid_.bar(at),
                                   .fill = {.colour = kBarGrey, .percent = 85},
                                   .tag = {.classes = "break"}});
    }
}

void Painter::bar_texts() {
    for (std::size_t at = 0; at < timeline_.breaks.size(); ++at) {
        const Timeline::Break& gap = timeline_.breaks[at];
        const Box box = grid_.bar(at);
        std::string says = short_duration(gap.to - gap.from);
        says += " · " + counted(gap.events, gap.by_kind);
        if (gap.lost_messages > 0) says += fmt::format(" · {} lost", gap.lost_messages);
        says = clean(says);
        const std::int32_t room = box.right() - grid_.lanes_left() - 4;
        picture_.shapes.push_back(
            text_at({grid_.lanes_left(), box.top + box.height / 2}, Align::kLeft,
                    {.says = fitted(says, kLabelText, FontWeight::kRegular, room),
                     .size = kLabelText,
                     .colour = kGreyText},
                    {.classes = "break", .tooltip = says}));
    }
}

// --- Who they are.

void Painter::heads(std::int32_t top) {
    for (std::size_t lane = 0; lane < timeline_.lanes.size(); ++lane) {
        const Timeline::Lane& one = timeline_.lanes[lane];
        const std::int32_t width = head_width(one);
        Outline outline = Outline::kNone;
        switch (one.role) {
            case Timeline::Role::kClient: outline = Outline::kRounded; break;
            case Timeline::Role::kController: outline = Outline::kHexagon; break;
            case Timeline::Role::kBroker: outline = Outline::kRectangle; break;
            case Timeline::Role::kOther: break;
        }
        picture_.shapes.push_back(
            {.outline = outline,
             .box = {grid_.x(lane) - width / 2, top, width, kHeadHeight},
             .fill = {.colour = kPaleGrey},
             .border = {.colour = kGrey, .tenths = 10},
             .text = {.says = clean(one.name), .weight = FontWeight::kBold, .colour = kInk},
             .tag = {.classes = fmt::format("head {}", to_string(one.role))}});
    }
}

}  // namespace assize::reports
