#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/subprocess.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kBenchmarks{"kernel", "cluster", "checkers", "timeline"};

struct BenchOptions {
    std::string benchmark = kBenchmarks.front();
    std::string out;  // Empty: standard output.
};

// The benchmarks are a program of their own, which lies beside this one in a build tree, and in
// libexec/assize when installed.
std::optional<fs::path> find_bench_program() {
    const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
    for (const fs::path& folder : {here, here.parent_path() / "libexec" / "assize"}) {
        if (fs::exists(folder / "assize-bench")) return folder / "assize-bench";
    }
    return std::nullopt;
}

ExitCode measure_into(const fs::path& path, const std::vector<std::string>& command) {
    // The file is opened first: nobody should wait for figures that have nowhere to go.
    auto file = OutputFile::create(path);
    if (!file) return complain(ExitCode::kCannotWrite, file.error());

    const std::optional<Finished> finished = run_and_capture(command);
    if (!finished || finished->exit_status >= 128) {
        return complain(ExitCode::kInternal, fmt::format("{} crashed", command.front()));
    }
    if (finished->exit_status != 0) return static_cast<ExitCode>(finished->exit_status);

    const auto written = file->write(finished->standard_output);
    return written ? ExitCode::kHeld : complain(ExitCode::kCannotWrite, written.error());
}

ExitCode run_bench(const BenchOptions& options, const CommonOptions& common) {
    if (std::ranges::find(kBenchmarks, options.benchmark) == kBenchmarks.end()) {
        return complain(ExitCode::kUsage,
                        unknown_word("benchmark", options.benchmark, kBenchmarks));
    }
    const std::optional<fs::path> program = find_bench_program();
    if (!program) return complain(ExitCode::kInternal, "assize-bench is not installed");

    std::vector<std::string> command{program->string(), options.benchmark};
    if (common.json) command.emplace_back("--json");
    if (!options.out.empty()) return measure_into(options.out, command);
    become(command);
    return complain(ExitCode::kInternal, fmt::format("cannot start {}", program->string()));
}

}  // namespace

Command add_bench(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand("bench", "Measure how fast Assize itself is");
    const auto options = std::make_shared<BenchOptions>();
    parser->add_option("benchmark", options->benchmark,
                       "What to measure: kernel, cluster, checkers or timeline");
    parser->add_option("--out", options->out, "Write to FILE instead of standard output")
        ->type_name("FILE");
    return Command{.parser = parser,
                   .run = [options, &common] { return run_bench(*options, common); }};
}

}  // namespace assize::scenarios
