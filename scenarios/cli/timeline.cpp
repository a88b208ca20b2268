#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reports/timeline/make_timeline.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/kept_run.h"
#include "scenarios/cli/moment.h"
#include "scenarios/cli/timeline_output.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::ordered_json;

using Failure = std::string;
using checkers::SubjectRange;

constexpr std::size_t kWidthLeast = 40;

struct TimelineCommand {
    std::string run;
    std::vector<std::string> outputs;
    std::vector<std::string> slices;
    std::string from;
    std::string to;
    bool all = false;
    std::size_t rows = 60;
    reports::TextOptions text = {};
};

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || stop != text.data() + text.size() || number < 0) {
        return std::nullopt;
    }
    return number;
}

// "orders-0": the partition; "orders-0@41" and "orders-0@41..43": records of it;
// "producer-1/41": a send.
std::optional<SubjectRange> slice_in(const std::string& text) {
    const std::size_t slash = text.rfind('/');
    const std::size_t at = text.rfind('@');
    if (slash != text.npos) {
        const auto send = number_in(std::string_view(text).substr(slash + 1));
        if (!send || slash == 0) return std::nullopt;
        return SubjectRange{"send", text.substr(0, slash), *send, *send + 1};
    }
    if (at == text.npos) {
        if (text.empty()) return std::nullopt;
        return SubjectRange{"leader_epoch", text, 0, std::numeric_limits<std::int64_t>::max()};
    }
    const std::string_view offsets = std::string_view(text).substr(at + 1);
    const std::size_t dots = offsets.find("..");
    const auto first = number_in(offsets.substr(0, dots));
    const auto last = dots == offsets.npos ? first : number_in(offsets.substr(dots + 2));
    if (!first || !last || *last < *first || at == 0) return std::nullopt;
    return SubjectRange{"records", text.substr(0, at), *first, *last + 1};
}

std::optional<Failure> take_slices(const std::vector<std::string>& texts,
                                   std::vector<SubjectRange>& slices) {
    for (const std::string& text : texts) {
        const auto slice = slice_in(text);
        if (!slice) {
            return fmt::format(
                "--slice is '{}'; it is like orders-0, orders-0@41, orders-0@41..43, or "
                "producer-1/41",
                text);
        }
        slices.push_back(*slice);
    }
    return std::nullopt;
}

std::optional<Failure> check_outputs(const std::vector<std::string>& outputs) {
    for (const std::string& path : outputs) {
        if (timeline_format_of(path)) continue;
        return fmt::format("what is '{}' to be? A timeline is written to a file that ends in {}",
                           path, timeline_suffixes());
    }
    return std::nullopt;
}

// Names that the log knows of that kind: partitions, producers.
std::optional<Failure> check_slices(const std::vector<SubjectRange>& slices,
                                    const reports::EventLog& log) {
    for (const SubjectRange& slice : slices) {
        const std::string kind = slice.kind == "leader_epoch" ? "records" : slice.kind;
        std::set<std::string> known;
        for (std::size_t i = 0; i < log.size(); ++i) {
            for (const auto& subject : log.subjects_of(i)) {
                if (log.text(subject.kind) == kind) known.emplace(log.text(subject.name));
            }
        }
        if (known.contains(slice.name)) continue;
        if (known.empty()) {
            return fmt::format("no event of this run is about '{}', nor any {}", slice.name, kind);
        }
        return fmt::format("no event of this run is about '{}'{}; they are about {}", slice.name,
                           did_you_mean(slice.name, {known.begin(), known.end()}),
                           fmt::join(known, ", "));
    }
    return std::nullopt;
}

