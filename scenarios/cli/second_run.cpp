#include "scenarios/cli/second_run.h"

#include <fmt/format.h>

#include "scenarios/cli/complain.h"
#include "scenarios/cli/first_difference.h"
#include "scenarios/cli/seed.h"

namespace assize::scenarios {

ExitCode compare_runs(const Plan& plan, const LiveRun& first, const LiveRun& second,
                      const std::string& reproduce) {
    if (second.result.trace_hash == first.result.trace_hash) return ExitCode::kHeld;
    return complain(
        ExitCode::kNonDeterminism,
        fmt::format("two runs of the same plan differ, with seed {}: {}\nreproduce  {} "
                    "--check-determinism",
                    seed_text(plan.seed),
                    first_difference(first.log, second.log).value_or("in their hashes alone"),
                    reproduce));
}

}  // namespace assize::scenarios
