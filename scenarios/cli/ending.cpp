#include "scenarios/cli/ending.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/cli/complain.h"
#include "scenarios/cli/seed.h"

namespace assize::scenarios {

namespace {

bool has_work(const Plan& plan) {
    return std::ranges::any_of(plan.producers,
                               [](const ProducerPlan& each) { return !each.sends.empty(); });
}

ExitCode exit_code_of(checkers::Result result) {
    switch (result) {
        case checkers::Result::kHeld: return ExitCode::kHeld;
        case checkers::Result::kViolated: return ExitCode::kViolated;
        case checkers::Result::kUndecided: return ExitCode::kUndecided;
    }
    return ExitCode::kInternal;
}

}  // namespace

bool has_verdict(const Plan& plan, const RunResult& result) {
    return result.file_errors.empty() && result.errors.empty() && !result.crash &&
           !result.interrupted && has_work(plan);
}

ExitCode exit_code_of(const Plan& plan, const RunResult& result) {
    if (result.crash) return ExitCode::kCrashed;
    if (!result.file_errors.empty()) return ExitCode::kCannotWrite;
    if (result.interrupted) return ExitCode::kInterrupted;
    if (!result.errors.empty()) return ExitCode::kBadInput;
    if (!has_work(plan)) return ExitCode::kNothingRan;
    return exit_code_of(result.verdict.result);
}

ExitCode complain_of_run(const Plan& plan, const std::string& path, const RunResult& result,
                         const std::string& reproduce) {
    const ExitCode code = exit_code_of(plan, result);
    if (result.crash) {
        complain(code, fmt::format("the code under test crashed, with seed {}: {}\nreproduce  {}",
                                   seed_text(plan.seed), *result.crash, reproduce));
    }
    for (const std::string& error : result.file_errors) complain(code, error);
    if (result.interrupted) complain(code, "interrupted: what was written so far is kept");
    for (const RunError& error : result.errors) {
        const std::string place = error.line > 0 ? fmt::format("{}:{}", path, error.line) : path;
        complain(code, fmt::format("{}: {}", place, error.what));
    }
    if (code == ExitCode::kNothingRan) {
        complain(code, fmt::format("{}: nothing ran: no producer is given anything to send", path));
    }
    return code;
}

}  // namespace assize::scenarios
