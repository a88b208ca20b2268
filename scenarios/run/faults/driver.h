#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/plan.h"
#include "scenarios/run/faults/effect.h"
#include "scenarios/run/faults/pattern.h"
#include "scenarios/run/operator.h"
#include "scenarios/run/run.h"
#include "scenarios/run/world.h"
#include "sim/network/rule_guard.h"
#include "sim/trace.h"

namespace assize::scenarios {

/// Does the faults of a plan: each at its time or at the moment of its fact, and takes it back when
/// it is over; and states it.
///
/// A fault whose role nobody has at that moment (a partition without a leader, say) is tried again
/// every 10 ms, until the phase of faults ends; it lasts from when it really begins. None is
/// skipped silently: see errors() and idle().
class FaultDriver final : public sim::TraceSubscriber {
public:
    /// Requires: world and operator outlive this, and this the last run of the simulation.
    FaultDriver(World& world, Operator& by);
    ~FaultDriver() override;
    FaultDriver(const FaultDriver&) = delete;
    FaultDriver& operator=(const FaultDriver&) = delete;

    /// The phase of faults begins.
    void begin();
    /// It is over: nothing begins any more, all is taken back, and those nodes live; others die.
    void heal(const std::set<std::string>& living);
    /// Keeps those alive, from now and then, who end by themselves. After heal().
    void tend(const std::set<std::string>& living);

    void on_event(const sim::Event& event) override;

    /// How many faults began.
    std::int64_t begun() const { return begun_; }
    /// Faults that somebody asked for, and that never came about, or never struck anything though
    /// they were there.
    std::vector<RunError> errors() const;
    /// The same of those that were drawn at random, in sentences: that was luck, and no error.
    std::vector<std::string> idle() const;
    /// How many of them began.
    std::int64_t begun_idle() const;
    /// What the cluster refused an operator.
    const std::vector<std::string>& refusals() const { return refusals_; }

private:
    /// A fault of the plan on its way.
    struct Course {
        enum class State : std::uint8_t {
            kToCome,
            kForbidden,  // What must not have come before it did.
            kTrying,     // Its moment came, and there was nobody to strike.
            kAsked,      // An operator asked for it, and is to be answered.
            kBegun,
            kOver,
        };
        const FaultPlan* plan;
        std::int64_t number;
        State state = State::kToCome;
        std::optional<PatternWatch> when = std::nullopt;
        std::optional<PatternWatch> before = std::nullopt;
        std::optional<Effect> effect = std::nullopt;
        std::string why_not = {};  // When it is being tried.
    };

    void watch_answers();
    void arm(Course& course);
    void look_at(Course& course, const sim::Event& event);
    void try_to_begin(Course& course, std::optional<sim::EventId> cause);
    void begin(Course& course, std::optional<sim::EventId> cause);
    void ask(Course& course);
    void last(Course& course);
    void end(Course& course);
    void ask_back(Course& course);
    void state_answer(sim::Fiber& fiber, const Course& course, const std::string& what,
                      const Effect::Answer& answer);
    void state_end(const Course& course);
    static std::optional<std::string> why_idle(const Course& course);
    static bool began(const Course& course);

    World& world_;
    Operator& operator_;
    Lives lives_;
    std::optional<sim::RuleGuard> answer_rule_;
    FaultTools tools_;
    std::vector<Course> courses_;
    std::vector<std::string> refusals_;
    std::int64_t begun_ = 0;
    std::optional<sim::Instant> tended_;
    bool listening_ = false;
    bool healed_ = false;
};

}  // namespace assize::scenarios
