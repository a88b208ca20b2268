#include "reports/terminal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reports/describe.h"
#include "reports/headline.h"
#include "reports/paper.h"
#include "reports/timeline/make_timeline.h"
#include "reports/timeline/text.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kTimelineRows = 12;
constexpr std::size_t kNotes = 3;
constexpr std::string_view kIndent = "          ";  // As wide as "expected  ".

// --- Colours: of words in finished lines, so that they never count as columns.

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kGreenCode = "\x1b[1;32m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kBoldCode = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string_view color_of(Tone tone) {
    switch (tone) {
        case Tone::kGood: return kGreenCode;
        case Tone::kBad: return kRed;
        case Tone::kUnsure: return kYellow;
    }
    return kPlain;
}

// Paints a line from the column `from` on, `length` columns of ASCII.
void paint(std::string& line, std::size_t from, std::size_t length, std::string_view color) {
    length = std::min(length, line.size() - std::min(from, line.size()));
    if (length == 0) return;
    line.insert(from + length, kPlain);
    line.insert(from, color);
}

// --- How it happened.

struct Step {
    std::string head;  // "1  2191.402  #3712  broker-1  ", in aligned columns.
    std::string what;  // "ISR {1,2,3} -> {1}"
    std::string role;
};

std::vector<Step> steps_of(const std::vector<checkers::WitnessStep>& witness, const EventLog& log) {
    struct Cells {
        std::string at = "?";
        std::string id;
        std::string who = {};
    };
    std::vector<Cells> rows;
    std::vector<Step> steps;
    std::size_t at = 0, id = 0, who = 0;
    const Describer describer(log);
    for (const checkers::WitnessStep& step : witness) {
        Cells row{.id = fmt::format("#{}", step.event.value())};
        steps.push_back({.head = {}, .what = "(not kept)", .role = step.role});
        if (const auto index = log.find(step.event)) {
            row.at = milliseconds(log[*index].at);
            row.who = describer.who(*index);
            steps.back().what = describer.line(*index);
            steps.back().role = role_beside(step.role, row.who, steps.back().what);
        }
        at = std::max(at, row.at.size());
        id = std::max(id, row.id.size());
        who = std::max(who, row.who.size());
        rows.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        steps[i].head = fmt::format("  {}  {:>{}}  {:<{}}  {:<{}}  ", i + 1, rows[i].at, at,
                                    rows[i].id, id, rows[i].who, who);
    }
    return steps;
}

constexpr std::size_t kGap = 3;  // Before a role.

// How many lines a step of the witness may take.
enum class StepLines : std::uint8_t { kAsItTakes, kOneEach };

void drop_last_word(std::string& words) {
    const std::size_t space = words.rfind(' ');
    words.resize(space == std::string::npos ? 0 : space);
}

// As much as fits into `columns`, in whole words; "of", "to" and the like do not end it.
std::string shortened(const std::string& text, std::size_t columns) {
    constexpr std::string_view kMore = " ...";
    constexpr std::size_t kPreposition = 2;
    if (columns_of(text) <= columns) return text;
    std::string words = text;
    while (!words.empty() && columns_of(words) + kMore.size() > columns) drop_last_word(words);
    if (const std::size_t comma = words.rfind(','); comma != std::string::npos) words.resize(comma);
    const std::size_t last = words.rfind(' ');
    if (last != std::string::npos && words.size() - last - 1 <= kPreposition) words.resize(last);
    return words.empty() ? clipped(text, columns) : words + std::string(kMore);
}

// Leaves out of what happened what its role needs room for: that is what it means for the story.
void shorten(std::vector<Step>& steps) {
    for (Step& step : steps) {
        const std::size_t role = step.role.empty() ? 0 : kGap + columns_of(step.role);
        const std::size_t taken = columns_of(step.head) + role;
        if (taken + columns_of(step.what) <= kColumns) continue;
        constexpr std::size_t kLeast = 12;  // Less than this says nothing.
        if (taken + kLeast <= kColumns) {
            step.what = shortened(step.what, kColumns - taken);
        } else {
            step.what = shortened(step.role, kColumns - columns_of(step.head));
            step.role.clear();
        }
    }
}

