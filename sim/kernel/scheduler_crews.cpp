// How the fibers of a process are killed, paused and resumed together.

#include "sim/invariant.h"
#include "sim/kernel/scheduler.h"

namespace assize::sim::kernel {

Crew& Scheduler::open_crew(Process& process, Incarnation incarnation,
                           void (*when_first_is_done)(Process&)) {
    if (crews_free_.empty()) crews_free_.push_back(&crews_.emplace_back());
    Crew& crew = *crews_free_.back();
    crews_free_.pop_back();
    crew.process = &process;
    crew.incarnation = incarnation;
    crew.when_first_is_done = when_first_is_done;
    return crew;
}

void Scheduler::close_crew(Crew& crew) {
    INVARIANT(!crew.dying, "a process is killed twice");
    crew.dying = true;
    crew.paused = false;
    for (Fiber* fiber = crew.oldest; fiber; fiber = fiber->younger_) condemn(*fiber);
    release_held_back(crew);
    go_on_dying(crew);
}

void Scheduler::condemn(Fiber& fiber) {
    fiber.killed_ = true;
    fiber.paused_ = false;
    if (fiber.state_ != Fiber::State::kParked || fiber.uninterruptible_) return;
    fiber.unlink();
    fiber.state_ = Fiber::State::kCondemned;
}

// It is the youngest's turn to unwind; and when all have, the crew is gone.
void Scheduler::go_on_dying(Crew& crew) {
    if (Fiber* youngest = crew.youngest) {
        if (youngest->state_ == Fiber::State::kCondemned) make_ready(*youngest);
        return;
    }
    crew.process = nullptr;
    crew.dying = false;
    crews_free_.push_back(&crew);
}

void Scheduler::pause(Crew& crew) {
    crew.paused = true;
    for (Fiber* fiber = crew.oldest; fiber; fiber = fiber->younger_) fiber->paused_ = true;
}

void Scheduler::resume(Crew& crew) {
    crew.paused = false;
    for (Fiber* fiber = crew.oldest; fiber; fiber = fiber->younger_) fiber->paused_ = false;
    release_held_back(crew);
}

void Scheduler::release_held_back(Crew& crew) {
    while (Fiber* held = crew.held_back.first()) {
        held->unlink();
        ready_.push(held);
    }
}

}  // namespace assize::sim::kernel
