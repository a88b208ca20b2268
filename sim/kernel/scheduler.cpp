#include "sim/kernel/scheduler.h"

#include <cxxabi.h>

#include <boost/fiber/context.hpp>

#include <algorithm>
#include <utility>

#include "sim/invariant.h"
#include "sim/kernel/boost_algorithm.h"
#include "sim/kernel/killed.h"
#include "sim/kernel/switch_annotations.h"

namespace assize::sim::kernel {

namespace {

// The Itanium ABI's record of the exceptions in flight on this thread.
struct ExceptionGlobals {
    void* caught_exceptions;
    unsigned uncaught_exceptions;
};

ExceptionGlobals& exception_globals() {
    return *reinterpret_cast<ExceptionGlobals*>(abi::__cxa_get_globals());
}

constexpr Duration kTick = Duration::nanoseconds(1);
constexpr Instant kBeforeAll = Instant::origin() - kTick;
// Before Instant::never(), which is when the next event is due if there is none.
constexpr Instant kLongest = Instant::never() - kTick;

constexpr std::uint16_t kDeathsMax = 1000;

}  // namespace

Scheduler::Scheduler(ReadyOrder order, Random random)
    : algorithm_(&BoostAlgorithm::install(*boost::fibers::context::active())),
      ready_(order, random),
      main_(*this),
      exception_globals_(&exception_globals()) {
    main_.context_ = boost::fibers::context::active();
    main_.state_ = Fiber::State::kRunning;
}

void Scheduler::end() {
    if (ending_) return;
    INVARIANT(current_ == &main_, "a simulation ends inside one of its fibers");
    ending_ = true;
    halted_ = false;
    for (Crew& crew : crews_) {
        if (crew.process && !crew.dying) close_crew(crew);
    }
    run(now_);
    INVARIANT(idle_.size() == hired_.size(), "a fiber survives its simulation");
    retire_pool();
    algorithm_->uninstall();
}

EventQueue::Ticket Scheduler::post(Instant at, const Event& event) {
    INVARIANT(at >= now_, "an event is posted for the past: time would go backwards");
    return events_.push(at, event);
}

std::optional<Scheduler::Failure> Scheduler::run(Instant limit) {
    INVARIANT(current_ == &main_, "a simulation is run from inside one of its fibers");
    INVARIANT(limit >= now_, "a simulation is run up to an instant in the past");
    set_limit(failure_ || ending_ ? kBeforeAll : std::min(limit, kLongest));
    switch_away(main_);
    if (!failure_ && limit != Instant::never()) now_ = limit;
    return failure_;
}

void Scheduler::fail(Process* process, std::exception_ptr exception) {
    if (!failure_) failure_ = Failure{process, std::move(exception)};
    if (ending_) return;
    halted_ = true;
    set_limit(kBeforeAll);
}

void Scheduler::set_limit(Instant limit) {
    limit_ = limit;
    clear_until_ = kBeforeAll;
}

// --- Waiting -----------------------------------------------------------------------------

[[gnu::flatten]] Wake Scheduler::park(Fiber& self, WaitQueue* queue, Instant deadline) {
    INVARIANT(&self == current_, "a fiber waits that is not the one that runs");
    if (self.killed_) [[unlikely]] {
        if (has_to_unwind(self)) throw Killed{};
        return Wake::kKilled;
    }
    if (queue) queue->push_back(self);
    self.deadline_ = deadline;
    self.state_ = Fiber::State::kParked;
    if (deadline != Instant::never()) arm_timer(self);
    switch_away(self);
    if (self.killed_ && has_to_unwind(self)) throw Killed{};
    return self.wake_;
}

// A killed fiber came to a point where it would wait. Its destructors go on there; everything
// else ends. In a dying process the younger fibers unwind first: they may hold references to what
// an older one has on its stack.
[[gnu::noinline]] bool Scheduler::has_to_unwind(Fiber& self) {
    self.wake_ = Wake::kKilled;
    if (std::uncaught_exceptions() > 0) return false;
    while (self.crew_->dying && self.crew_->youngest != &self) {
        self.state_ = Fiber::State::kCondemned;
        switch_away(self);
    }
    self.deaths_ += 1;
    INVARIANT(self.deaths_ < kDeathsMax, "a fiber swallows the exception that kills it");
    return true;
}

void Scheduler::yield(Fiber& self) {
    INVARIANT(&self == current_, "a fiber waits that is not the one that runs");
    if (!self.killed_) {
        make_ready(self);
        switch_away(self);
    }
    if (self.killed_ && has_to_unwind(self)) throw Killed{};
}

Wake Scheduler::join(Fiber& self, const FiberHandle& other, Instant deadline) {
    INVARIANT(other.finished() || other.fiber_ != &self, "a fiber joins itself");
    if (other.finished()) return Wake::kSignalled;
    return park(self, &other.fiber_->joiners_, deadline);
}

void Scheduler::join_uninterruptibly(Fiber& self, const FiberHandle& other) {
    INVARIANT(&self == current_, "a fiber waits that is not the one that runs");
    INVARIANT(other.finished() || other.fiber_ != &self, "a fiber joins itself");
    while (!other.finished()) {
        other.fiber_->joiners_.push_back(self);
        self.uninterruptible_ = true;
        self.deadline_ = Instant::never();
        self.state_ = Fiber::State::kParked;
        switch_away(self);
        self.uninterruptible_ = false;
    }
}

void Scheduler::wake(Fiber& fiber, Wake why) {
    if (fiber.state_ == Fiber::State::kParked) wake_parked(fiber, why);
}

// Not inlined, so that an event's handler which wakes somebody stays small.
[[gnu::noinline]] void Scheduler::wake_parked(Fiber& fiber, Wake why) {
    fiber.unlink();
    fiber.wake_ = why;
    make_ready(fiber);
}

void Scheduler::make_ready(Fiber& fiber) {
    fiber.state_ = Fiber::State::kReady;
    ready_.push(&fiber);
}

// A timer that is armed for no later than the deadline will look at the deadline when it fires,
// and be armed anew if that is too early. So a wait that is renewed with every message leaves
// one entry among the timers, not one a message. They have a queue of their own: most deadlines are
// far away and never come, and would lie in the way of what happens soon.
void Scheduler::arm_timer(Fiber& fiber) {
    const std::size_t armed = fiber.timers_armed_;
    const Instant earliest = armed == 0 ? Instant::never() : fiber.timers_[armed - 1];
    if (fiber.deadline_ < earliest) add_timer(fiber);
}

// Not inlined, as it is rare: see next_to_run().
[[gnu::noinline]] void Scheduler::add_timer(Fiber& fiber) {
    const std::size_t armed = fiber.timers_armed_;
    const Instant at = std::max(fiber.deadline_, now_);
    timers_.push(at, Event{nullptr, &fiber, 0});
    if (armed == fiber.timers_.size()) {
        // The latest is forgotten: it will fire, and find nothing to do.
        std::rotate(fiber.timers_.begin(), fiber.timers_.begin() + 1, fiber.timers_.end());
        fiber.timers_[armed - 1] = at;
    } else {
        fiber.timers_[armed] = at;
        fiber.timers_armed_ += 1;
    }
    clear_until_ = std::min(clear_until_, at);
}

// Time does not pass for a timer that finds nothing to do.
[[gnu::noinline]] void Scheduler::on_timer(Fiber& fiber, Instant at) {
    const std::size_t armed = fiber.timers_armed_;
    if (armed != 0 && fiber.timers_[armed - 1] == at) fiber.timers_armed_ -= 1;
    if (fiber.state_ != Fiber::State::kParked) return;
    if (fiber.deadline_ > at) {
        arm_timer(fiber);
        return;
    }
    now_ = at;
    events_handled_ += 1;
    wake(fiber, Wake::kTimedOut);
}

// --- Switching ---------------------------------------------------------------------------

void Scheduler::switch_away(Fiber& self) {
    Fiber& next = next_to_run();
    next.state_ = Fiber::State::kRunning;
    if (&next != &self) switch_to(self, next);
}

// What it does for every message needs no registers but those of park(), into which it is inlined:
// all that is rare is a call that is not.
Fiber& Scheduler::next_to_run() {
    for (;;) {
        while (!ready_.empty()) {
            if (halted_) [[unlikely]]
                return main_;
            Fiber& fiber = *ready_.pop();
            if (!fiber.paused_) [[likely]]
                return fiber;
            hold_back(fiber);
        }
        if (!handle_next_event()) return main_;
    }
}

[[gnu::noinline]] void Scheduler::hold_back(Fiber& fiber) {
    fiber.crew_->held_back.push_back(fiber);
}

bool Scheduler::handle_next_event() {
    const Instant at = events_.next_time();
    if (at >= clear_until_) [[unlikely]] {
        look_ahead();
        if (timers_.is_before(events_)) return handle_next_timer();
        if (at > limit_) return false;
    }
    const Event event = events_.pop();
    now_ = at;
    events_handled_ += 1;
    event.handler(event.object, event.argument);
    return true;
}

[[gnu::noinline]] bool Scheduler::handle_next_timer() {
    const Instant at = timers_.next_time();
    if (at > limit_) return false;
    on_timer(*static_cast<Fiber*>(timers_.pop().object), at);
    return true;
}

[[gnu::noinline]] void Scheduler::look_ahead() {
    clear_until_ = std::min(limit_ + kTick, timers_.next_time());
}

void Scheduler::switch_to(Fiber& self, Fiber& to) {
    auto& globals = *static_cast<ExceptionGlobals*>(exception_globals_);
    if (globals.caught_exceptions || globals.uncaught_exceptions) [[unlikely]]
        set_exceptions_aside(self);
    current_ = &to;
    before_switch(&self.fake_stack_, Leaving::kForNow, to.stack_bottom_, to.stack_size_);
    to.context_->resume();
    after_switch(self.fake_stack_);
    if (self.has_exceptions_aside_) [[unlikely]]
        take_exceptions_back(self);
}

// A fiber that waits while exceptions are in flight on its stack, in a handler or in a destructor,
// takes them with it: the C++ runtime knows but one stack a thread.
[[gnu::noinline]] void Scheduler::set_exceptions_aside(Fiber& self) {
    auto& globals = *static_cast<ExceptionGlobals*>(exception_globals_);
    self.caught_exceptions_ = std::exchange(globals.caught_exceptions, nullptr);
    self.uncaught_exceptions_ = std::exchange(globals.uncaught_exceptions, 0);
    self.has_exceptions_aside_ = true;
}

[[gnu::noinline]] void Scheduler::take_exceptions_back(Fiber& self) {
    auto& globals = *static_cast<ExceptionGlobals*>(exception_globals_);
    globals.caught_exceptions = self.caught_exceptions_;
    globals.uncaught_exceptions = self.uncaught_exceptions_;
    self.has_exceptions_aside_ = false;
}

}  // namespace assize::sim::kernel
