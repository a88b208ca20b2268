#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "reports/terminal.h"
#include "reports/trace_reader.h"
#include "reports/verdict_json.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/ending.h"
#include "scenarios/cli/first_difference.h"
#include "scenarios/cli/live_run.h"
#include "scenarios/cli/load_plan.h"
#include "scenarios/cli/run_folder.h"
#include "scenarios/cli/summary.h"
#include "scenarios/file/plan_file.h"

namespace assize::scenarios {

namespace fs = std::filesystem;

namespace {

/// A plan, and what came of it before, as far as that was kept.
struct Kept {
    std::string plan_path;
    fs::path folder;
    std::optional<reports::RunSummary> summary = std::nullopt;
};

sim::Result<Kept, LoadError> find_kept(const std::string& path) {
    Kept kept{.plan_path = path, .folder = fs::path(path).parent_path()};
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        kept.folder = path;
        kept.plan_path = (kept.folder / kPlanFile).string();
    }
    const std::string verdict = (kept.folder / kVerdictFile).string();
    if (!fs::exists(verdict, ignored)) return kept;
    const auto text = read_text(verdict);
    if (!text) return sim::Failure(text.error());
    auto summary = reports::read_verdict_json(*text, verdict);
    if (!summary) return sim::Failure(LoadError{ExitCode::kBadInput, summary.error()});
    kept.summary = std::move(*summary);
    return kept;
}

sim::Result<Plan, LoadError> read_kept_plan(const Kept& kept) {
    const auto text = read_text(kept.plan_path);
    if (!text) return sim::Failure(text.error());
    if (!is_plan(*text)) {
        return sim::Failure(LoadError{
            ExitCode::kBadInput, fmt::format("{} is no plan; a scenario is run by: assize run {}",
                                             kept.plan_path, kept.plan_path)});
    }
    return load_plan({.path = kept.plan_path});
}

/// Why a run came out in another way than before, as far as it can be told.
std::string what_differs(const Kept& kept, const reports::RunSummary& now,
                         const reports::EventLog& log) {
    std::string what = fmt::format("the trace differs: {} before, {} now",
                                   reports::hash_text(kept.summary->trace_hash),
                                   reports::hash_text(now.trace_hash));
    if (kept.summary->git != now.git || kept.summary->version != now.version) {
        what += fmt::format("; the run is of assize {} ({}), this is {} ({})",
                            kept.summary->version, kept.summary->git, now.version, now.git);
    }
    const auto before = reports::read_trace(kept.folder / kTraceFile);
    if (!before) return what + "\n  its trace cannot be read: " + before.error().what;
    return what + "\n  " + first_difference(*before, log).value_or("all events are the same");
}

ExitCode run_replay(const std::string& path, const CommonOptions& common) {
    const auto kept = find_kept(path);
    if (!kept) return complain_of_lines(kept.error().code, kept.error().why);
    const auto plan = read_kept_plan(*kept);
    if (!plan) return complain_of_lines(plan.error().code, plan.error().why);

    const std::string reproduce = fmt::format("assize replay {}", path);
    const LiveRun again = run_live(*plan, {.reproduce = reproduce}, common);
    if (!has_verdict(*plan, again.result)) {
        return complain_of_run(*plan, kept->plan_path, again.result, reproduce);
    }
    reports::RunSummary summary = summary_of(*plan, kept->plan_path, again.result, reproduce);
    const bool is_same = !kept->summary || kept->summary->trace_hash == summary.trace_hash;
    if (kept->summary && is_same) summary.determinism = reports::Determinism::kChecked;
    if (common.json) {
        fmt::print("{}", reports::to_verdict_json(summary));
    } else if (!common.quiet) {
        fmt::print("{}", reports::terminal_report(summary, again.log, terminal_options(common)));
    }
    if (is_same) return exit_code_of(*plan, again.result);
    return complain(ExitCode::kNonDeterminism, what_differs(*kept, summary, again.log));
}

}  // namespace

Command add_replay(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand(
        "replay", "Run a plan again, and verify that it comes out as before, event for event");
    const auto path = std::make_shared<std::string>();
    parser->add_option("run", *path, "The folder of a run, such as out/latest, or a plan")
        ->type_name("RUN|PLAN")
        ->required();
    return Command{.parser = parser, .run = [path, &common] { return run_replay(*path, common); }};
}

}  // namespace assize::scenarios
