#pragma once

#include <utility>

#include "sim/fiber.h"
#include "sim/invariant.h"
#include "sim/kernel/wait_queue.h"
#include "sim/time.h"

namespace assize::sim {

/// Lets one fiber at a time into a stretch of code that waits in between. Fair: it is handed to
/// who has waited longest, and nobody can overtake.
class Mutex {
public:
    /// Holds the mutex for as long as it lives. False when it does not hold it: not acquired in
    /// time, or the fiber is being unwound.
    class [[nodiscard]] Guard {
    public:
        Guard(Guard&& other) noexcept : mutex_(std::exchange(other.mutex_, nullptr)) {}
        Guard& operator=(Guard&&) = delete;
        ~Guard() {
            if (mutex_) mutex_->hand_over();
        }
        explicit operator bool() const { return mutex_ != nullptr; }

    private:
        friend class Mutex;
        explicit Guard(Mutex* mutex) : mutex_(mutex) {}

        Mutex* mutex_;
    };

    /// Requires: this fiber does not hold it already.
    Guard lock(Fiber& fiber, Deadline deadline = Deadline::never()) {
        INVARIANT(holder_ != &fiber, "a fiber locks a mutex that it holds");
        if (!holder_) {
            holder_ = &fiber;
            return Guard(this);
        }
        // Should this fiber be killed when the mutex has just been handed to it, passes it on.
        HandedTo handed(*this, fiber);
        fiber.wait(&waiters_, deadline);
        return handed.take();
    }

    bool locked() const { return holder_ != nullptr; }

private:
    class HandedTo {
    public:
        HandedTo(Mutex& mutex, Fiber& fiber) : mutex_(mutex), fiber_(fiber) {}
        HandedTo(const HandedTo&) = delete;
        HandedTo& operator=(const HandedTo&) = delete;
        ~HandedTo() {
            if (!taken_ && mutex_.holder_ == &fiber_) mutex_.hand_over();
        }
        Guard take() {
            taken_ = mutex_.holder_ == &fiber_;
            return Guard(taken_ ? &mutex_ : nullptr);
        }

    private:
        Mutex& mutex_;
        Fiber& fiber_;
        bool taken_ = false;
    };

    void hand_over() {
        holder_ = waiters_.first();
        waiters_.wake_one();
    }

    Fiber* holder_ = nullptr;
    kernel::WaitQueue waiters_;
};

}  // namespace assize::sim
