#include "scenarios/run/faults/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/facts/trial.h"
#include "scenarios/run/words.h"
#include "sim/network/network.h"

namespace assize::scenarios {

using namespace sim::literals;

namespace {

constexpr sim::Duration kRetry = 10_ms;
/// How soon an operator, or a service manager, starts again who ended by himself.
constexpr sim::Duration kRestartAfter = 500_ms;
/// How soon an operator who was refused asks again.
constexpr sim::Duration kAskAgainAfter = 500_ms;

bool needs_answers(const FaultPlan& plan) {
    const auto* message = std::get_if<fault::Message>(&plan.action);
    return message && message->side == fault::Message::Side::kResponse;
}

/// Whether a broker serves without some of its log directories.
bool has_given_up_a_disk(const World& world, const std::string& name) {
    const auto* view = world.cluster().view(name);
    const auto* image = world.cluster().image();
    if (!view || !image || view->broker_state() != model::BrokerState::kRunning) return false;
    const auto& config = world.cluster().config_of(name);
    const auto* registration = image->broker(config.node_id);
    return registration && registration->directories.size() < config.log_dirs.size();
}

/// Whether it is over as soon as it is done.
bool is_momentary(const FaultPlan& plan, const Effect& effect) {
    const bool stays = std::holds_alternative<fault::ClockJump>(plan.action) && !plan.lasts;
    return !effect.ask && (stays || !effect.take_back);
}

}  // namespace

FaultDriver::FaultDriver(World& world, Operator& by)
    : world_(world), operator_(by), lives_(world), tools_{world, lives_, by, nullptr} {
    for (const FaultPlan& plan : world.plan().faults) {
        courses_.push_back({.plan = &plan, .number = static_cast<std::int64_t>(courses_.size())});
    }
    if (std::ranges::any_of(world.plan().faults, needs_answers)) watch_answers();
}

FaultDriver::~FaultDriver() {
    if (listening_) world_.simulation().trace().unsubscribe(*this);
}

void FaultDriver::watch_answers() {
    auto watch = std::make_unique<AnswerWatch>();
    tools_.answers = watch.get();
    answer_rule_.emplace(world_.simulation().network().install(std::move(watch)));
}

// --- When faults begin.

void FaultDriver::begin() {
    for (Course& course : courses_) arm(course);
    listening_ =
        std::ranges::any_of(courses_, [](const Course& each) { return each.when.has_value(); });
    if (listening_) world_.simulation().trace().subscribe(*this);
}

void FaultDriver::arm(Course& course) {
    if (const auto* event = std::get_if<AtEvent>(&course.plan->begins)) {
        course.when.emplace(event->when, world_);
        if (event->before) course.before.emplace(*event->before, world_);
        return;
    }
    sim::Simulation& simulation = world_.simulation();
    simulation.at(simulation.now() + std::get<AtTime>(course.plan->begins).at,
                  [this, &course] { try_to_begin(course, std::nullopt); });
}

void FaultDriver::on_event(const sim::Event& event) {
    if (healed_) return;
    for (Course& course : courses_) {
        if (course.when && course.state == Course::State::kToCome) look_at(course, event);
    }
}

void FaultDriver::look_at(Course& course, const sim::Event& event) {
    if (course.before && course.before->is_it(event)) {
        course.state = Course::State::kForbidden;
        return;
    }
    if (!course.when->is_it(event)) return;
    course.state = Course::State::kTrying;
    // Not in the midst of what is being done, but right after it.
    sim::Simulation& simulation = world_.simulation();
    simulation.at(simulation.now() + std::get<AtEvent>(course.plan->begins).then,
                  [this, &course, id = event.id] { try_to_begin(course, id); });
}

void FaultDriver::try_to_begin(Course& course, std::optional<sim::EventId> cause) {
    if (healed_) return;
    auto effect = effect_of(course.plan->action, tools_);
    if (effect) {
        course.effect = std::move(*effect);
        return begin(course, cause);
    }
    course.state = Course::State::kTrying;
    course.why_not = effect.error();
    sim::Simulation& simulation = world_.simulation();
    simulation.at(simulation.now() + kRetry,
                  [this, &course, cause] { try_to_begin(course, cause); });
}

// --- What faults do.

void FaultDriver::begin(Course& course, std::optional<sim::EventId> cause) {
    sim::Simulation& simulation = world_.simulation();
    std::vector<sim::EventId> causes;
    if (cause) causes.push_back(*cause);
    simulation.emit(model::FaultBegan{.fault = course.number,
                                      .action = std::string(name_of(course.plan->action)),
                                      .targets = in_words(course.effect->targets),
                                      .what = course.effect->what},
                    {.changed = sim::Changed::kYes, .causes = causes});
    begun_ += 1;
    course.state = Course::State::kBegun;
    if (course.effect->ask) return ask(course);
    course.effect->act();
    if (is_momentary(*course.plan, *course.effect)) {
        course.effect->take_back = {};
        return end(course);
    }
    last(course);
}

void FaultDriver::ask(Course& course) {
    course.state = Course::State::kAsked;
    operator_.begin([this, &course](sim::Fiber& fiber, model::client::Admin& admin) {
        state_answer(fiber, course, course.effect->what, course.effect->ask(fiber, admin));
        course.state = Course::State::kBegun;
        if (healed_ || !course.effect->ask_back) return end(course);
        last(course);
    });
}

void FaultDriver::state_answer(sim::Fiber& fiber, const Course& course, const std::string& what,
                               const Effect::Answer& answer) {
    fiber.life().emit(model::OperatorAnswered{.fault = course.number,
                                              .action = std::string(name_of(course.plan->action)),
                                              .error = answer.error,
                                              .message = answer.message},
                      {.changed = sim::Changed::kYes});
    if (answer.error.empty()) return;
    refusals_.push_back(fmt::format("an operator who was to {} was told {}{}{}", what, answer.error,
                                    answer.message.empty() ? "" : ": ", answer.message));
}

/// It goes on until its time is over, or all is healed.
void FaultDriver::last(Course& course) {
    if (!course.plan->lasts) return;
    sim::Simulation& simulation = world_.simulation();
    simulation.at(simulation.now() + *course.plan->lasts, [this, &course] { end(course); });
}

void FaultDriver::end(Course& course) {
    if (course.state != Course::State::kBegun) return;
    course.state = Course::State::kOver;
    if (course.effect->ask_back) return ask_back(course);
    state_end(course);
    if (course.effect->take_back) course.effect->take_back();
}

/// The operator asks until it is done: he gives up only when all is healed, and he is refused.
void FaultDriver::ask_back(Course& course) {
    operator_.begin([this, &course](sim::Fiber& fiber, model::client::Admin& admin) {
        Effect::Answer answer;
        while (true) {
            const bool was_healed = healed_;
            answer = course.effect->ask_back(fiber, admin);
            if (answer.error.empty() || was_healed) break;
            fiber.sleep(kAskAgainAfter);
        }
        state_answer(fiber, course, "take back: " + course.effect->what, answer);
        state_end(course);
    });
}

void FaultDriver::state_end(const Course& course) {
    world_.simulation().emit(model::FaultEnded{.fault = course.number,
                                               .action = std::string(name_of(course.plan->action)),
                                               .targets = in_words(course.effect->targets)},
                             {.changed = sim::Changed::kYes});
}

// --- Healing.

void FaultDriver::heal(const std::set<std::string>& living) {
    healed_ = true;
    for (Course& course : courses_) {
        end(course);
    }
    lives_.heal(living);
    answer_rule_.reset();
}

void FaultDriver::tend(const std::set<std::string>& living) {
    lives_.tend();
    const sim::Instant now = world_.simulation().now();
    if (tended_ && now < *tended_ + kRestartAfter) return;
    tended_ = now;
    for (const std::string& name : living) {
        lives_.revive_if_dead(name);
        // Kafka takes a log directory into service again when the broker starts.
        if (has_given_up_a_disk(world_, name)) lives_.restart(name);
    }
}

// --- What did not come about.

bool FaultDriver::began(const Course& course) {
    using enum Course::State;
    return course.state == kAsked || course.state == kBegun || course.state == kOver;
}

/// None for a fault that did what it was there for.
std::optional<std::string> FaultDriver::why_idle(const Course& course) {
    constexpr auto kTooLate = "the phase of faults ended before its time came";
    const auto* event = std::get_if<AtEvent>(&course.plan->begins);
    switch (course.state) {
        case Course::State::kToCome: {
            if (!event) return kTooLate;
            const auto matches = course.when ? course.when->matches() : 0;
            return fmt::format("there was no {} while faults went on{}", to_words(event->when),
                               matches > 0 ? fmt::format(" (only {})", matches) : "");
        }
        case Course::State::kForbidden:
            return fmt::format("{} came before {}", to_words(*event->before),
                               to_words(event->when));
        case Course::State::kTrying: return course.why_not.empty() ? kTooLate : course.why_not;
        case Course::State::kAsked:
        case Course::State::kBegun:
        case Course::State::kOver: break;
    }
    const bool is_idle = course.effect->strikes && course.effect->strikes() == 0;
    if (!is_idle) return std::nullopt;
    return "it was there, and nothing came that it could have struck";
}

std::vector<RunError> FaultDriver::errors() const {
    std::vector<RunError> errors;
    for (const Course& course : courses_) {
        const auto why = course.plan->drawn ? std::nullopt : why_idle(course);
        if (!why) continue;
        errors.push_back({.what = fmt::format("fault {} ({}) never fired: {}", course.number + 1,
                                              name_of(course.plan->action), *why),
                          .line = course.plan->line});
    }
    return errors;
}

std::vector<std::string> FaultDriver::idle() const {
    std::vector<std::string> idle;
    for (const Course& course : courses_) {
        const auto why = course.plan->drawn ? why_idle(course) : std::nullopt;
        if (!why) continue;
        idle.push_back(fmt::format("fault {} ({}), drawn at random, {}: {}", course.number + 1,
                                   name_of(course.plan->action),
                                   began(course) ? "struck nothing" : "never began", *why));
    }
    return idle;
}

std::int64_t FaultDriver::begun_idle() const {
    return std::ranges::count_if(courses_, [](const Course& course) {
        return course.plan->drawn && began(course) && why_idle(course);
    });
}

}  // namespace assize::scenarios
