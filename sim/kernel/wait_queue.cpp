#include "sim/kernel/wait_queue.h"

#include "sim/fiber.h"
#include "sim/kernel/scheduler.h"

namespace assize::sim::kernel {

Fiber* WaitQueue::first() const {
    return empty() ? nullptr : static_cast<Fiber*>(circle_.behind());
}

void WaitQueue::push_back(Fiber& fiber) {
    fiber.insert_before(circle_);
}

bool WaitQueue::wake_first() {
    Fiber& fiber = static_cast<Fiber&>(*circle_.behind());
    fiber.scheduler_.wake(fiber);
    return true;
}

}  // namespace assize::sim::kernel
