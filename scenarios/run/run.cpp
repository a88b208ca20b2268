#include "scenarios/run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include "checkers/judge.h"
#include "model/facts/trial.h"
#include "scenarios/run/faults/driver.h"
#include "scenarios/run/final_read.h"
#include "scenarios/run/healing.h"
#include "scenarios/run/operator.h"
#include "scenarios/run/stopwatch.h"
#include "scenarios/run/trial_setup.h"
#include "scenarios/run/workload.h"
#include "scenarios/run/world.h"
#include "sim/trace_file.h"

namespace assize::scenarios {

using namespace sim::literals;

namespace {

/// How long the cluster may take to come up, or the topics to be made, while all is well.
constexpr sim::Duration kBootLimit = 60_s;
/// How long an operator may try, at most: see Operator.
constexpr sim::Duration kOperatorLimit = 40_s;
/// How long all goes on after the cluster is whole, so that followers can tell leaders what they
/// have, and leaders consumers.
constexpr sim::Duration kSettling = 1_s;
constexpr sim::Duration kStep = 10_ms;

std::vector<checkers::Expectation> expectations(const Plan& plan) {
    std::vector<checkers::Expectation> expectations;
    for (const auto& [property, status] : plan.expect) expectations.push_back({property, status});
    return expectations;
}

/// A run on its way from phase to phase. Each phase returns false when there is no going on.
class Run {
public:
    Run(const Plan& plan, const RunOptions& options)
        : plan_(plan),
          options_(options),
          simulation_({.seed = plan.seed, .link = plan.link, .reproduce = options.reproduce}),
          judge_(trial_setup(plan), simulation_.trace(),
                 {.on_violation = [this](std::string_view) { violated_ = true; }}) {}

    RunResult go();

private:
    bool open_files();
    bool boot();
    bool warm_up();
    bool do_faults();
    bool find_living();
    bool heal();
    bool final_check();
    void finish();

    void begin(model::Phase phase);
    bool go_on(sim::Duration duration);
    template <class Predicate>
    bool await(sim::Duration limit, Predicate holds);
    bool has_to_stop();
    void give_up(std::string why) { result_.errors.push_back({std::move(why)}); }

    template <class Fact>
    void state(const Fact& fact) {
        simulation_.emit(fact, {.changed = sim::Changed::kYes});
    }