// The roles stand in a column of their own; where a line has no room for that, right after it, or
// below.
void write_steps(Paper& paper, const std::vector<Step>& steps) {
    const auto end = [](const Step& step) { return columns_of(step.head) + columns_of(step.what); };
    std::size_t column = 0;
    for (const Step& step : steps) {
        if (end(step) + kGap + columns_of(step.role) <= kColumns) {
            column = std::max(column, end(step));
        }
    }
    for (const Step& step : steps) {
        const std::string line = step.head + step.what;
        const std::size_t role = columns_of(step.role);
        if (end(step) <= column && column + kGap + role <= kColumns) {
            paper.line(padded(line, role == 0 ? 0 : column + kGap) + step.role);
        } else if (end(step) + kGap + role <= kColumns) {
            paper.line(line + "   " + step.role);
        } else {
            paper.text(step.head, step.what);
            paper.text(std::string(columns_of(step.head), ' '), step.role);
        }
    }
}

// --- The parts, from top to bottom.

class Report {
public:
    Report(const RunSummary& run, const EventLog& log, const TerminalOptions& options)
        : run_(run), log_(log), options_(options), headline_(headline_of(run.verdict)) {}

    std::string text() {
        write_head();
        if (headline_.about) {
            paper_.blank();
            write_headline();
            write_story();
            paper_.blank();
        } else {
            write_short_headline();
        }
        write_foot();
        std::string text;
        for (const std::string& line : paper_.lines()) text += line + "\n";
        return text;
    }

private:
    // Without the cluster when all held: that is to be short.
    void write_head() {
        std::vector<std::string> phrases{run_.path.empty() ? run_.scenario : run_.path,
                                         fmt::format("seed {}", run_.seed)};
        if (headline_.about && !run_.cluster.empty()) phrases.push_back(run_.cluster);
        phrases.push_back(fmt::format("faults: {}", run_.faults.empty() ? "none" : run_.faults));
        if (!run_.variant.empty()) phrases.push_back("planted bug: " + run_.variant);
        paper_.phrases(fmt::format("assize {} ({})  ", run_.version, run_.git), phrases, "  ",
                       kIndent.size());
    }

    void write_headline() {
        const checkers::PropertyVerdict& about = *headline_.about;
        const std::size_t first = paper_.lines().size();
        const std::string head = fmt::format("{}  {}", headline_.label, about.name);
        if (columns_of(head) + 3 + columns_of(headline_.sentence) <= kColumns) {
            paper_.line(fmt::format("{}   {}", head, headline_.sentence));
        } else {
            paper_.line(head);
            paper_.text(kIndent, headline_.sentence);
        }
        color(first, 0, headline_.label.size(), color_of(headline_.tone));
        if (!about.expected.empty()) {
            paper_.text(std::string(kIndent) + "expected  ", about.expected);
            paper_.text(std::string(kIndent) + "observed  ", about.observed);
        }
        if (about.cases > 1) {
            paper_.line(
                fmt::format("{}This is the first of {} cases.", kIndent, grouped(about.cases)));
        }
        if (!about.reason.empty() && about.promise == checkers::Promise::kNone) {
            paper_.text(std::string(kIndent) + "not promised: ", about.reason);
        }
    }

    void write_short_headline() {
        const std::size_t first = paper_.lines().size();
        std::vector<std::string> phrases{headline_.sentence};
        std::ranges::copy(rest_of(run_.verdict, nullptr), std::back_inserter(phrases));
        phrases.push_back(run_in_numbers());
        paper_.phrases(padded(headline_.label, kIndent.size()), phrases, "   ", kIndent.size());
        color(first, 0, headline_.label.size(), color_of(headline_.tone));
    }

    // The steps and the picture. Where the picture would have no room, each step takes one line;
    // where that does not help, there is none.
    void write_story() {
        const Paper before = paper_;
        for (const StepLines lines : {StepLines::kAsItTakes, StepLines::kOneEach}) {
            paper_ = before;
            write_witness(lines);
            if (write_timeline()) return;
        }
        paper_ = before;
        write_witness(StepLines::kAsItTakes);
    }

    void write_witness(StepLines lines) {
        const auto& witness = headline_.about->witness;
        if (witness.empty()) return;
        paper_.blank();
        const std::size_t heading = paper_.lines().size();
        paper_.line(fmt::format("How it happened   ({} of {} events; details: assize show {} <#>)",
                                witness.size(), grouped(run_.stats.events), folder()));
        color(heading, 0, 15, kBoldCode);
        std::vector<Step> steps = steps_of(witness, log_);
        if (lines == StepLines::kOneEach) shorten(steps);
        write_steps(paper_, steps);
    }

    std::size_t lines_of_foot() {
        const Paper before = paper_;
        write_foot();
        const std::size_t lines = paper_.lines().size() - before.lines().size();
        paper_ = before;
        return lines;
    }

