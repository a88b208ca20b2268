#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "reports/timeline/text.h"

namespace assize::reports {

namespace {

// What means something to Mermaid, by the entities that it has for that.
std::string escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '#': escaped += "#35;"; break;
            case ';': escaped += "#59;"; break;
            case '<': escaped += "#lt;"; break;
            case '>': escaped += "#gt;"; break;
            case '\n': escaped += ' '; break;
            default: escaped += c;
        }
    }
    return escaped;
}

class MermaidWriter {
public:
    explicit MermaidWriter(const Timeline& timeline) : timeline_(timeline) {}

    std::string write() {
        text_ = fmt::format("sequenceDiagram\n    accTitle: {}\n", escaped(timeline_.title));
        for (std::size_t lane = 0; lane < timeline_.lanes.size(); ++lane) {
            const Timeline::Lane& each = timeline_.lanes[lane];
            const bool client = each.role == Timeline::Role::kClient;
            add("{} L{} as {}", client ? "actor" : "participant", lane, escaped(each.name));
        }
        for (std::size_t row = 0; row < timeline_.rows.size(); ++row) {
            write_break(row);
            write_row(row);
        }
        write_break(timeline_.rows.size());
        return std::move(text_);
    }

private:
    template <class... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        text_ += "    ";
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
        text_ += '\n';
    }

    void write_row(std::size_t row) {
        const Timeline::Row& shown = timeline_.rows[row];
        for (const Timeline::Arrow& arrow : timeline_.arrows) {
            if (arrow.to_row == row) write_arrow(arrow);
        }
        std::string when = milliseconds(shown.at);
        if (shown.step) when = fmt::format("({}) {}", *shown.step, when);
        bool noted = false;
        for (const Timeline::Mark& mark : timeline_.marks) {
            if (mark.row != row) continue;
            std::string said = fmt::format("{} {}", when, mark.text);
            if (!noted && !shown.note.empty()) said += fmt::format(": {}", shown.note);
            if (shown.violation) said += " VIOLATION";
            noted = true;
            if (mark.lane) {
                add("Note over L{}: {}", *mark.lane, escaped(said));
            } else {
                write_across(said);
            }
        }
    }

    void write_arrow(const Timeline::Arrow& arrow) {
        std::string_view line = "->>";
        if (arrow.fate == Timeline::Fate::kLost) line = "--x";
        if (arrow.fate == Timeline::Fate::kDelayed) line = "-)";
        if (arrow.fate == Timeline::Fate::kChangedNothing) line = "-->>";
        std::string label = arrow.label;
        if (arrow.count > 1) label += fmt::format(" x{}", arrow.count);
        if (arrow.fate == Timeline::Fate::kLost) label += " lost";
        if (arrow.fate == Timeline::Fate::kRepeated) label += " again";
        add("L{}{}L{}: {}", arrow.from_lane, line, arrow.to_lane, escaped(label));
    }

    void write_break(std::size_t before) {
        const auto gap = std::ranges::find(timeline_.breaks, before, &Timeline::Break::before);
        if (gap == timeline_.breaks.end()) return;
        write_across(fmt::format("... {} left out", counted(gap->events, gap->by_kind)));
    }

    void write_across(const std::string& said) {
        if (timeline_.lanes.empty()) return;
        if (timeline_.lanes.size() == 1) return add("Note over L0: {}", escaped(said));
        add("Note over L0,L{}: {}", timeline_.lanes.size() - 1, escaped(said));
    }

    const Timeline& timeline_;
    std::string text_;
};

}  // namespace

std::string to_mermaid(const Timeline& timeline) {
    return MermaidWriter(timeline).write();
}

}  // namespace assize::reports
