#include "reports/timeline/text_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::reports {

namespace {

constexpr std::size_t kLaneWidthLeast = 5;
constexpr std::size_t kLaneWidthMost = 16;
constexpr std::size_t kBesideLanes = 30;

// A break of less is a count beside its row.
constexpr sim::Duration kWide = sim::Duration::milliseconds(50);
constexpr std::int64_t kMany = 1000;

// Of the columns from lane to lane: both ends of an arrow, and a blank.
constexpr std::size_t kAroundWords = 3;
// What is left of a word that is cut shorter says nothing.
constexpr std::size_t kWordsLeast = 6;

}  // namespace

TextLayout TextLayout::of(const Timeline& timeline, const TextOptions& options) {
    const std::size_t lanes = std::max<std::size_t>(timeline.lanes.size(), 1);
    const std::size_t room = options.width > kBesideLanes ? options.width - kBesideLanes : 0;
    const std::size_t lane_width = std::clamp(room / lanes, kLaneWidthLeast, kLaneWidthMost);
    const std::size_t notes = kLanes + lanes * lane_width;
    return {.width = std::max(options.width, notes + 4), .lane_width = lane_width, .notes = notes};
}

TextRows::TextRows(const Timeline& timeline, const TextOptions& options)
    : timeline_(timeline),
      options_(options),
      glyphs_(options.ascii ? Glyphs::ascii() : Glyphs::unicode()),
      layout_(TextLayout::of(timeline, options)),
      arrows_(timeline.rows.size()),
      states_(timeline.lanes.size()) {
    for (const Timeline::Arrow& arrow : timeline.arrows) {
        arrows_[arrow.to_row].push_back(&arrow);
        if (arrow.from_row != arrow.to_row) arrows_[arrow.from_row].push_back(&arrow);
    }
    for (const Timeline::LaneState& state : timeline.states) states_[state.lane].push_back(&state);
}

std::span<const Timeline::Mark> TextRows::marks_of(std::size_t row) const {
    const auto begin = std::ranges::lower_bound(timeline_.marks, row, {}, &Timeline::Mark::row);
    const auto end = std::ranges::upper_bound(timeline_.marks, row, {}, &Timeline::Mark::row);
    return {begin, end};
}

// --- Heads.

std::string TextRows::heads() const {
    TextLine line(layout_.width);
    line.write(TextLayout::kTimeEnd - 6, "t / ms", layout_.width, U' ');
    for (std::size_t lane = 0; lane < timeline_.lanes.size(); ++lane) {
        const std::size_t column = layout_.column(lane);
        line.write(column, head_of(timeline_.lanes[lane]), column + layout_.lane_width - 1,
                   glyphs_.cut_short);
    }
    return line.text(options_.ascii) + '\n';
}

// "controller-101", or in less room "ctrl-101", or "c101".
std::string TextRows::head_of(const Timeline::Lane& lane) const {
    const std::size_t room = layout_.lane_width - 1;
    const std::size_t dash = lane.name.find('-');
    const bool fits = std::ranges::all_of(timeline_.lanes, [&](const Timeline::Lane& each) {
        return each.role != lane.role || columns(each.name) <= room;
    });
    if (fits || dash == std::string::npos) return lane.name;
    const std::string number = lane.name.substr(dash + 1);
    const std::string role = lane.name.substr(0, dash);
    const std::string shorter = role == "controller" ? "ctrl" : role.substr(0, 4);
    if (shorter.size() + 1 + number.size() <= room) return fmt::format("{}-{}", shorter, number);
    return fmt::format("{}{}", role == "consumer" ? 'k' : role.front(), number);
}

// --- Rows.

