#include <fmt/format.h>

#include <algorithm>

#include "reports/drawing/paint.h"
#include "reports/drawing/palette.h"
#include "reports/drawing/text.h"

namespace assize::reports {

// From each time to what is said of it at the other side.
void Painter::guides() {
    for (std::size_t row = 0; row < timeline_.rows.size(); ++row) {
        const bool witness = timeline_.rows[row].step.has_value();
        const std::int32_t y = grid_.y(row, 0);
        picture_.lines.push_back({.from = {grid_.times_right() + 4, y},
                                  .to = {grid_.lanes_right() + 6, y},
                                  .stroke = {.colour = witness ? kVermilionGuide : kPaleGrey,
                                             .tenths = witness ? 12 : 6}});
    }
}

void Painter::lanes() {
    const auto end_of = [&](std::size_t row) {
        return row >= timeline_.rows.size() ? grid_.lanes_bottom() : grid_.y(row, 0);
    };
    for (const Timeline::LaneState& state : timeline_.states) {
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

// --- Faults that lasted: a band along each lane that they struck, within walls.

std::int32_t Painter::band_half(std::size_t band) const {
    const Timeline::Band& one = timeline_.bands[band];
    std::int32_t half = 26;
    for (std::size_t other = 0; other < band; ++other) {
        const Timeline::Band& earlier = timeline_.bands[other];
        if (earlier.from < one.to && one.from < earlier.to) half -= 5;
    }
    return std::max(half, 8);
}

void Painter::bands() {
    for (std::size_t at = 0; at < timeline_.bands.size(); ++at) {
        const Timeline::Band& band = timeline_.bands[at];
        const std::int32_t half = band_half(at);
        const std::int32_t top = grid_.y(band.from, 0);
        const std::int32_t bottom =
            band.to >= timeline_.rows.size() ? grid_.lanes_bottom() : grid_.y(band.to, 0);
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
    for (std::size_t at = 0; at < timeline_.bands.size(); ++at) {
        const Timeline::Band& band = timeline_.bands[at];
        if (band.kind != Timeline::MarkKind::kNetworkFault) continue;
        const std::int32_t half = band_half(at);
        const std::int32_t top = grid_.y(band.from, 0);
        const std::int32_t bottom =
            band.to >= timeline_.rows.size() ? grid_.lanes_bottom() : grid_.y(band.to, 0);
        for (const std::size_t lane : band.lanes) {
            for (const std::int32_t x : {grid_.x(lane) - half, grid_.x(lane) + half}) {
                picture_.lines.push_back(
                    {.from = {x, top},
                     .to = {x, bottom},
                     .stroke = {.colour = kOrange, .tenths = 12, .dash = Dash::kDashed}});
            }
        }
    }
}

// --- What was left out, where it was left out.

void Painter::bars() {
    for (std::size_t at = 0; at < timeline_.breaks.size(); ++at) {
        const Timeline::Break& gap = timeline_.breaks[at];
        const Box box = grid_.bar(at);
        std::string says = short_duration(gap.to - gap.from);
        says += " · " + counted(gap.events, gap.by_kind);
        if (gap.lost_messages > 0) says += fmt::format(" · {} lost", gap.lost_messages);
        says = clean(says);
        picture_.shapes.push_back(
            {.box = box, .fill = {.colour = kBarGrey}, .tag = {.classes = "break"}});
        picture_.shapes.push_back(text_at(
            {grid_.lanes_left(), box.top + box.height / 2}, Align::kLeft,
            {.says =
                 fitted(says, kLabelText, Weight::kRegular, box.right() - grid_.lanes_left() - 4),
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
             .text = {.says = clean(one.name), .weight = Weight::kBold, .colour = kInk},
             .tag = {.classes = fmt::format("head {}", to_string(one.role))}});
    }
}

}  // namespace assize::reports
