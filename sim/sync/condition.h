#pragma once

#include "sim/fiber.h"
#include "sim/kernel/wait_queue.h"
#include "sim/time.h"

namespace assize::sim {

/// Something that fibers wait for. Waking is a hint: whoever wakes looks again whether what it
/// waited for is so. Without a lock, since nothing else runs between looking and waiting.
class Condition {
public:
    /// Waits to be notified, or until the deadline.
    Wake wait(Fiber& fiber, Deadline deadline = Deadline::never()) {
        return fiber.wait(&waiters_, deadline);
    }

    /// Waits until `holds()`. Returns false when it still does not past the deadline, or when the
    /// fiber is being unwound.
    template <class Predicate>
    bool wait_until(Fiber& fiber, Deadline deadline, Predicate holds) {
        while (!holds()) {
            if (wait(fiber, deadline) != Wake::kSignalled) return holds();
        }
        return true;
    }

    /// Wakes who has waited longest.
    void notify_one() { waiters_.wake_one(); }
    void notify_all() { waiters_.wake_all(); }

private:
    kernel::WaitQueue waiters_;
};

}  // namespace assize::sim
