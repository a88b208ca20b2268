// Fibers are pooled: one that has done its job waits for the next, since making one anew costs
// hundreds of times more. They end for good with the scheduler.

#include <boost/fiber/context.hpp>
#include <boost/fiber/fiber.hpp>

#include <memory>
#include <new>
#include <utility>

#include "sim/kernel/boost_algorithm.h"
#include "sim/kernel/killed.h"
#include "sim/kernel/scheduler.h"
#include "sim/kernel/switch_annotations.h"

namespace assize::sim::kernel {

namespace {

// Stacks begin at different places of their pages: else a store to one delays the load from the
// same place of the next, which the processor takes for the same address at first.
constexpr std::size_t kColours = 4;
constexpr std::size_t kColourStep = 256;

// A fiber lies at the top of its own stack, so that an idle one touches a single page.
constexpr std::size_t kFiberSize = (sizeof(Fiber) + 63) / 64 * 64;

}  // namespace

FiberHandle Scheduler::spawn(Crew& crew, FiberBody body) {
    if (crew.dying || ending_) return FiberHandle(&main_, main_.job_ + 1);
    Fiber& fiber = hire();
    fiber.own_body_ = std::move(body);
    fiber.body_ = &fiber.own_body_;
    return enlist(crew, fiber);
}

void Scheduler::spawn_first(Crew& crew, const FiberBody& body) {
    if (ending_) return;
    Fiber& fiber = hire();
    fiber.body_ = &body;
    enlist(crew, fiber);
}

FiberHandle Scheduler::enlist(Crew& crew, Fiber& fiber) {
    fiber.crew_ = &crew;
    fiber.paused_ = crew.paused;
    fiber.older_ = crew.youngest;
    fiber.younger_ = nullptr;
    (crew.youngest ? crew.youngest->younger_ : crew.oldest) = &fiber;
    crew.youngest = &fiber;
    make_ready(fiber);
    return FiberHandle(&fiber, fiber.job_);
}

Fiber& Scheduler::hire() {
    if (!idle_.empty()) {
        Fiber& fiber = *idle_.back();
        idle_.pop_back();
        return fiber;
    }
    const std::size_t above = kFiberSize + hired_.size() % kColours * kColourStep;
    std::byte* top = stacks_.allocate() - above;
    const std::size_t size = StackSlabs::kStackSize - above;
    auto* fiber = new (top) Fiber(*this);
    fiber->stack_bottom_ = top - size;
    fiber->stack_size_ = size;
    boost::fibers::fiber(boost::fibers::launch::post, std::allocator_arg, StackInSlab(top, size),
                         [this, fiber] { run_jobs(*fiber); })
        .detach();
    fiber->context_ = algorithm_->take_newborn();
    hired_.push_back(fiber);
    idle_.reserve(hired_.size());
    return *fiber;
}

// The first thing on a fiber's stack. A fiber without a job ends for good, see retire_pool().
void Scheduler::run_jobs(Fiber& self) {
    const auto [bottom, size] = arrive_first_time();
    if (main_.stack_size_ == 0) {
        // The first fiber of all is entered from the thread's own stack.
        main_.stack_bottom_ = const_cast<void*>(bottom);
        main_.stack_size_ = size;
        algorithm_->set_main_stack(bottom, size);
    }
    while (self.crew_) {
        run_job(self);
        finish_job(self);
        switch_away(self);
    }
}

void Scheduler::run_job(Fiber& self) {
    if (!self.killed_) {
        try {
            (*self.body_)(self);
            const bool first = self.body_ != &self.own_body_;
            if (first && !self.killed_) self.crew_->when_first_is_done(*self.crew_->process);
        } catch (const Killed&) {
        } catch (...) {
            fail(self.crew_->process, std::current_exception());
        }
    }
    self.own_body_ = nullptr;
}

void Scheduler::finish_job(Fiber& self) {
    Crew& crew = *self.crew_;
    (self.older_ ? self.older_->younger_ : crew.oldest) = self.younger_;
    (self.younger_ ? self.younger_->older_ : crew.youngest) = self.older_;
    self.crew_ = nullptr;
    self.job_ += 1;
    self.killed_ = false;
    self.paused_ = false;
    self.deaths_ = 0;
    self.state_ = Fiber::State::kIdle;
    idle_.push_back(&self);
    self.joiners_.wake_all();
    if (crew.dying) go_on_dying(crew);
}

void Scheduler::kill(const FiberHandle& handle) {
    if (handle.finished()) return;
    Fiber& fiber = *handle.fiber_;
    fiber.killed_ = true;
    if (!fiber.uninterruptible_) wake(fiber, Wake::kKilled);
}

void Scheduler::retire_pool() {
    for (Fiber* fiber : hired_) {
        switch_to(main_, *fiber);  // It ends, and Boost's dispatcher comes back here.
        current_ = &main_;
        fiber->~Fiber();
    }
}

}  // namespace assize::sim::kernel
