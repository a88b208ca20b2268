#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "sim/fiber.h"
#include "sim/invariant.h"
#include "sim/kernel/wait_queue.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::sim {

/// Why a future has no value to give.
enum class FutureError : std::uint8_t {
    kTimedOut,
    kBroken,  // Its promise is gone, and nothing was set.
    kKilled,  // The fiber that asks is being unwound.
};

namespace future_detail {

template <class T>
struct Shared {
    std::optional<T> value;
    bool broken = false;
    kernel::WaitQueue waiters;
};

}  // namespace future_detail

/// A value that will be there later. Copies refer to the same value; any number of fibers may
/// wait for it.
template <class T>
class Future {
public:
    bool ready() const { return shared_->value.has_value(); }

    /// The value, once it is set. It stays with the future, and is valid as long as that.
    Result<const T*, FutureError> get(Fiber& fiber, Deadline deadline = Deadline::never()) const {
        while (!ready()) {
            if (shared_->broken) return Failure(FutureError::kBroken);
            const Wake wake = fiber.wait(&shared_->waiters, deadline);
            if (ready()) break;
            if (wake == Wake::kTimedOut) return Failure(FutureError::kTimedOut);
            if (wake == Wake::kKilled) return Failure(FutureError::kKilled);
        }
        return &*shared_->value;
    }

private:
    template <class>
    friend class Promise;
    explicit Future(std::shared_ptr<future_detail::Shared<T>> shared)
        : shared_(std::move(shared)) {}

    std::shared_ptr<future_detail::Shared<T>> shared_;
};

/// The other end of a future: sets its value, once. A promise that goes without having done so
/// breaks it.
template <class T>
class Promise {
public:
    Promise() : shared_(std::make_shared<future_detail::Shared<T>>()) {}
    Promise(Promise&&) noexcept = default;
    Promise& operator=(Promise&& other) noexcept {
        break_unset();
        shared_ = std::move(other.shared_);
        return *this;
    }
    ~Promise() { break_unset(); }

    Future<T> future() const { return Future<T>(shared_); }

    /// Requires: nothing was set before.
    void set(T value) {
        INVARIANT(!shared_->value, "a promise is kept twice");
        shared_->value.emplace(std::move(value));
        shared_->waiters.wake_all();
    }

private:
    void break_unset() {
        if (!shared_ || shared_->value) return;
        shared_->broken = true;
        shared_->waiters.wake_all();
    }

    std::shared_ptr<future_detail::Shared<T>> shared_;
};

}  // namespace assize::sim
