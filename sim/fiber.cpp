#include "sim/fiber.h"

#include <utility>

#include "sim/host.h"
#include "sim/kernel/scheduler.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::sim {

Process& Fiber::process() const {
    return *crew_->process;
}

Host& Fiber::host() const {
    return process().host();
}

Life Fiber::life() const {
    return Life(process(), crew_->incarnation);
}

MonotonicInstant Fiber::now() const {
    return host().clock().monotonic(scheduler_.now());
}

WallInstant Fiber::wall_time() const {
    return host().clock().wall(scheduler_.now());
}

void Fiber::sleep_until(MonotonicInstant instant) {
    scheduler_.park(*this, nullptr, host().clock().when(instant));
}

void Fiber::yield() {
    scheduler_.yield(*this);
}

Wake Fiber::join(const FiberHandle& other, Deadline deadline) {
    return scheduler_.join(*this, other, when(deadline));
}

FiberHandle Fiber::spawn(FiberBody body) {
    return scheduler_.spawn(*crew_, std::move(body));
}

void Fiber::kill_and_join(const FiberHandle& other) {
    scheduler_.kill(other);
    scheduler_.join_uninterruptibly(*this, other);
}

Wake Fiber::wait(kernel::WaitQueue* queue, Deadline deadline) {
    return scheduler_.park(*this, queue, when(deadline));
}

// Most waits have no deadline, and need not ask the host.
Instant Fiber::when(Deadline deadline) const {
    return deadline.is_never() ? Instant::never() : host().clock().when(deadline.instant());
}

}  // namespace assize::sim
