#pragma once

#include <cstddef>

#include "sim/fiber.h"
#include "sim/sync/condition.h"
#include "sim/sync/mutex.h"
#include "sim/time.h"

namespace assize::model::client {

/// The memory that a producer may use for records that are not yet acknowledged
/// (`buffer.memory`), handed out in the order in which it is asked for. Counts bytes; allocates
/// none. Source: Kafka, BufferPool.
class BufferPool {
public:
    explicit BufferPool(std::size_t bytes) : free_(bytes) {}

    /// Whether somebody waits: batches are sent then that would otherwise linger.
    bool exhausted() const { return turn_.locked(); }

    /// Waits until there are so many bytes, and takes them. Returns false past the deadline, or
    /// when the fiber is being unwound. Requires: there are so many in all.
    bool acquire(sim::Fiber& fiber, std::size_t bytes, sim::Deadline deadline) {
        if (!exhausted() && bytes <= free_) {
            free_ -= bytes;
            return true;
        }
        const auto turn = turn_.lock(fiber, deadline);
        if (!turn) return false;
        if (!freed_.wait_until(fiber, deadline, [&] { return bytes <= free_; })) return false;
        free_ -= bytes;
        return true;
    }

    void release(std::size_t bytes) {
        free_ += bytes;
        freed_.notify_one();
    }

private:
    std::size_t free_;
    sim::Mutex turn_;  // Held by who waits for memory; the others wait for it.
    sim::Condition freed_;
};

}  // namespace assize::model::client
