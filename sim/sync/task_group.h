#pragma once

#include <vector>

#include "sim/fiber.h"
#include "sim/kernel/wait_queue.h"

namespace assize::sim {

/// Fibers that must not outlive a scope, since they use what stands in it. When the group goes,
/// it kills those that still run and stays until each has unwound: even while its own fiber
/// is being unwound, when nothing else can wait.
class TaskGroup {
public:
    explicit TaskGroup(Fiber& owner) : owner_(owner) {}
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    /// Waits. Requires: the fiber that made the group runs.
    ~TaskGroup();

    void spawn(FiberBody body);

    /// How many have not ended.
    std::size_t running() const;

    /// Waits until all have ended by themselves, or until the deadline.
    Wake wait(Fiber& fiber, Deadline deadline = Deadline::never());

private:
    Fiber& owner_;
    std::vector<FiberHandle> tasks_;  // Ended ones are dropped now and then.
};

}  // namespace assize::sim