std::string TextRows::row(std::size_t row) const {
    const Timeline::Row& shown = timeline_.rows[row];
    std::string text;
    const Timeline::Break* gap = break_before(row);
    const bool wide = gap && is_wide(*gap);
    if (wide) text += break_line(*gap);
    if (row == 0) {
        for (const Timeline::Band& band : timeline_.bands) {
            if (band.from == 0 && band.began < shown.event) {
                text += banner(shown, fmt::format("already: {}", band.text), false);
            }
        }
    }
    const std::span<const Timeline::Mark> marks = marks_of(row);
    if (!marks.empty() && !marks.front().lane) {
        return text + banner(shown, marks.front().text, true);
    }
    TextLine line(layout_.width);
    line.write(0, fmt::format("{:>10}", milliseconds(shown.at)), layout_.width, U' ');
    if (gap && !wide) {
        line.put(TextLayout::kFolds, glyphs_.fold);
        line.write(TextLayout::kFolds + 1, fmt::format("{}", gap->events), TextLayout::kLanes,
                   U'+');
    }
    draw_lanes(line, row);
    Told told{.words = std::vector<bool>(timeline_.lanes.size()),
              .shift = std::vector<std::size_t>(timeline_.lanes.size())};
    for (const Timeline::Arrow* arrow : arrows_[row]) draw_arrow(line, row, *arrow, told);
    Below below;
    std::size_t end_of_marks = 0;
    for (const Timeline::Mark& mark : marks) {
        if (!mark.lane) continue;
        const auto end = draw_mark(line, mark, told);
        if (!end) below.marks.push_back(&mark);
        end_of_marks = std::max(end_of_marks, end.value_or(0));
    }
    const std::size_t notes = std::max(layout_.notes, end_of_marks + 1);
    below.margin = write_margin(line, notes, shown);
    return text + line.text(options_.ascii) + '\n' + lines_below(row, below);
}

/// Writes what is said at the margin, or as much of it as has room: the rest is returned.
std::string TextRows::write_margin(TextLine& line, std::size_t column,
                                   const Timeline::Row& row) const {
    const std::string all = margin(row);
    if (column + columns(all) <= layout_.width) {
        line.write(column, all, layout_.width, glyphs_.cut_short);
        return "";
    }
    const std::string step = row.step ? fmt::format("({})", *row.step) : "";
    line.write(column, step, layout_.width, glyphs_.cut_short);
    return row.step ? all.substr(step.size() + 1) : all;
}

std::string TextRows::lines_below(std::size_t row, const Below& below) const {
    if (below.marks.empty() && below.margin.empty()) return "";
    TextLine line(layout_.width);
    draw_lanes(line, row);
    std::size_t end_of_marks = 0;
    for (auto mark = below.marks.begin(); mark != below.marks.end(); ++mark) {
        const bool last = std::next(mark) == below.marks.end();
        const std::size_t end =
            last ? layout_.width : layout_.column(*(*std::next(mark))->lane) - 1;
        end_of_marks =
            line.write(layout_.column(*(*mark)->lane) + 2, (*mark)->text, end, glyphs_.cut_short);
        line.put(end_of_marks, U' ');
    }
    // To the right of the marks if it fits there, else below them, in so many lines as it takes.
    const std::size_t least = TextLayout::kLanes + 2;
    std::vector<std::string> said = wrapped(below.margin, layout_.width - least);
    const auto column_of = [&](const std::string& words) {
        return std::clamp(layout_.width - columns(words), least, std::max(least, layout_.notes));
    };
    const auto write = [&](TextLine& on, const std::string& words) {
        on.put(column_of(words) - 1, U' ');
        on.write(column_of(words), words, layout_.width, glyphs_.cut_short);
    };
    if (!said.empty() && column_of(said.front()) > end_of_marks + 1) {
        write(line, said.front());
        said.erase(said.begin());
    }
    std::string text = line.text(options_.ascii) + '\n';
    for (const std::string& words : said) {
        TextLine next(layout_.width);
        draw_lanes(next, row);
        write(next, words);
        text += next.text(options_.ascii) + '\n';
    }
    return text;
}

