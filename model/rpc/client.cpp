#include "model/rpc/client.h"

#include <algorithm>
#include <utility>

#include "model/rpc/backoff.h"
#include "sim/network/network.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::model::rpc {

namespace {

// After so long without a request it is worth a look whether the other side is still there.
constexpr sim::Duration kIdle = sim::Duration::milliseconds(100);

}  // namespace

sim::Result<sim::Mutex::Guard, RpcError> Client::begin_to_send(sim::Fiber& fiber,
                                                               sim::Deadline deadline) {
    const sim::Deadline latest = until(fiber, deadline);
    auto turn = sending_.lock(fiber, latest);
    if (!turn) return sim::Failure(RpcError::kTimedOut);
    const auto connected = ensure_connected(fiber, latest);
    if (!connected) return sim::Failure(connected.error());
    return turn;
}

sim::Result<void, RpcError> Client::make_ready(sim::Fiber& fiber, sim::Deadline deadline) {
    const auto turn = begin_to_send(fiber, deadline);
    if (!turn) return sim::Failure(turn.error());
    return {};
}

void Client::close() {
    if (link_) link_->fail(RpcError::kDisconnected);
}

sim::Result<void, RpcError> Client::ensure_connected(sim::Fiber& fiber, sim::Deadline deadline) {
    if (link_ && !link_->broken() && fiber.now() - used_at_ > kIdle) link_->look_for_end(fiber);
    if (!link_ || link_->broken()) {
        const auto connected = connect(fiber, deadline);
        if (!connected) return connected;
    }
    used_at_ = fiber.now();
    return {};
}

sim::Result<void, RpcError> Client::connect(sim::Fiber& fiber, sim::Deadline deadline) {
    if (may_connect_at_ > deadline.instant()) {
        fiber.sleep_until(deadline.instant());
        return sim::Failure(RpcError::kTimedOut);
    }
    if (may_connect_at_ > fiber.now()) fiber.sleep_until(may_connect_at_);
    back_off(fiber);
    auto connection = fiber.process().simulation().network().connect(
        fiber, to_, std::min(deadline, fiber.after(options_.connection_setup_timeout)));
    if (!connection) {
        failures_ += 1;
        return sim::Failure(rpc_error_of(connection.error()));
    }
    failures_ = 0;
    link_ = std::make_shared<Link>(std::move(*connection), options_.response_bytes_max);
    return {};
}

// Says when the next attempt may begin: a fifth more or less than the backoff.
void Client::back_off(sim::Fiber& fiber) {
    if (!random_) {
        random_ = fiber.process()
                      .simulation()
                      .random("rpc.client")
                      .split(options_.client_id + ">" + to_string(to_));
    }
    const sim::Duration backoff =
        doubled(options_.reconnect_backoff, failures_, options_.reconnect_backoff_max);
    may_connect_at_ = fiber.now() + random_->between(backoff * 4 / 5, backoff * 6 / 5);
}

}  // namespace assize::model::rpc