void print_json(const std::vector<reports::Timeline>& pages,
                const std::vector<std::string>& written) {
    std::int64_t shown = 0;
    std::int64_t window = 0;
    for (const reports::Timeline& page : pages) {
        shown += page.shown_events;
        window += page.window_events;
    }
    const Json json{{"title", pages.front().title},
                    {"about", pages.front().about},
                    {"pages", pages.size()},
                    {"shown_events", shown},
                    {"window_events", window},
                    {"omitted", pages.front().omitted},
                    {"files", written}};
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

ExitCode tell(const TimelineCommand& command, const KeptRun& run,
              const std::vector<reports::Timeline>& pages, const CommonOptions& common) {
    const TimelineOutput output{.run = run, .pages = pages, .text = command.text};
    std::vector<std::string> written;
    for (const std::string& path : command.outputs) {
        if (const auto failure = output.write(path, written)) {
            return complain(failure->code, failure->why);
        }
    }
    if (common.json) {
        print_json(pages, written);
    } else if (command.outputs.empty()) {
        fmt::print("{}", pages_as_text(pages, command.text));
    } else {
        fmt::print("wrote {}\n", fmt::join(written, " "));
    }
    return ExitCode::kHeld;
}

ExitCode run_timeline(const TimelineCommand& command, const CommonOptions& common) {
    reports::TimelineOptions options{
        .all = command.all,
        // All of it is one long page: those who want pages say how long.
        .rows_most = command.all && command.rows == TimelineCommand().rows
                         ? std::numeric_limits<std::size_t>::max() / 2
                         : command.rows,
        .command = fmt::format("assize timeline {} --all", command.run)};
    for (const auto& failure :
         {check_outputs(command.outputs), take_slices(command.slices, options.subjects),
          take_moment("--from", command.from, options.from),
          take_moment("--to", command.to, options.to)}) {
        if (failure) return complain(ExitCode::kUsage, *failure);
    }
    // Moments are shown without their nanoseconds, and --to includes what is shown as such.
    if (options.to) options.to = *options.to + sim::Duration::nanoseconds(999);
    if (options.from && options.to && *options.to < *options.from) {
        return complain(ExitCode::kUsage, "--to is before --from");
    }
    if (command.text.width < kWidthLeast) {
        return complain(ExitCode::kUsage, fmt::format("--width is {}; it takes {} columns at least",
                                                      command.text.width, kWidthLeast));
    }
    if (command.rows < 2) return complain(ExitCode::kUsage, "--rows is 2 at least");
    const auto run = read_kept_run(command.run);
    if (!run) return complain(ExitCode::kBadInput, run.error());
    if (const auto failure = check_slices(options.subjects, run->log)) {
        return complain(ExitCode::kUsage, *failure);
    }
    return tell(command, *run, reports::make_timelines(run->log, run->summary.verdict, options),
                common);
}

}  // namespace

Command add_timeline(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser =
        line.add_subcommand("timeline", "Draw what happened in a run, as text or as a picture");
    const auto command = std::make_shared<TimelineCommand>();
    parser->add_option("run", command->run, "The folder of the run: out/latest")
        ->type_name("RUN")
        ->required();
    parser
        ->add_option("-o,--output", command->outputs,
                     fmt::format("Where to (else it is printed): {}", timeline_suffixes()))
        ->type_name("FILE")
        ->allow_extra_args(false);
    parser
        ->add_option("--slice", command->slices,
                     "What it is to be about: orders-0, orders-0@41, producer-1/41")
        ->type_name("WHAT")
        ->allow_extra_args(false);
    parser->add_option("--from", command->from, "Not before: 2943.190 (in ms), 2.9s")
        ->type_name("TIME");
    parser->add_option("--to", command->to, "Not after")->type_name("TIME");
    parser->add_flag("--all", command->all, "Leave out nothing");
    parser->add_option("--rows", command->rows, "On a page, at most: 60")->type_name("N");
    parser->add_option("--width", command->text.width, "Of text, in columns: 100")->type_name("N");
    parser->add_flag("--ascii", command->text.ascii, "Text without signs beyond ASCII");
    parser->add_flag("--legend", command->text.legend, "Say what the signs mean");
    return Command{.parser = parser,
                   .run = [command, &common] { return run_timeline(*command, common); }};
}

}  // namespace assize::scenarios