std::string TextRows::margin(const Timeline::Row& row) const {
    std::string text = row.step ? fmt::format("({}) ", *row.step) : "";
    if (row.violation) text += "VIOLATION: ";
    text += row.note;
    while (text.ends_with(' ') || text.ends_with(':')) text.pop_back();
    return text;
}

std::string TextRows::banner(const Timeline::Row& row, std::string_view text,
                             bool with_time) const {
    TextLine line(layout_.width);
    if (with_time) {
        line.write(0, fmt::format("{:>10}", milliseconds(row.at)), layout_.width, U' ');
    }
    line.fill(TextLayout::kFolds, layout_.notes - 1, glyphs_.banner);
    const std::size_t begin = TextLayout::kFolds + 3;
    line.put(begin, U' ');
    const std::size_t end = line.write(
        begin + 1, text, std::max(layout_.notes - 1, layout_.width - 12), glyphs_.cut_short);
    if (end < layout_.notes - 1) line.put(end, U' ');
    if (!with_time) return line.text(options_.ascii) + '\n';
    const std::string left = write_margin(line, std::max(layout_.notes, end + 1), row);
    const auto index = static_cast<std::size_t>(&row - timeline_.rows.data());
    return line.text(options_.ascii) + '\n' + lines_below(index, {.margin = left});
}

// --- Breaks.

const Timeline::Break* TextRows::break_before(std::size_t row) const {
    const auto found =
        std::ranges::lower_bound(timeline_.breaks, row, {}, &Timeline::Break::before);
    return found == timeline_.breaks.end() || found->before != row ? nullptr : &*found;
}

bool TextRows::is_wide(const Timeline::Break& gap) const {
    return gap.before >= timeline_.rows.size() || lasted(gap) >= kWide || gap.events >= kMany;
}

/// From row to row, where it lies between two.
sim::Duration TextRows::lasted(const Timeline::Break& gap) const {
    const auto& rows = timeline_.rows;
    if (gap.before == 0 || gap.before >= rows.size()) return gap.to - gap.from;
    return rows[gap.before].at - rows[gap.before - 1].at;
}

std::string TextRows::last_break() const {
    const Timeline::Break* gap = break_before(timeline_.rows.size());
    return gap ? break_line(*gap) : "";
}

std::string TextRows::break_line(const Timeline::Break& gap) const {
    const std::string lost =
        gap.lost_messages > 0 ? fmt::format(", {} lost", grouped(gap.lost_messages)) : "";
    const auto words = [&](std::size_t kinds) {
        return fmt::format("{}, {}{}", short_duration(lasted(gap)),
                           counted(gap.events, gap.by_kind, kinds), lost);
    };
    const std::size_t room = layout_.width - TextLayout::kFolds - 4;
    std::size_t kinds = 3;
    while (kinds > 0 && columns(words(kinds)) > room) kinds -= 1;
    const std::string text = words(kinds);
    TextLine line(layout_.width);
    line.fill(TextLayout::kFolds, layout_.notes - 1, glyphs_.fold);
    const std::size_t begin = TextLayout::kFolds + 3;
    line.put(begin, U' ');
    const std::size_t end = line.write(begin + 1, text, layout_.width, glyphs_.cut_short);
    if (end < layout_.notes - 1) line.put(end, U' ');
    return line.text(options_.ascii) + '\n';
}

// --- Lanes, arrows, marks.

void TextRows::draw_lanes(TextLine& line, std::size_t row) const {
    for (const auto& states : states_) {
        const auto after = std::ranges::upper_bound(
            states, row, {}, [](const Timeline::LaneState* state) { return state->from; });
        if (after == states.begin() || row >= (*std::prev(after))->to) continue;
        const Timeline::LaneState& state = **std::prev(after);
        line.put(layout_.column(state.lane), sign_of(state.state));
    }
}

