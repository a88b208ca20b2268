#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "sim/fiber.h"
#include "sim/invariant.h"
#include "sim/kernel/ring.h"
#include "sim/kernel/wait_queue.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::sim {

/// Why a channel gave or took nothing.
enum class ChannelError : std::uint8_t {
    kTimedOut,
    kClosed,
    kKilled,  // The fiber is being unwound.
};

/// A queue between fibers, first in first out, that holds at most `capacity` values: whoever
/// sends to a full one waits, whoever receives from an empty one waits.
/// Invariant: values are received in the order in which sending them succeeded.
template <class T>
class alignas(64) Channel {  // One cache line, since messages go through it.
public:
    /// Requires: `capacity` > 0.
    explicit Channel(std::uint32_t capacity) : capacity_(capacity) {
        INVARIANT(capacity > 0, "a channel that can hold nothing");
    }

    std::uint32_t size() const { return ring_.size(); }
    bool empty() const { return ring_.empty(); }
    bool full() const { return size() == capacity_; }
    bool closed() const { return closed_; }

    /// Fails: kClosed when closed, even while waiting; `value` is lost then.
    Result<void, ChannelError> send(Fiber& fiber, T value, Deadline deadline = Deadline::never()) {
        if (full() && !closed_) {
            const auto error = wait_for(fiber, deadline, senders_, [this] { return !full(); });
            if (error) return Failure(*error);
        }
        if (closed_) return Failure(ChannelError::kClosed);
        push(std::move(value));
        return {};
    }

    /// As send, but does not wait. Returns whether there was room in an open channel.
    bool try_send(T value) {
        if (full() || closed_) return false;
        push(std::move(value));
        return true;
    }

    /// Fails: kClosed when closed and all that was sent before has been received.
    Result<T, ChannelError> receive(Fiber& fiber, Deadline deadline = Deadline::never()) {
        if (empty()) {
            const auto error = wait_for(fiber, deadline, receivers_, [this] { return !empty(); });
            if (error) return Failure(*error);
        }
        return pop();
    }

    std::optional<T> try_receive() {
        if (empty()) return std::nullopt;
        return pop();
    }

    /// Nothing can be sent any more; what was sent can be received. Wakes all who wait.
    void close() {
        closed_ = true;
        senders_.wake_all();
        receivers_.wake_all();
    }

private:
    // Not inlined, so that sending and receiving without a wait are.
    template <class Holds>
    [[gnu::noinline]] std::optional<ChannelError> wait_for(Fiber& fiber, Deadline deadline,
                                                           kernel::WaitQueue& queue, Holds holds) {
        do {
            if (closed_) return ChannelError::kClosed;
            const Wake wake = wait_in(queue, fiber, deadline);
            if (wake == Wake::kSignalled) continue;
            if (holds()) break;
            return wake == Wake::kTimedOut ? ChannelError::kTimedOut : ChannelError::kKilled;
        } while (!holds());
        return std::nullopt;
    }

    // A fiber that is killed when it has just been woken passes that on: the value, or the room,
    // is still there for the next.
    static Wake wait_in(kernel::WaitQueue& queue, Fiber& fiber, Deadline deadline) {
        struct PassOn {
            kernel::WaitQueue* queue;
            ~PassOn() {
                if (queue) queue->wake_one();
            }
        };
        PassOn pass_on{&queue};
        const Wake wake = fiber.wait(&queue, deadline);
        pass_on.queue = nullptr;
        return wake;
    }

    void push(T value) {
        ring_.push_back(std::move(value));
        receivers_.wake_one();
    }

    T pop() {
        T value = ring_.pop_front();
        senders_.wake_one();
        return value;
    }

    [[no_unique_address]] kernel::Ring<T> ring_;  // Its padding takes the next two.
    bool closed_ = false;
    const std::uint32_t capacity_;
    kernel::WaitQueue senders_;
    kernel::WaitQueue receivers_;
};

}  // namespace assize::sim
