// No plan of ours comes out in two ways, so that the runs which do are those of two plans.

#include "scenarios/cli/second_run.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "sim/facts.h"

namespace assize::scenarios {
namespace {

using namespace sim::literals;

/// A run in which two hosts boot, the second of which is this one, and its hash.
LiveRun run_of(std::uint32_t host, std::uint64_t trace_hash) {
    LiveRun run;
    run.result.trace_hash = trace_hash;
    sim::Trace trace;
    const reports::EventRecorder recorder(trace, run.log);
    const auto boot = [&](std::uint32_t number, sim::Duration at) {
        trace.emit(sim::Instant::origin() + at, std::nullopt,
                   sim::HostBooted{.host = sim::HostId(number)}, {.changed = sim::Changed::kYes});
    };
    boot(1, 1_ms);
    boot(host, 2_ms);
    return run;
}

struct Answer {
    ExitCode code;
    std::string errors;
};

Answer answer_to(const LiveRun& first, const LiveRun& second) {
    testing::internal::CaptureStderr();
    const ExitCode code =
        compare_runs(Plan{.scenario = "small", .seed = 42}, first, second, "assize run x.toml");
    return {code, testing::internal::GetCapturedStderr()};
}

TEST(TwoRunsOfAPlan, ThatAreTheSameAreNoNews) {
    const Answer answer = answer_to(run_of(2, 7), run_of(2, 7));
    EXPECT_EQ(answer.code, ExitCode::kHeld);
    EXPECT_EQ(answer.errors, "");
}

TEST(TwoRunsOfAPlan, ThatDifferNameTheFirstEventThatDoes) {
    const Answer answer = answer_to(run_of(2, 7), run_of(3, 8));
    EXPECT_EQ(answer.code, ExitCode::kNonDeterminism);
    EXPECT_EQ(static_cast<int>(answer.code), 3) << "as the contract says";
    EXPECT_NE(answer.errors.find("two runs of the same plan differ, with seed 0x2a: event #2 is "
                                 "the first that differs"),
              std::string::npos)
        << answer.errors;
    EXPECT_NE(answer.errors.find("host=2"), std::string::npos) << answer.errors;
    EXPECT_NE(answer.errors.find("host=3"), std::string::npos) << answer.errors;
    EXPECT_NE(answer.errors.find("reproduce  assize run x.toml --check-determinism"),
              std::string::npos);
}

TEST(TwoRunsOfAPlan, ThatDifferInTheirHashesAloneDifferToo) {
    const Answer answer = answer_to(run_of(2, 7), run_of(2, 8));
    EXPECT_EQ(answer.code, ExitCode::kNonDeterminism);
    EXPECT_NE(answer.errors.find("in their hashes alone"), std::string::npos);
}

}  // namespace
}  // namespace assize::scenarios