char32_t TextRows::sign_of(Timeline::LaneStateKind state) const {
    using State = Timeline::LaneStateKind;
    switch (state) {
        case State::kLeader: return glyphs_.leader;
        case State::kInSync: return glyphs_.in_sync;
        case State::kOutOfSync: return glyphs_.out_of_sync;
        case State::kUp: return glyphs_.up;
        case State::kActive: return glyphs_.active;
        case State::kPaused: return glyphs_.paused;
        case State::kDown: return glyphs_.down;
    }
    return U'?';
}

void TextRows::draw_arrow(TextLine& line, std::size_t row, const Timeline::Arrow& arrow,
                          Told& told) const {
    if (arrow.from_row != arrow.to_row) return draw_stub(line, row, arrow, told);
    // An arrow to the left lies where the mark's text would be: it takes that with it.
    std::string words;
    if (arrow.to_lane < arrow.from_lane && arrow.fate != Timeline::Fate::kLost) {
        const auto marks = marks_of(row);
        const auto mark = std::ranges::find(marks, arrow.to_lane, &Timeline::Mark::lane);
        const std::size_t room =
            (arrow.from_lane - arrow.to_lane) * layout_.lane_width - kAroundWords;
        if (mark != marks.end() && columns(mark->text) <= room) {
            words = mark->text;
            told.words[arrow.to_lane] = true;
        }
    }
    draw_level(line, arrow, words);
}

void TextRows::draw_level(TextLine& line, const Timeline::Arrow& arrow,
                          std::string_view told) const {
    const std::size_t from = layout_.column(arrow.from_lane);
    const std::size_t to = layout_.column(arrow.to_lane);
    const bool right = to > from;
    const bool lost = arrow.fate == Timeline::Fate::kLost;
    const char32_t body = lost                                      ? glyphs_.dashed
                          : arrow.fate == Timeline::Fate::kRepeated ? glyphs_.doubled
                                                                    : glyphs_.line;
    const std::size_t begin = std::min(from, to) + 1;
    const std::size_t end = std::max(from, to);
    line.fill(begin, end, body);
    line.put(from, glyphs_.sent);
    const std::size_t head = right ? end - 1 : begin;
    line.put(head, lost ? glyphs_.lost : right ? glyphs_.right : glyphs_.left);
    // Words within, with a blank at both sides.
    const std::size_t first = right ? begin : begin + 1;
    const std::size_t last = right ? end - 1 : end;
    if (last <= first) return;
    const std::size_t all = last - first;
    const std::size_t room = all < 2 ? 0 : all - 2;
    const std::string words = words_within(arrow, told, room);
    const std::size_t length = columns(words);
    if (length > room && length <= all) {  // It fits without its blanks.
        line.write(first + (right ? 0 : all - length), words, last, glyphs_.cut_short);
        return;
    }
    if (length > room && room < kWordsLeast) return;
    // An arrow to the right says beside it what came of it.
    const std::size_t at = first + (right ? (all - std::min(length, room)) / 2 : 1);
    line.put(at - 1, U' ');
    const std::size_t after = line.write(at, words, last - 1, glyphs_.cut_short);
    line.put(after, U' ');
}

std::string TextRows::words_within(const Timeline::Arrow& arrow, std::string_view told,
                                   std::size_t room) const {
    std::string label = label_of(arrow);
    // Which way it goes, tells an answer from a request.
    const std::size_t response = label.find("Response");
    const std::size_t needed = columns(label) + (told.empty() ? 0 : columns(told) + 3);
    if (needed > room && response != std::string::npos) label.erase(response, 8);
    if (told.empty()) return label;
    if (columns(told) + columns(label) + 3 > room) return std::string(told);
    return fmt::format("{} {} {}", told, options_.ascii ? "-" : "─", label);
}

