#include "scenarios/cli/live_run.h"

#include <fmt/format.h>

#include <memory>

#include "scenarios/cli/crash_guard.h"
#include "scenarios/cli/interrupt.h"
#include "scenarios/cli/progress.h"
#include "scenarios/cli/seed.h"
#include "scenarios/run/history_file.h"

namespace assize::scenarios {

namespace {

/// Takes down the history, and writes it out when the run is over.
class HistoryKeeper final : public sim::TraceSubscriber {
public:
    HistoryKeeper(sim::Trace& trace, std::string& into) : recorder_(trace), into_(into) {}
    ~HistoryKeeper() override { into_ = recorder_.to_json_lines(); }
    HistoryKeeper(const HistoryKeeper&) = delete;
    HistoryKeeper& operator=(const HistoryKeeper&) = delete;

    void on_event(const sim::Event&) override {}

private:
    HistoryRecorder recorder_;
    std::string& into_;
};

}  // namespace

LiveRun run_live(const Plan& plan, const LiveOptions& options, const CommonOptions& common) {
    LiveRun kept;
    ProgressLine progress(common, fmt::format("running {}", plan.scenario));
    RunOptions run_options{.reproduce = options.reproduce, .trace_file = options.trace_file};
    run_options.observers.push_back([&](sim::Trace& trace) {
        return std::make_unique<reports::EventRecorder>(trace, kept.log);
    });
    run_options.observers.push_back(
        [&](sim::Trace& trace) { return std::make_unique<HistoryKeeper>(trace, kept.history); });
    run_options.interrupted = [&] {
        progress.show([&] {
            const auto at = kept.log.empty() ? sim::Duration::zero()
                                             : kept.log[kept.log.size() - 1].at.since_origin();
            return fmt::format("{} events, {} s of virtual time", kept.log.size(),
                               at / sim::Duration::seconds(1));
        });
        return InterruptGuard::asked_to_leave_off();
    };

    const InterruptGuard interrupt_guard;
    const CrashGuard crash_guard(
        fmt::format("assize: the code under test crashed, with seed {}\nreproduce  {}\n",
                    seed_text(plan.seed), options.reproduce),
        options.trace_file.empty() ? "" : options.trace_file + ".part");
    kept.result = run(plan, run_options);
    return kept;
}

}  // namespace assize::scenarios
