#include "reports/drawing/legend.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "reports/drawing/paint.h"
#include "reports/drawing/palette.h"
#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

constexpr std::int32_t kSample = 22;
constexpr std::int32_t kLineHeight = 15;
constexpr std::int32_t kTextSize = 8;

struct Entry {
    Stroke stroke;
    Head head = Head::kNone;
    std::string_view says;
    std::optional<FlagStyle> flag = std::nullopt;
};

std::string_view said_of(Timeline::Fate fate) {
    using Fate = Timeline::Fate;
    switch (fate) {
        case Fate::kArrived: return "message";
        case Fate::kChangedNothing: return "it changed nothing";
        case Fate::kLost: return "lost";
        case Fate::kDelayed: return "delayed";
        case Fate::kRepeated: return "a copy";
    }
    return "?";
}

std::vector<Entry> entries_of(const Timeline& timeline) {
    using State = Timeline::LaneStateKind;
    using Fate = Timeline::Fate;
    std::vector<Entry> entries;
    for (const State state : {State::kLeader, State::kInSync, State::kOutOfSync, State::kActive,
                              State::kPaused, State::kDown}) {
        const auto is = [&](const auto& each) { return each.state == state && is_drawn(each); };
        if (!std::ranges::any_of(timeline.states, is)) continue;
        entries.push_back({.stroke = stroke_of(state), .says = said_of(state)});
    }
    for (const Fate fate :
         {Fate::kArrived, Fate::kChangedNothing, Fate::kLost, Fate::kDelayed, Fate::kRepeated}) {
        const auto is = [&](const auto& each) { return each.fate == fate; };
        if (!std::ranges::any_of(timeline.arrows, is)) continue;
        const ArrowStyle style = style_of(fate);
        entries.push_back({.stroke = style.stroke, .head = style.head, .says = said_of(fate)});
    }
    const auto has = [&](Timeline::MarkKind kind) {
        return std::ranges::any_of(timeline.marks,
                                   [&](const auto& each) { return each.kind == kind; });
    };
    if (has(Timeline::MarkKind::kPromise)) {
        entries.push_back({.stroke = {},
                           .says = "promised to the user",
                           .flag = style_of(Timeline::MarkKind::kPromise)});
    }
    const auto is_witness = [](const Timeline::Row& row) { return row.step.has_value(); };
    if (std::ranges::any_of(timeline.rows, is_witness)) {
        FlagStyle style = style_of(Timeline::MarkKind::kAppend);
        style.border = {.colour = kVermilion, .tenths = 20};
        entries.push_back({.stroke = {}, .says = "step of the explanation", .flag = style});
    }
    if (!timeline.bands.empty()) {
        FlagStyle style;
        style.fill = {.colour = kOrange, .percent = 25};
        entries.push_back({.stroke = {}, .says = "while a fault lasts", .flag = style});
    }
    return entries;
}

void paint_sample(const Entry& entry, Point at, Picture& picture) {
    if (entry.flag) {
        picture.shapes.push_back({.outline = entry.flag->outline,
                                  .box = {at.x, at.y - 5, kSample, 10},
                                  .fill = entry.flag->fill,
                                  .border = entry.flag->border});
        return;
    }
    picture.lines.push_back(
        {.from = at, .to = {at.x + kSample, at.y}, .stroke = entry.stroke, .head = entry.head});
    if (entry.says == said_of(Timeline::Fate::kLost)) {
        for (const std::int32_t side : {-3, 3}) {
            picture.lines.push_back({.from = {at.x + kSample - 3, at.y - side},
                                     .to = {at.x + kSample + 3, at.y + side},
                                     .stroke = {.colour = kVermilion, .tenths = 16}});
        }
    }
}

}  // namespace

std::int32_t paint_legend(const Timeline& timeline, Point at, std::int32_t width,
                          Picture& picture) {
    const std::vector<Entry> entries = entries_of(timeline);
    if (entries.empty()) return 0;
    Point next{at.x, at.y + kLineHeight / 2};
    for (const Entry& entry : entries) {
        const Text text{.says = std::string(entry.says), .size = kTextSize, .colour = kGreyText};
        const std::int32_t needed = kSample + 6 + width_of(text);
        if (next.x > at.x && next.x + needed > at.x + width) {
            next = {at.x, next.y + kLineHeight};
        }
        paint_sample(entry, next, picture);
        picture.shapes.push_back(
            text_at({next.x + kSample + 6, next.y}, Align::kLeft, text, {.classes = "legend"}));
        next.x += needed + 16;
    }
    return next.y + kLineHeight / 2 + 1 - at.y;
}

}  // namespace assize::reports