    // As many rows as there is room for, with the whole witness or not at all. Returns which.
    bool write_timeline() {
        constexpr std::size_t kAround = 3;  // A heading, and blank lines above and below.
        const std::size_t steps = headline_.about->witness.size();
        const std::size_t taken = paper_.lines().size() + kAround + lines_of_foot();
        if (steps == 0 || log_.empty() || taken > options_.lines) return false;
        const std::size_t room = options_.lines - taken;
        const std::vector<std::string> lines = timeline_within(room, steps);
        if (lines.empty()) return false;
        paper_.blank();
        paper_.line(run_.folder.empty() ? "Timeline (folded)"
                                        : "Timeline (folded; full: report.html)");
        color(paper_.lines().size() - 1, 0, 8, kBoldCode);
        for (const std::string& line : lines) paper_.line(line);
        return true;
    }

    // Some more than the steps, as every other line says what was left out; or the steps alone.
    // A timeline takes its time, so that more is not tried.
    std::vector<std::string> timeline_within(std::size_t room, std::size_t steps) const {
        const std::size_t wished = std::clamp(room * 2 / 3, steps, std::max(steps, kTimelineRows));
        for (const std::size_t rows : {wished, steps}) {
            auto pages = make_timelines(log_, run_.verdict,
                                        {.brief = true, .rows_most = rows, .lanes_most = 8});
            if (pages.size() != 1) continue;
            Timeline& page = pages.front();
            // What each step is about stands above already.
            for (Timeline::Row& row : page.rows) row.note.clear();
            if (auto lines = lines_of(page); lines.size() <= room) return lines;
            page.breaks.clear();
            if (auto lines = lines_of(page); lines.size() <= room) return lines;
        }
        return {};
    }

    std::vector<std::string> lines_of(const Timeline& page) const {
        const std::string text =
            to_text(page, {.ascii = options_.ascii, .width = kColumns, .heading = false});
        std::vector<std::string> lines;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
            lines.push_back(text.substr(at, text.find('\n', at) - at));
        }
        return lines;
    }

    void write_foot() {
        if (headline_.about) {
            std::vector<std::string> phrases = rest_of(run_.verdict, headline_.about);
            phrases.push_back(trace_in_words());
            paper_.phrases("", phrases, "   ", kIndent.size());
        }
        write_notes();
        const std::string reproduce = "reproduce  " + run_.reproduce;
        if (!run_.folder.empty()) {
            std::string wrote = fmt::format("wrote      {}/", run_.folder);
            if (!headline_.about && columns_of(wrote) + 3 + columns_of(reproduce) <= kColumns) {
                return write_command(wrote + "   " + reproduce);
            }
            paper_.phrases(wrote + "  ", run_.files, " ", kIndent.size());
        }
        write_command(reproduce);
    }

    void write_notes() {
        const std::size_t shown = std::min(run_.notes.size(), kNotes);
        for (std::size_t i = 0; i < shown; ++i) paper_.text("note       ", run_.notes[i]);
        if (const std::size_t more = run_.notes.size() - shown; more > 0) {
            paper_.text("note       ", fmt::format("and {} more in verdict.json", more));
        }
    }

    // Whole, whatever its length: it is there to be copied.
    void write_command(std::string line) {
        const std::size_t from = line.size() - run_.reproduce.size();
        paper_.lines().push_back(std::move(line));
        color(paper_.lines().size() - 1, from, run_.reproduce.size(), kBoldCode);
    }

    std::string trace_in_words() const {
        return fmt::format("{}trace {}",
                           run_.determinism == Determinism::kChecked ? "determinism checked, " : "",
                           hash_text(run_.trace_hash));
    }

    std::string run_in_numbers() const {
        return fmt::format(
            "{} records acked, {} fault{}{}{}", grouped(run_.stats.records_acked),
            run_.stats.faults, run_.stats.faults == 1 ? "" : "s",
            run_.stats.faults_idle > 0 ? fmt::format(" ({} struck nothing)", run_.stats.faults_idle)
                                       : "",
            run_.determinism == Determinism::kChecked ? ", determinism checked" : "");
    }

    std::string folder() const { return run_.folder.empty() ? "RUN" : run_.folder; }

    void color(std::size_t line, std::size_t from, std::size_t length, std::string_view how) {
        if (options_.color == Color::kYes) paint(paper_.lines()[line], from, length, how);
    }

    const RunSummary& run_;
    const EventLog& log_;
    const TerminalOptions& options_;
    const Headline headline_;
    Paper paper_{kColumns};
};

}  // namespace

std::string terminal_report(const RunSummary& run, const EventLog& log,
                            const TerminalOptions& options) {
    return Report(run, log, options).text();
}

}  // namespace assize::reports