    const Plan& plan_;
    const RunOptions& options_;
    RunResult result_;
    bool violated_ = false;
    std::set<std::string> living_;  // The nodes that are healed.
    sim::Simulation simulation_;    // Goes after all that refers to it.
    checkers::Judge judge_;
    std::vector<std::unique_ptr<sim::TraceSubscriber>> observers_;
    std::unique_ptr<sim::TraceFile> trace_file_;
    std::unique_ptr<World> world_;
    std::unique_ptr<Operator> operator_;
    std::unique_ptr<Topics> topics_;
    std::unique_ptr<Workload> workload_;
    std::unique_ptr<FaultDriver> faults_;
    std::unique_ptr<FinalRead> final_read_;
};

RunResult Run::go() {
    const Stopwatch stopwatch;
    for (const auto& make : options_.observers) {
        observers_.push_back(make(simulation_.trace()));
    }
    try {
        static_cast<void>(open_files() && boot() && warm_up() && do_faults() && heal() &&
                          final_check());
    } catch (const sim::ProcessFailure& failure) {
        result_.crash = failure.what();
    }
    finish();
    result_.stats.wall_ns = stopwatch.elapsed_ns();
    return std::move(result_);
}

bool Run::open_files() {
    if (options_.trace_file.empty()) return true;
    auto file = sim::TraceFile::create(options_.trace_file, simulation_.trace());
    if (!file) {
        result_.file_errors.push_back(file.error().what);
        return false;
    }
    trace_file_ = std::move(*file);
    return true;
}

bool Run::boot() {
    auto world = World::make(simulation_, plan_);
    if (!world) {
        give_up(world.error());
        return false;
    }
    world_ = std::move(*world);
    world_->cluster().start();
    operator_ = std::make_unique<Operator>(*world_);
    if (!await(kBootLimit, [&] { return world_->cluster().is_up(); })) {
        give_up("the cluster did not come up");
        return false;
    }
    topics_ = std::make_unique<Topics>(*world_, *operator_);
    const bool there =
        await(kBootLimit, [&] { return topics_->are_there() || !topics_->errors().empty(); });
    for (const std::string& error : topics_->errors()) give_up(error);
    if (!there) give_up("the topics were not there in time");
    return result_.errors.empty();
}

bool Run::warm_up() {
    begin(model::Phase::kWarmUp);
    auto workload = Workload::start(*world_);
    if (!workload) {
        give_up(workload.error());
        return false;
    }
    workload_ = std::move(*workload);
    faults_ = std::make_unique<FaultDriver>(*world_, *operator_);
    return go_on(plan_.phases.warm_up);
}

bool Run::do_faults() {
    begin(model::Phase::kFaults);
    faults_->begin();
    return go_on(plan_.phases.faults);
}

/// The nodes that are to live on: all, or a core of them.
bool Run::find_living() {
    const HealingPlan& healing = plan_.phases.healing;
    if (healing.what == HealingPlan::What::kEverything) {
        living_ = {world_->nodes().begin(), world_->nodes().end()};
        return true;
    }
    const auto core = resolve_all(*world_, healing.core);
    if (!core) {
        give_up("phases.heal: " + core.error());
        return false;
    }
    living_ = {core->begin(), core->end()};
    return true;
}

bool Run::heal() {
    begin(model::Phase::kHealing);
    workload_->stop_sending();
    if (!find_living()) return false;
    faults_->heal(living_);
    const Wholeness wholeness(*world_, living_);
    const bool whole = await(plan_.phases.healing.within, [&] {
        faults_->tend(living_);
        return wholeness.is_whole();
    });
    state(model::HealingEnded{
        .whole = whole, .excused = !whole && wholeness.is_excused(), .lacks = wholeness.lacks()});
    await(kOperatorLimit, [&] { return operator_->jobs() == 0; });
    const bool ended =
        await(workload_->longest_send(), [&] { return workload_->sends_have_ended(); });
    state(model::SendsAwaited{.ended = ended});
    return go_on(kSettling);
}

bool Run::final_check() {
    begin(model::Phase::kFinalCheck);
    final_read_ = std::make_unique<FinalRead>(*world_);
    await(plan_.phases.healing.within, [&] { return final_read_->is_done(); });
    const bool caught_up = await(plan_.phases.healing.within, [&] {
        return workload_->consumers_have_read(final_read_->ends());
    });
    state(model::ConsumersAwaited{.caught_up = caught_up});
    return true;
}

void Run::finish() {
    if (trace_file_) {
        if (auto written = trace_file_->finish(); !written) {
            result_.file_errors.push_back(written.error().what);
        }
    }
    result_.trace_hash = simulation_.trace().hash();
    result_.stats.events = simulation_.trace().size();
    result_.stats.virtual_time = simulation_.now().since_origin();
    if (faults_) {
        result_.stats.faults = faults_->begun();
        result_.notes = faults_->refusals();
    }
    if (faults_ && final_read_) {
        result_.stats.faults_idle = faults_->begun_idle();
        std::ranges::move(faults_->idle(), std::back_inserter(result_.notes));
        std::ranges::move(faults_->errors(), std::back_inserter(result_.errors));
    }
    if (workload_) {
        result_.stats.records_acked = workload_->acknowledged();
        result_.stats.records_delivered = workload_->delivered();
    }
    result_.verdict = judge_.finish(expectations(plan_));
    observers_.clear();
}

// --- The course of time.

void Run::begin(model::Phase phase) {
    state(model::PhaseBegan{.phase = phase});
}

/// Returns false when the run has to stop before that.
bool Run::go_on(sim::Duration duration) {
    const sim::Instant limit = simulation_.now() + duration;
    while (simulation_.now() < limit) {
        if (has_to_stop()) return false;
        simulation_.run_until(std::min(simulation_.now() + kStep, limit));
    }
    return !has_to_stop();
}

/// Goes on until it holds. Returns false when it does not in time, or the run has to stop.
template <class Predicate>
bool Run::await(sim::Duration limit, Predicate holds) {
    const sim::Instant end = simulation_.now() + limit;
    while (!holds()) {
        if (simulation_.now() >= end || !go_on(kStep)) return false;
    }
    return true;
}

bool Run::has_to_stop() {
    if (options_.interrupted && options_.interrupted()) result_.interrupted = true;
    if (options_.stop_at_violation && violated_) result_.stopped_early = true;
    if (simulation_.trace().size() > options_.max_events ||
        simulation_.now().since_origin() > options_.max_time) {
        result_.stopped_early = true;
    }
    return result_.interrupted || result_.stopped_early;
}

}  // namespace

RunResult run(const Plan& plan, const RunOptions& options) {
    return Run(plan, options).go();
}

}  // namespace assize::scenarios
