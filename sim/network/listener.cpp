#include "sim/network/listener.h"

#include <utility>

#include "sim/invariant.h"
#include "sim/network/tcp/endpoints.h"

namespace assize::sim {

Listener::Listener(tcp::Endpoints& endpoints, const tcp::Backlog& backlog)
    : endpoints_(&endpoints), key_(backlog.key), life_(backlog.owner), address_(backlog.address) {}

Listener::Listener(Listener&& other) noexcept
    : endpoints_(std::exchange(other.endpoints_, nullptr)),
      key_(other.key_),
      life_(other.life_),
      address_(other.address_) {}

Listener& Listener::operator=(Listener&& other) noexcept {
    if (this == &other) return *this;
    close();
    endpoints_ = std::exchange(other.endpoints_, nullptr);
    key_ = other.key_;
    life_ = other.life_;
    address_ = other.address_;
    return *this;
}

Result<Connection, NetworkError> Listener::accept(Fiber& fiber, Deadline deadline) {
    for (Wake wake = Wake::kSignalled;;) {
        if (!life_.alive()) return Failure(NetworkError::kDead);
        INVARIANT(fiber.life() == life_, "a process uses the listener of another");
        if (!endpoints_) return Failure(NetworkError::kClosed);
        tcp::Backlog& backlog = *endpoints_->find(key_);
        if (!backlog.waiting.empty()) {
            return Connection(*endpoints_, endpoints_->accept(backlog), life_);
        }
        if (wake == Wake::kTimedOut) return Failure(NetworkError::kTimedOut);
        if (wake == Wake::kKilled) return Failure(NetworkError::kDead);
        wake = fiber.wait(&backlog.acceptors, deadline);
    }
}

void Listener::close() {
    if (endpoints_ && life_.alive()) endpoints_->close(*endpoints_->find(key_));
    endpoints_ = nullptr;
}

}  // namespace assize::sim
