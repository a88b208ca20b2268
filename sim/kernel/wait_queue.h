#pragma once

#include "sim/invariant.h"

namespace assize::sim {
class Fiber;
}

namespace assize::sim::kernel {

/// A place in a circle of places. Alone, or not in any, it is its own neighbour.
class WaitLink {
public:
    WaitLink() : before_(this), behind_(this) {}
    WaitLink(const WaitLink&) = delete;
    WaitLink& operator=(const WaitLink&) = delete;

    bool alone() const { return behind_ == this; }
    WaitLink* behind() const { return behind_; }

    void insert_before(WaitLink& other) {
        before_ = other.before_;
        behind_ = &other;
        before_->behind_ = this;
        other.before_ = this;
    }
    /// Leaves the circle; nothing, if alone.
    void unlink() {
        before_->behind_ = behind_;
        behind_->before_ = before_;
        before_ = this;
        behind_ = this;
    }

private:
    WaitLink* before_;
    WaitLink* behind_;
};

/// Fibers that wait for the same thing, in the order in which they came. Intrusive: a fiber
/// waits in one queue at most, and leaves it when it is woken, killed, or out of time.
/// Requires: nobody waits in it when it goes.
class WaitQueue {
public:
    WaitQueue() = default;
    ~WaitQueue() { INVARIANT(empty(), "what a fiber waits for is gone"); }

    bool empty() const { return circle_.alone(); }
    /// Null when empty.
    Fiber* first() const;
    void push_back(Fiber& fiber);

    /// Wakes who has waited longest. Returns whether there was anybody.
    bool wake_one() { return !empty() && wake_first(); }
    void wake_all() {
        while (wake_one()) {
        }
    }

private:
    bool wake_first();

    WaitLink circle_;  // Stands before the first and behind the last.
};

}  // namespace assize::sim::kernel
