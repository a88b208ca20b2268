#include "reports/timeline/text.h"

#include <fmt/format.h>

#include "reports/timeline/text_rows.h"

namespace assize::reports {

namespace {

constexpr std::string_view kUnicodeLegend =
    "┃ leader   │ in sync, client   ┊ out of ISR   ║ active controller   ░ paused   (blank: down)\n"
    "● sent   ▶ arrived   ═▶ sent again   ╌✕ lost   ✖ died   ◉ up again   ‖ paused   ▷ resumed\n"
    "≈12: so many events left out before the row   ═══ what befell several, or all\n"
    "(1)...: the witness, step by step   #3: the other end of a message that took long\n";
constexpr std::string_view kAsciiLegend =
    "# leader   | in sync, client   : out of ISR   % active controller   z paused   (blank: down)\n"
    "* sent   > arrived   => sent again   .x lost   X died   O up again   \" paused   > resumed\n"
    "~12: so many events left out before the row   === what befell several, or all\n"
    "(1)...: the witness, step by step   #3: the other end of a message that took long\n";

// What does not fit in a line goes on in the next, set in.
std::string paragraph(std::string_view text, std::size_t width) {
    std::string lines;
    for (const std::string& line : wrapped(text, width - 4)) {
        lines += fmt::format("{}{}\n", lines.empty() ? "" : "    ", line);
    }
    return lines;
}

std::string footer(const Timeline& timeline, std::size_t width) {
    std::string shown = fmt::format("shown {} of {} events", grouped(timeline.shown_events),
                                    grouped(timeline.window_events));
    if (!timeline.rows.empty()) {
        shown += fmt::format(" from {} to {} ms", milliseconds(timeline.rows.front().at),
                             milliseconds(timeline.rows.back().at));
    }
    const std::int64_t left = timeline.window_events - timeline.shown_events;
    if (left > 0) shown += fmt::format("; left out {}", counted(left, timeline.left_out, 4));
    std::string text = paragraph(shown, width);
    for (const std::string& what : timeline.omitted) {
        text += paragraph(fmt::format("left out {}", what), width);
    }
    if (left > 0 && !timeline.command.empty()) {
        text += fmt::format("all of them  {}\n", timeline.command);
    }
    return text;
}

}  // namespace

std::string to_text(const Timeline& timeline, const TextOptions& options) {
    const TextRows rows(timeline, options);
    std::string text;
    if (options.heading) {
        std::string title = timeline.title;
        if (timeline.pages > 1) {
            title = fmt::format("page {} of {}: {}", timeline.page, timeline.pages, title);
        }
        text += paragraph(title, options.width) + '\n';
    }
    text += rows.heads();
    for (std::size_t row = 0; row < timeline.rows.size(); ++row) text += rows.row(row);
    text += rows.last_break();
    if (options.heading) text += '\n' + footer(timeline, options.width);
    if (options.legend) text += fmt::format("\n{}", options.ascii ? kAsciiLegend : kUnicodeLegend);
    return text;
}

}  // namespace assize::reports
