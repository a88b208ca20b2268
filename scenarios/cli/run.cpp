#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/variant.h"
#include "reports/html/html_report.h"
#include "reports/terminal.h"
#include "reports/verdict_json.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/ending.h"
#include "scenarios/cli/live_run.h"
#include "scenarios/cli/load_plan.h"
#include "scenarios/cli/run_folder.h"
#include "scenarios/cli/second_run.h"
#include "scenarios/cli/seed.h"
#include "scenarios/cli/summary.h"
#include "scenarios/cli/timeline_files.h"
#include "scenarios/file/plan_file.h"
#include "scenarios/near_miss.h"
#include "scenarios/run/stopwatch.h"

namespace assize::scenarios {

namespace {

struct RunCommandOptions {
    std::string path;
    std::string seed;
    std::vector<std::string> settings;
    std::string out = "out";
    std::optional<std::string> variant = std::nullopt;
    bool check_determinism = false;
};

using Written = sim::Result<void, std::string>;

/// Says where the time of the command goes, for who asks with -v.
class Phases {
public:
    explicit Phases(bool told) : told_(told) {}
    void done(std::string_view what) {
        const std::int64_t now = stopwatch_.elapsed_ns();
        if (told_) fmt::print(stderr, "assize: {} took {} ms\n", what, (now - begun_) / 1'000'000);
        begun_ = now;
    }

private:
    const bool told_;
    const Stopwatch stopwatch_;
    std::int64_t begun_ = 0;
};

/// What is written of any run that was begun, whatever became of it.
Written write_record(RunFolder& folder, const LiveRun& kept) {
    folder.add(kTraceFile);
    if (auto written = folder.write(kHistoryFile, kept.history); !written) return written;
    return folder.become_latest();
}

/// What is written of a run that came to a verdict, the verdict last: with it a folder is complete.
Written write_reports(RunFolder& folder, const reports::RunSummary& summary, const LiveRun& kept,
                      const std::string& plan_text, Phases& phases) {
    if (auto written = write_timelines(folder, summary, kept.log); !written) return written;
    phases.done("drawing");
    const std::string report = reports::html_report(summary, kept.log, plan_text);
    if (auto written = folder.write(kReportFile, report); !written) return written;
    phases.done("report.html");
    return folder.write(kVerdictFile, reports::to_verdict_json(summary));
}

void print_report(const reports::RunSummary& summary, const LiveRun& kept,
                  const CommonOptions& common) {
    if (common.json) {
        fmt::print("{}", reports::to_verdict_json(summary));
        return;
    }
    if (common.quiet) return;
    fmt::print("{}", reports::terminal_report(summary, kept.log, terminal_options(common)));
}

ExitCode run_plan(const Plan& plan, const PlanChoice& choice, const RunCommandOptions& options,
                  const CommonOptions& common) {
    Phases phases(common.verbose);
    const std::string reproduce = command_for(choice, plan.seed);
    auto folder = RunFolder::create(options.out, run_name(plan.scenario, plan.seed));
    if (!folder) return complain(ExitCode::kCannotWrite, folder.error());
    const std::string plan_text = to_toml(plan);
    if (auto written = folder->write(kPlanFile, plan_text); !written) {
        return complain(ExitCode::kCannotWrite, written.error());
    }
    phases.done("the plan");

    const LiveRun kept = run_live(
        plan, {.reproduce = reproduce, .trace_file = folder->path_of(kTraceFile).string()}, common);
    phases.done("the run");
    if (!kept.result.file_errors.empty()) {
        return complain_of_run(plan, choice.path, kept.result, reproduce);
    }
    if (auto written = write_record(*folder, kept); !written) {
        return complain(ExitCode::kCannotWrite, written.error());
    }
    phases.done("the history");
    if (!has_verdict(plan, kept.result)) {
        return complain_of_run(plan, choice.path, kept.result, reproduce);
    }

    reports::RunSummary summary = summary_of(plan, choice.path, kept.result, reproduce);
    ExitCode determinism = ExitCode::kHeld;
    if (options.check_determinism) {
        const LiveRun second = run_live(plan, {.reproduce = reproduce}, common);
        determinism = compare_runs(plan, kept, second, reproduce);
        const bool is_same = determinism == ExitCode::kHeld;
        if (is_same) summary.determinism = reports::Determinism::kChecked;
        phases.done("the second run");
    }
    summary.folder = folder->path().string();
    for (const std::string_view file : {kReportFile, kTimelineSvgFile, kTimelineTextFile, kPlanFile,
                                        kVerdictFile, kHistoryFile, kTraceFile}) {
        summary.files.emplace_back(file);
    }
    if (auto written = write_reports(*folder, summary, kept, plan_text, phases); !written) {
        return complain(ExitCode::kCannotWrite, written.error());
    }
    print_report(summary, kept, common);
    return determinism == ExitCode::kHeld ? exit_code_of(plan, kept.result) : determinism;
}

std::vector<std::string> variant_names() {
    std::vector<std::string> names;
    for (const model::Variant each : model::all_variants()) names.emplace_back(to_string(each));
    return names;
}

ExitCode run_run(const RunCommandOptions& options, const CommonOptions& common) {
    PlanChoice choice{.path = options.path, .settings = options.settings};
    if (!options.seed.empty()) {
        choice.seed = parse_seed(options.seed);
        if (!choice.seed) {
            return complain(ExitCode::kUsage,
                            fmt::format("--seed is '{}'; it is a number of at most 64 bits, "
                                        "decimal (42) or hex (0x2a)",
                                        options.seed));
        }
    }
    if (options.variant) {
        choice.variant = model::variant_of(*options.variant);
        if (!choice.variant) {
            return complain(ExitCode::kUsage,
                            unknown_word("variant", *options.variant, variant_names()));
        }
    }
    const auto plan = load_plan(choice);
    if (!plan) return complain_of_lines(plan.error().code, plan.error().why);
    return run_plan(*plan, choice, options, common);
}

}  // namespace

Command add_run(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser =
        line.add_subcommand("run", "Run a scenario: which guarantees held, which broke, and how");
    const auto options = std::make_shared<RunCommandOptions>();
    parser->add_option("scenario", options->path, "A scenario or a plan, such as scenarios/x.toml")
        ->type_name("SCENARIO|PLAN")
        ->required();
    parser->add_option("--seed", options->seed, "Decimal or 0x hex; default: the scenario's own")
        ->type_name("N");
    parser
        ->add_option("--set", options->settings,
                     "Overrules the file, such as cluster.brokers=5; may be repeated")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parser->add_option("--out", options->out, "Where the folder of the run is made; default: out")
        ->type_name("DIR");
    parser
        ->add_option("--variant", options->variant,
                     "Plant a historical bug in the cluster: assize list variants names them")
        ->type_name("NAME");
    parser->add_flag("--check-determinism", options->check_determinism,
                     "Run twice, and name the first event that differs, if any");
    return Command{.parser = parser,
                   .run = [options, &common] { return run_run(*options, common); }};
}

}  // namespace assize::scenarios
