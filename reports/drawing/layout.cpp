#include "reports/drawing/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "reports/drawing/arrangement.h"
#include "reports/drawing/grid.h"
#include "reports/drawing/legend.h"
#include "reports/drawing/paint.h"
#include "reports/drawing/palette.h"
#include "reports/drawing/routes.h"
#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

constexpr std::int32_t kTitleText = 13;
constexpr std::int32_t kFooterText = 8;
constexpr std::int32_t kRoomForLabel = 13;

// Lines of text below each other. Returns how high they are.
std::int32_t paint_lines(const std::vector<std::string>& lines, Point at, const Text& style,
                         std::string_view classes, Picture& picture) {
    const std::int32_t pitch = style.size + 5;
    std::int32_t y = at.y + pitch / 2;
    for (const std::string& line : lines) {
        Text text = style;
        text.says = line;
        picture.shapes.push_back(
            text_at({at.x, y}, Align::kLeft, std::move(text), {.classes = std::string(classes)}));
        y += pitch;
    }
    return y - pitch / 2 - at.y;
}

// Title, what it is about, and what the signs mean. Returns how high that is.
std::int32_t paint_header(const Timeline& timeline, std::int32_t width, Picture& picture) {
    const std::int32_t room = width - 2 * kMargin;
    std::int32_t y = kMargin;
    y += paint_lines(
        wrapped(clean(timeline.title), kTitleText, FontWeight::kBold, room, 3), {kMargin, y},
        {.size = kTitleText, .weight = FontWeight::kBold, .colour = kInk}, "title", picture);
    std::string about = timeline.about.empty() ? "" : "What concerns " + timeline.about;
    if (timeline.pages > 1) {
        about += fmt::format("{}page {} of {}", about.empty() ? "" : " · ", timeline.page,
                             timeline.pages);
    }
    y += paint_lines(wrapped(clean(about), kNoteText, FontWeight::kRegular, room, 2), {kMargin, y},
                     {.size = kNoteText, .colour = kGreyText}, "about", picture);
    y += 4;
    y += paint_legend(timeline, {kMargin, y}, room, picture);
    return y + 10;
}

// Lines are not broken within numbers: 4 118.
std::string unbroken(std::string text) {
    const auto is_digit = [](char each) { return each >= '0' && each <= '9'; };
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        if (text[at] != ' ' || !is_digit(text[at - 1]) || !is_digit(text[at + 1])) continue;
        text.replace(at, 1, "\u00a0");
    }
    return text;
}

std::vector<std::string> footer_of(const Timeline& timeline, std::size_t labels_left_out) {
    std::vector<std::string> says;
    const std::int64_t left_out = timeline.window_events - timeline.shown_events;
    says.push_back(fmt::format("{} of {} events are shown.", grouped(timeline.shown_events),
                               grouped(timeline.window_events)));
    if (left_out > 0) {
        says.back() += " Left out: " + counted(left_out, timeline.left_out, 6) + ".";
    }
    std::ranges::copy(timeline.omitted, std::back_inserter(says));
    if (labels_left_out > 0) {
        says.push_back(
            fmt::format("{} labels found no room: they are in the tooltips.", labels_left_out));
    }
    if (!timeline.command.empty()) says.push_back("All of it: " + timeline.command);
    return says;
}

// Returns where it ends.
std::int32_t paint_footer(const Timeline& timeline, std::size_t labels_left_out, std::int32_t top,
                          std::int32_t width, Picture& picture) {
    std::int32_t y = top;
    for (const std::string& each : footer_of(timeline, labels_left_out)) {
        y += paint_lines(wrapped(unbroken(clean(each)), kFooterText, FontWeight::kRegular,
                                 width - 2 * kMargin, 3),
                         {kMargin, y}, {.size = kFooterText, .colour = kGreyText}, "footer",
                         picture);
    }
    return y;
}

// Where labels find no room, rows move apart: a few times, for what they push may collide anew.
struct Placed {
    Grid grid;
    Routes routes;
};

Placed place(const Arrangement& arrangement, std::int32_t top) {
    const Timeline& timeline = arrangement.timeline();
    const int rounds_most = timeline.rows.size() > 1000 ? 3 : 8;
    Grid::Extra extra(timeline.rows.size() + 1, 0);
    for (int round = 1;; ++round) {
        Grid grid(arrangement, top, extra);
        Routes routes = find_routes(arrangement, grid);
        if (routes.without_room.empty() || round == rounds_most) return {grid, routes};
        for (const std::size_t wire : routes.without_room) {
            extra[arrangement.wires()[wire].arrow->from_row + 1] += kRoomForLabel;
        }
    }
}

void append(Picture part, Picture& picture) {
    std::ranges::move(part.lines, std::back_inserter(picture.lines));
    std::ranges::move(part.shapes, std::back_inserter(picture.shapes));
}

void move_down(Picture& picture, std::int32_t by) {
    for (Line& line : picture.lines) {
        line.from.y += by;
        line.to.y += by;
    }
    for (Shape& shape : picture.shapes) shape.box.top += by;
}

// A page begins with the row that the one before ends with: its events have their id there.
void drop_ids(Picture& picture, std::set<std::string>& given) {
    const auto drop = [&](Tag& tag) {
        if (!tag.id.empty() && !given.insert(tag.id).second) tag.id.clear();
    };
    for (Line& line : picture.lines) drop(line.tag);
    for (Shape& shape : picture.shapes) drop(shape.tag);
}

}  // namespace

Picture lay_out(const Timeline& timeline, const LayoutOptions& options) {
    const Arrangement arrangement(timeline);
    const Grid::Extra none(timeline.rows.size() + 1, 0);
    const std::int32_t width = Grid(arrangement, 0, none).right() + kMargin;

    Picture picture{.title = clean(timeline.title), .width = width};
    const std::int32_t top = paint_header(timeline, width, picture);
    const Placed placed = place(arrangement, top);
    append(Painter(arrangement, placed.grid, placed.routes, options).paint(), picture);
    const std::int32_t bottom =
        paint_footer(timeline, placed.routes.without_room.size(),
                     placed.grid.feet_bottom() + kMargin / 2, width, picture);
    picture.height = bottom + kMargin;
    return picture;
}

Picture lay_out(std::span<const Timeline> pages, const LayoutOptions& options) {
    Picture all = lay_out(pages.front(), options);
    if (pages.size() == 1) return all;
    std::set<std::string> given;
    drop_ids(all, given);
    for (const Timeline& page : pages.subspan(1)) {
        Picture next = lay_out(page, options);
        drop_ids(next, given);
        move_down(next, all.height);
        all.width = std::max(all.width, next.width);
        all.height += next.height;
        append(std::move(next), all);
    }
    return all;
}

}  // namespace assize::reports
