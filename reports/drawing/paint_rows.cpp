#include <fmt/format.h>

#include "reports/drawing/arrowhead.h"
#include "reports/drawing/paint.h"
#include "reports/drawing/palette.h"
#include "reports/drawing/text.h"

namespace assize::reports {

// --- Messages.

void Painter::arrows() {
    for (std::size_t at = 0; at < routes_.of_wire.size(); ++at) {
        arrow(arrangement_.wires()[at], routes_.of_wire[at]);
    }
}

void Painter::arrow(const Arrangement::Wire& wire, const Route& route) {
    const Timeline::Arrow& told = *wire.arrow;
    std::string tooltip = fmt::format("{} ms {} to {}: {} ({})", milliseconds(told.sent_at),
                                      clean(timeline_.lanes[told.from_lane].name),
                                      clean(timeline_.lanes[told.to_lane].name), clean(told.label),
                                      to_string(told.fate));
    if (told.arrived) tooltip += fmt::format(", {} ms", milliseconds(told.arrived_at));
    picture_.lines.push_back({.from = route.from,
                              .to = route.to,
                              .stroke = wire.style.stroke,
                              .head = wire.style.head,
                              .tag = tag_of(told.sent, std::string(wire.style.classes), tooltip)});
    if (told.fate == Timeline::Fate::kLost) cross(route.to);
    if (told.fate == Timeline::Fate::kRepeated) {
        // The second line of a copy.
        const std::int32_t off = 3;
        picture_.lines.push_back({.from = {route.from.x, route.from.y + off},
                                  .to = {route.to.x, route.to.y + off},
                                  .stroke = wire.style.stroke});
    }
}

void Painter::cross(Point middle) {
    constexpr std::int32_t kHalf = 4;
    for (const std::int32_t side : {-kHalf, kHalf}) {
        picture_.lines.push_back({.from = {middle.x - kHalf, middle.y - side},
                                  .to = {middle.x + kHalf, middle.y + side},
                                  .stroke = {.colour = kVermilion, .tenths = 20}});
    }
}

// Where a message leaves, unless a flag says it.
void Painter::dots() {
    constexpr std::int32_t kRadius = 3;
    for (std::size_t at = 0; at < routes_.of_wire.size(); ++at) {
        const Arrangement::Wire& wire = arrangement_.wires()[at];
        const Timeline::Arrow& told = *wire.arrow;
        if (!arrangement_.flags_of(told.from_row, told.from_lane).empty()) continue;
        const std::int32_t x = grid_.x(told.from_lane);
        const std::int32_t y = routes_.of_wire[at].from.y;
        picture_.shapes.push_back({.outline = Outline::kCircle,
                                   .box = {x - kRadius, y - kRadius, 2 * kRadius, 2 * kRadius},
                                   .fill = {.colour = wire.style.stroke.colour}});
    }
}

void Painter::labels() {
    for (std::size_t at = 0; at < routes_.of_wire.size(); ++at) {
        const Route& route = routes_.of_wire[at];
        const Arrangement::Wire& wire = arrangement_.wires()[at];
        if (!route.label) continue;
        picture_.shapes.push_back(
            {.box = *route.label,
             .fill = {.colour = kPaper},
             .text = {.says = route.text, .size = kLabelText, .colour = wire.style.text},
             .tag = {.classes = "label", .tooltip = clean(wire.arrow->label)}});
    }
}

// --- What happened on the lanes.

void Painter::flags() {
    for (const Arrangement::Flag& each : arrangement_.captions()) {
        flag(each, grid_.lanes_left());
    }
    for (const Arrangement::Flag& each : arrangement_.flags()) {
        flag(each, grid_.x(*each.mark->lane) - each.width / 2);
    }
}

void Painter::flag(const Arrangement::Flag& flag, std::int32_t left) {
    const Timeline::Mark& mark = *flag.mark;
    const std::int32_t y = grid_.y(mark.row, flag.slot);
    Stroke border = flag.style.border;
    if (mark.step && flag.style.outline != Outline::kOctagon) {
        border = {.colour = kVermilion, .tenths = 20};
    }
    const bool octagon = flag.style.outline == Outline::kOctagon;
    const std::string where = mark.lane ? clean(timeline_.lanes[*mark.lane].name) + ": " : "";
    const std::string tooltip =
        fmt::format("#{} {} ms {}{}", mark.event.value(), milliseconds(timeline_.rows[mark.row].at),
                    where, clean(mark.text));
    picture_.shapes.push_back(
        {.outline = flag.style.outline,
         .box = {left, y - kFlagHeight / 2, flag.width, kFlagHeight},
         .fill = flag.style.fill,
         .border = border,
         .text = {.says = flag.text,
                  .size = kFlagText,
                  .weight = octagon ? FontWeight::kBold : FontWeight::kRegular,
                  .colour = flag.style.text},
         .tag = tag_of(mark.event,
                       fmt::format("flag {}{}", to_string(mark.kind), mark.step ? " witness" : ""),
                       tooltip)});
}

// --- The margins.

void Painter::rulers() {
    const Text unit{.says = "ms", .size = kFlagText, .colour = kGreyText};
    picture_.shapes.push_back(
        text_at({grid_.times_right(), grid_.heads_top() + kHeadHeight / 2}, Align::kRight, unit));
    for (std::size_t row = 0; row < timeline_.rows.size(); ++row) {
        const Timeline::Row& one = timeline_.rows[row];
        const std::int32_t y = grid_.y(row, 0);
        const bool same =
            row > 0 && milliseconds(one.at) == milliseconds(timeline_.rows[row - 1].at);
        const auto colour = same && !one.step ? kGrey : kInk;
        picture_.shapes.push_back(text_at(
            {grid_.ids_right(), y}, Align::kRight,
            {.says = fmt::format("#{}", one.event.value()), .size = kLabelText, .colour = kGrey},
            {.classes = "event"}));
        picture_.shapes.push_back(
            text_at({grid_.times_right(), y}, Align::kRight,
                    {.says = milliseconds(one.at),
                     .size = kFlagText,
                     .weight = one.step ? FontWeight::kBold : FontWeight::kRegular,
                     .colour = colour},
                    {.classes = "time"}));
        if (one.step) number(row);
    }
}

void Painter::number(std::size_t row) {
    const Timeline::Row& one = timeline_.rows[row];
    constexpr std::int32_t kSide = 16;
    const std::int32_t y = grid_.y(row, 0);
    picture_.shapes.push_back(
        {.outline = one.violation ? Outline::kOctagon : Outline::kCircle,
         .box = {grid_.numbers() - kSide / 2, y - kSide / 2, kSide, kSide},
         .fill = {.colour = one.violation ? kVermilionText : kPaper},
         .border = {.colour = one.violation ? kVermilionText : kVermilion, .tenths = 16},
         .text = {.says = fmt::format("{}", *one.step),
                  .size = kFlagText,
                  .weight = FontWeight::kBold,
                  .colour = one.violation ? kPaper : kVermilionText},
         .tag = {.classes = one.violation ? "number violation" : "number"}});
}

void Painter::notes() {
    for (std::size_t row = 0; row < timeline_.rows.size(); ++row) {
        const Timeline::Row& one = timeline_.rows[row];
        const FontWeight weight = one.violation ? FontWeight::kBold : FontWeight::kRegular;
        const auto colour = one.violation ? kVermilionText : one.step ? kInk : kGreyText;
        std::int32_t y = grid_.y(row, 0);
        for (const std::string& line : grid_.note(row)) {
            picture_.shapes.push_back(
                text_at({grid_.notes_left(), y}, Align::kLeft,
                        {.says = line, .size = kNoteText, .weight = weight, .colour = colour},
                        {.classes = one.violation ? "note violation" : "note",
                         .tooltip = clean(one.note)}));
            y += kNoteHeight;
        }
    }
}

}  // namespace assize::reports
