#include "scenarios/cli/kept_run.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "reports/trace_reader.h"
#include "reports/verdict_json.h"
#include "scenarios/cli/input_file.h"

namespace assize::scenarios {

namespace {

namespace fs = std::filesystem;

std::string why_no_folder(const std::string& folder) {
    std::error_code ignored;
    if (!fs::exists(folder, ignored)) {
        return fmt::format("there is no run folder {}; assize run makes one, below out/", folder);
    }
    return fmt::format("{} is not a run folder; name the folder that assize run wrote", folder);
}

std::string why_no_trace(const fs::path& path, const reports::TraceReadError& error) {
    using Cause = reports::TraceReadError::Cause;
    const std::string what = fmt::format("{}: {}", path.string(), error.what);
    switch (error.cause) {
        case Cause::kCannotOpen: return what + "; run the scenario again to have it written";
        case Cause::kDamaged: return what + "; run the scenario again";
        case Cause::kVersion: return what + "; another version of Assize wrote it";
    }
    return what;
}

}  // namespace

sim::Result<KeptRun, std::string> read_kept_run(const std::string& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return sim::Failure(why_no_folder(folder));
    const fs::path path(folder);
    const std::string verdict = (path / "verdict.json").string();
    const auto text = read_whole_file(verdict);
    if (!text) return sim::Failure(text.error());
    auto summary = reports::read_verdict_json(*text, verdict);
    if (!summary) return sim::Failure(std::move(summary.error()));
    const fs::path trace = path / "trace.jsonl.zst";
    auto log = reports::read_trace(trace);
    if (!log) return sim::Failure(why_no_trace(trace, log.error()));
    return KeptRun{.folder = folder,
                   .summary = std::move(*summary),
                   .log = std::move(*log),
                   .plan = read_whole_file((path / "plan.toml").string()).value_or("")};
}

}  // namespace assize::scenarios
