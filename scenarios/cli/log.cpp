#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reports/describe.h"
#include "reports/event_filter.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/event_json.h"
#include "scenarios/cli/kept_run.h"
#include "scenarios/cli/moment.h"
#include "scenarios/event_kinds.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::ordered_json;

struct LogOptions {
    std::string run;
    std::vector<std::string> kinds;
    std::vector<std::string> processes;
    std::string about;
    std::string from;
    std::string to;
    bool changed = false;
};

using Failure = std::string;

// "orders-0", "orders-0@41"
std::optional<Failure> take_about(const std::string& about, reports::EventFilter& filter) {
    const std::size_t at = about.rfind('@');
    filter.about = about.substr(0, at);
    if (at == about.npos) return std::nullopt;
    std::int64_t offset = 0;
    const char* end = about.data() + about.size();
    const auto [stop, error] = std::from_chars(about.data() + at + 1, end, offset);
    if (error != std::errc() || stop != end || filter.about.empty()) {
        return fmt::format("--about is '{}'; it is like orders-0, or orders-0@41", about);
    }
    filter.offset = offset;
    return std::nullopt;
}

std::optional<Failure> check_kinds(const std::vector<std::string>& kinds) {
    const std::vector<std::string>& known = names_of_event_kinds();
    for (const std::string& kind : kinds) {
        if (std::ranges::find(known, kind) != known.end()) continue;
        return fmt::format("unknown kind of events '{}'{}; assize list events names them", kind,
                           did_you_mean(kind, known));
    }
    return std::nullopt;
}

std::optional<Failure> check_processes(const std::vector<std::string>& processes,
                                       const reports::EventLog& log) {
    std::set<std::string> known;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (log[i].process) known.emplace(log.process_of(i));
    }
    for (const std::string& process : processes) {
        if (known.contains(process)) continue;
        return fmt::format("no process '{}' states anything in this run{}; there are {}", process,
                           did_you_mean(process, {known.begin(), known.end()}),
                           fmt::join(known, ", "));
    }
    return std::nullopt;
}

void print(const reports::EventLog& log, const std::vector<std::size_t>& events) {
    const reports::Describer describer(log);
    for (const std::size_t each : events) fmt::print("{}\n", event_line(log, describer, each));
}

// One document, with an event a line.
void print_json(const reports::EventLog& log, const std::vector<std::size_t>& events) {
    const reports::Describer describer(log);
    std::string_view comma = "\n";
    fmt::print("{{\"events\":[");
    for (const std::size_t each : events) {
        const Json json = event_json(log, describer, each);
        fmt::print("{}{}", comma, json.dump(-1, ' ', false, Json::error_handler_t::replace));
        comma = ",\n";
    }
    fmt::print("\n]}}\n");
}

ExitCode run_log(const LogOptions& options, const CommonOptions& common) {
    reports::EventFilter filter{
        .kinds = options.kinds, .processes = options.processes, .changed = options.changed};
    for (const auto& failure : {check_kinds(options.kinds), take_about(options.about, filter),
                                take_moment("--from", options.from, filter.from),
                                take_moment("--to", options.to, filter.to)}) {
        if (failure) return complain(ExitCode::kUsage, *failure);
    }
    const auto run = read_kept_run(options.run);
    if (!run) return complain(ExitCode::kBadInput, run.error());
    if (const auto failure = check_processes(options.processes, run->log)) {
        return complain(ExitCode::kUsage, *failure);
    }
    const auto events = reports::matching(run->log, filter);
    common.json ? print_json(run->log, events) : print(run->log, events);
    return ExitCode::kHeld;
}

}  // namespace

Command add_log(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand("log", "List events of a run, one a line");
    const auto options = std::make_shared<LogOptions>();
    parser->add_option("run", options->run, "The folder of the run: out/latest")
        ->type_name("RUN")
        ->required();
    parser->add_option("--kind", options->kinds, "Of these kinds only (assize list events)")
        ->type_name("KIND")
        ->allow_extra_args(false);
    parser->add_option("--process", options->processes, "Stated by these only: broker-1")
        ->type_name("NAME")
        ->allow_extra_args(false);
    parser->add_option("--about", options->about, "About this only: orders-0, or orders-0@41")
        ->type_name("WHAT");
    parser->add_option("--from", options->from, "Not before: 2943.190 (in ms), 2.9s")
        ->type_name("TIME");
    parser->add_option("--to", options->to, "Not after")->type_name("TIME");
    parser->add_flag("--changed", options->changed, "Only what changed something");
    return Command{.parser = parser,
                   .run = [options, &common] { return run_log(*options, common); }};
}

}  // namespace assize::scenarios