/// One end of an arrow whose other end is in another row: both have its number.
void TextRows::draw_stub(TextLine& line, std::size_t row, const Timeline::Arrow& arrow,
                         Told& told) const {
    const std::string number = fmt::format("#{}", number_of(arrow));
    const bool right = arrow.to_lane > arrow.from_lane;
    const bool is_sending = row == arrow.from_row;
    const Timeline::LaneIndex lane = is_sending ? arrow.from_lane : arrow.to_lane;
    const std::size_t column = layout_.column(lane);
    if (is_sending) line.put(column, glyphs_.sent);
    // What goes to the right leaves there, and comes from the left.
    if (right != is_sending) {
        const std::size_t begin = column - std::min(column, number.size() + 1);
        if (right) line.put(line.write(begin, number, column, U' '), glyphs_.right);
        if (!right) line.write(line.put(begin, glyphs_.left), number, column, U' ');
        return;
    }
    std::size_t end = column + 1;
    if (right) {
        end = line.put(line.write(end, number, layout_.width, U' '), glyphs_.right);
    } else {
        end = line.write(line.put(end, glyphs_.left), number, layout_.width, U' ');
    }
    told.shift[lane] = end + 1 - (column + 2);
}

/// Returns the column behind its text; none when that has no room here.
std::optional<std::size_t> TextRows::draw_mark(TextLine& line, const Timeline::Mark& mark,
                                               const Told& told) const {
    using Kind = Timeline::MarkKind;
    const std::size_t column = layout_.column(*mark.lane);
    switch (mark.kind) {
        case Kind::kCrash: line.put(column, glyphs_.crash); break;
        case Kind::kRestart: line.put(column, glyphs_.restart); break;
        case Kind::kPause: line.put(column, glyphs_.pause); break;
        case Kind::kResume: line.put(column, glyphs_.resume); break;
        default: break;
    }
    if (told.words[*mark.lane] || mark.text.empty()) return column;
    const std::size_t begin = column + 2 + told.shift[*mark.lane];
    const std::size_t end = room_of(mark.row, *mark.lane);
    if (begin + columns(mark.text) > end) return std::nullopt;
    // What a long text covers is not to look like a part of it.
    const std::size_t after = line.write(begin, mark.text, end, glyphs_.cut_short);
    line.put(after, U' ');
    return after;
}

// Up to where a mark's text may go: to the next lane where something is.
std::size_t TextRows::room_of(std::size_t row, Timeline::LaneIndex lane) const {
    // An arrow from the right lies there.
    const bool covered = std::ranges::any_of(arrows_[row], [&](const Timeline::Arrow* arrow) {
        return arrow->from_row == arrow->to_row &&
               std::min(arrow->from_lane, arrow->to_lane) <= lane &&
               lane < std::max(arrow->from_lane, arrow->to_lane);
    });
    if (covered) return 0;
    for (std::size_t next = lane + 1; next < timeline_.lanes.size(); ++next) {
        if (is_busy(row, next)) return layout_.column(next) - 1;
    }
    return layout_.width;
}

bool TextRows::is_busy(std::size_t row, Timeline::LaneIndex lane) const {
    const auto passes = [&](const Timeline::Arrow* arrow) {
        if (arrow->from_row != arrow->to_row) {
            return (arrow->from_row == row ? arrow->from_lane : arrow->to_lane) == lane;
        }
        return std::min(arrow->from_lane, arrow->to_lane) <= lane &&
               lane <= std::max(arrow->from_lane, arrow->to_lane);
    };
    const auto marks = marks_of(row);
    return std::ranges::find(marks, lane, &Timeline::Mark::lane) != marks.end() ||
           std::ranges::any_of(arrows_[row], passes);
}

std::size_t TextRows::number_of(const Timeline::Arrow& arrow) const {
    return static_cast<std::size_t>(&arrow - timeline_.arrows.data()) + 1;
}

std::string TextRows::label_of(const Timeline::Arrow& arrow) const {
    std::string label = arrow.label;
    if (arrow.count > 1) label += fmt::format(" x{}", arrow.count);
    if (arrow.fate == Timeline::Fate::kDelayed) {
        label += fmt::format(" +{}", short_duration(arrow.arrived_at - arrow.sent_at));
    }
    return label;
}

}  // namespace assize::reports
