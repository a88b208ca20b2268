#include "sim/network/connection.h"

#include <utility>

#include "sim/invariant.h"
#include "sim/network/tcp/endpoints.h"

namespace assize::sim {

namespace {

NetworkError error_of(Wake wake) {
    return wake == Wake::kTimedOut ? NetworkError::kTimedOut : NetworkError::kDead;
}

}  // namespace

Connection::Connection(tcp::Endpoints& endpoints, const tcp::End& end, const Life& life)
    : endpoints_(&endpoints),
      key_(end.circuit.key_of(end)),
      life_(life),
      local_(end.address),
      remote_(end.circuit.end(opposite(key_.side)).address) {}

Connection::Connection(Connection&& other) noexcept
    : endpoints_(std::exchange(other.endpoints_, nullptr)),
      key_(other.key_),
      life_(other.life_),
      local_(other.local_),
      remote_(other.remote_) {}

Connection& Connection::operator=(Connection&& other) noexcept {
    if (this == &other) return *this;
    close();
    endpoints_ = std::exchange(other.endpoints_, nullptr);
    key_ = other.key_;
    life_ = other.life_;
    local_ = other.local_;
    remote_ = other.remote_;
    return *this;
}

Connection::~Connection() {
    const tcp::End* held = end();
    INVARIANT(!held || (held->receivers.empty() && held->senders.empty()),
              "a connection is destroyed while a fiber waits for it");
    close();
}

// Null when there is nothing to hold any more.
tcp::End* Connection::end() const {
    return endpoints_ && life_.alive() ? endpoints_->find(key_) : nullptr;
}

Result<tcp::End*, NetworkError> Connection::end_for(const Fiber& fiber) const {
    if (!life_.alive()) return Failure(NetworkError::kDead);
    INVARIANT(fiber.life() == life_, "a process uses the connection of another");
    if (!endpoints_) return Failure(NetworkError::kClosed);
    return endpoints_->find(key_);
}

Result<void, NetworkError> Connection::wait_until_open(Fiber& fiber, Deadline deadline) {
    for (Wake wake = Wake::kSignalled;;) {
        const auto found = end_for(fiber);
        if (!found) return Failure(found.error());
        tcp::End& end = **found;
        if (end.phase == tcp::Phase::kOpen) return {};
        if (end.error) return Failure(*end.error);
        if (wake == Wake::kTimedOut) endpoints_->time_out(end);
        if (wake != Wake::kSignalled) return Failure(error_of(wake));
        wake = fiber.wait(&end.receivers, deadline);
    }
}

Result<MessageId, NetworkError> Connection::send(Fiber& fiber, std::vector<std::byte> frame,
                                                 Deadline deadline) {
    INVARIANT(!frame.empty(), "an empty frame is sent");
    for (Wake wake = Wake::kSignalled;;) {
        const auto found = end_for(fiber);
        if (!found) return Failure(found.error());
        tcp::End& end = **found;
        if (end.error) return Failure(*end.error);
        if (end.end_sent) return Failure(NetworkError::kClosed);
        if (endpoints_->has_room(end)) return endpoints_->send(end, std::move(frame));
        if (wake != Wake::kSignalled) return Failure(error_of(wake));
        wake = fiber.wait(&end.senders, deadline);
    }
}

Result<std::vector<std::byte>, NetworkError> Connection::receive(Fiber& fiber, std::size_t at_most,
                                                                 Deadline deadline) {
    INVARIANT(at_most > 0, "no bytes are received");
    const auto end = wait_for(fiber, 1, deadline);
    if (!end) return Failure(end.error());
    return endpoints_->take(**end, at_most);
}

Result<std::vector<std::byte>, NetworkError> Connection::receive_exactly(Fiber& fiber,
                                                                         std::size_t count,
                                                                         Deadline deadline) {
    INVARIANT(count > 0, "no bytes are received");
    const auto end = wait_for(fiber, count, deadline);
    if (!end) return Failure(end.error());
    std::vector<std::byte> bytes = endpoints_->take(**end, count);
    bytes.reserve(count);
    while (bytes.size() < count) {
        const std::vector<std::byte> more = endpoints_->take(**end, count - bytes.size());
        bytes.insert(bytes.end(), more.begin(), more.end());
    }
    return bytes;
}

// The end, when so many bytes can be taken from it.
Result<tcp::End*, NetworkError> Connection::wait_for(Fiber& fiber, std::size_t bytes,
                                                     Deadline deadline) {
    for (Wake wake = Wake::kSignalled;;) {
        const auto found = end_for(fiber);
        if (!found) return found;
        tcp::End& end = **found;
        end.wanted = 0;
        if (endpoints_->readable(end) >= bytes) return &end;
        if (end.end_received) return Failure(NetworkError::kEnd);
        if (end.error) return Failure(*end.error);
        if (wake != Wake::kSignalled) return Failure(error_of(wake));
        INVARIANT(end.receivers.empty(), "two fibers receive from one connection");
        endpoints_->want(end, bytes);
        wake = fiber.wait(&end.receivers, deadline);
    }
}

std::optional<MessageId> Connection::last_received() const {
    const tcp::End* held = end();
    return held ? held->last_received : std::nullopt;
}

void Connection::shutdown_send() {
    tcp::End* held = end();
    if (held && held->phase == tcp::Phase::kOpen) endpoints_->end_sending(*held);
}

void Connection::close() {
    if (tcp::End* held = end()) endpoints_->close(*held);
    endpoints_ = nullptr;
}

void Connection::reset() {
    if (tcp::End* held = end()) endpoints_->abort(*held);
    endpoints_ = nullptr;
}

}  // namespace assize::sim
