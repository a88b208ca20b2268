#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/rpc/error.h"
#include "model/rpc/link.h"
#include "model/wire/bytes.h"
#include "model/wire/frame.h"
#include "model/wire/reader.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/random.h"
#include "sim/result.h"
#include "sim/sync/mutex.h"
#include "sim/time.h"

namespace assize::model::rpc {

struct ClientOptions {
    std::string client_id;
    sim::Duration request_timeout = sim::Duration::seconds(30);
    sim::Duration connection_setup_timeout = sim::Duration::seconds(10);
    /// How long after an attempt to connect the next may begin: doubled with each failure.
    sim::Duration reconnect_backoff = sim::Duration::milliseconds(50);
    sim::Duration reconnect_backoff_max = sim::Duration::seconds(1);
    std::size_t response_bytes_max = 100u << 20;
};

/// The answer to a request that was sent. Dropping it means that nobody wants the answer; the
/// request is not taken back.
template <class Request>
class PendingResponse {
public:
    using Response = typename Request::Response;

    PendingResponse(PendingResponse&& other) noexcept
        : link_(std::move(other.link_)), ticket_(other.ticket_), version_(other.version_) {}
    PendingResponse& operator=(PendingResponse&& other) noexcept {
        if (this == &other) return *this;
        drop();
        link_ = std::move(other.link_);
        ticket_ = other.ticket_;
        version_ = other.version_;
        return *this;
    }
    ~PendingResponse() { drop(); }

    /// Whether get() would not wait. Requires: get() was not called.
    bool ready() const { return link_->settled(ticket_); }
    /// Waits until ready, at most until the deadline: when that passes, nothing happens.
    /// The request timeout counts all the same.
    bool wait(sim::Fiber& fiber, sim::Deadline deadline) {
        return link_->wait(fiber, ticket_, deadline);
    }
    /// Waits for the answer, once. When the deadline passes before, the connection is closed and
    /// all that is under way on it fails, as in Kafka's NetworkClient.
    sim::Result<Response, RpcError> get(sim::Fiber& fiber,
                                        sim::Deadline deadline = sim::Deadline::never()) {
        if (!link_->wait(fiber, ticket_, deadline)) link_->time_out(fiber, ticket_);
        const std::shared_ptr<Link> link = std::move(link_);
        auto answer = link->take(ticket_);
        if (!answer) return sim::Failure(answer.error());
        wire::Reader reader(*answer);
        const auto header = wire::decode_response_header(reader, Request::kApiKey, version_);
        if (header) {
            auto response = wire::decode<Response>(reader, version_);
            if (response) return std::move(*response);
        }
        link->refuse(fiber, hex_of_first(answer->span()));
        return sim::Failure(RpcError::kBadResponse);
    }

private:
    friend class Client;
    PendingResponse(std::shared_ptr<Link> link, Link::Ticket ticket, std::int16_t version)
        : link_(std::move(link)), ticket_(ticket), version_(version) {}

    void drop() {
        if (link_) link_->abandon(ticket_);
    }

    std::shared_ptr<Link> link_;  // Null when taken, or moved from.
    Link::Ticket ticket_;
    std::int16_t version_;
};

/// Sends requests to one node, over one connection: made on demand, and made again after it broke
/// or was closed. Any number of fibers of one process may use it; requests are sent in the order
/// in which they are asked for, and answered in that order.
///
/// It has no fiber of its own. Requires: no fiber is in one of its functions when it goes.
/// Source: Kafka, NetworkClient. Departs: only who sends or waits notices that a connection ended;
/// versions are not negotiated, each request says its own.
class Client {
public:
    Client(sim::Address to, ClientOptions options) : to_(to), options_(std::move(options)) {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { close(); }

    sim::Address address() const { return to_; }
    const ClientOptions& options() const { return options_; }

    /// Asks, and waits for the answer; the deadline is as in PendingResponse::get().
    template <class Request>
    sim::Result<typename Request::Response, RpcError> call(
        sim::Fiber& fiber, const Request& request, std::int16_t version,
        sim::Deadline deadline = sim::Deadline::never()) {
        auto pending = send(fiber, request, version, deadline);
        if (!pending) return sim::Failure(pending.error());
        return pending->get(fiber, deadline);
    }

    /// Asks. Waits to be connected, and for room to send. Fails: kRefused, kTimedOut,
    /// kDisconnected.
    template <class Request>
    sim::Result<PendingResponse<Request>, RpcError> send(
        sim::Fiber& fiber, const Request& request, std::int16_t version,
        sim::Deadline deadline = sim::Deadline::never()) {
        const auto turn = begin_to_send(fiber, deadline);
        if (!turn) return sim::Failure(turn.error());
        const std::int32_t correlation_id = next_correlation_id_++;
        auto ticket =
            link_->send(fiber, encoded(request, version, correlation_id), until(fiber, deadline));
        if (!ticket) return sim::Failure(ticket.error());
        return PendingResponse<Request>(link_, *ticket, version);
    }

    /// As send, for a request that has no answer: Produce with acks=0.
    template <class Request>
    sim::Result<void, RpcError> send_only(sim::Fiber& fiber, const Request& request,
                                          std::int16_t version,
                                          sim::Deadline deadline = sim::Deadline::never()) {
        const auto turn = begin_to_send(fiber, deadline);
        if (!turn) return sim::Failure(turn.error());
        return link_->send_only(fiber, encoded(request, version, next_correlation_id_++),
                                until(fiber, deadline));
    }

    /// Waits to be connected, for who chooses only then what to send. Fails: as send().
    sim::Result<void, RpcError> make_ready(sim::Fiber& fiber,
                                           sim::Deadline deadline = sim::Deadline::never());

    /// Closes the connection: what is under way fails with kDisconnected.
    void close();

private:
    template <class Request>
    Link::Request encoded(const Request& request, std::int16_t version,
                          std::int32_t correlation_id) const {
        const wire::RequestHeader header{.api_key = Request::kApiKey,
                                         .api_version = version,
                                         .correlation_id = correlation_id,
                                         .client_id = options_.client_id};
        return {.api = Request::kApiKey,
                .correlation_id = correlation_id,
                .frame = wire::encode_request(header, request)};
    }

    sim::Deadline until(sim::Fiber& fiber, sim::Deadline deadline) const {
        return std::min(deadline, fiber.after(options_.request_timeout));
    }
    // Waits until it is this fiber's turn to send, and link_ is connected.
    sim::Result<sim::Mutex::Guard, RpcError> begin_to_send(sim::Fiber& fiber,
                                                           sim::Deadline deadline);
    sim::Result<void, RpcError> ensure_connected(sim::Fiber& fiber, sim::Deadline deadline);
    sim::Result<void, RpcError> connect(sim::Fiber& fiber, sim::Deadline deadline);
    void back_off(sim::Fiber& fiber);

    const sim::Address to_;
    const ClientOptions options_;
    std::shared_ptr<Link> link_;  // Null before the first connection.
    sim::Mutex sending_;          // Held by who connects or sends.
    std::int32_t next_correlation_id_ = 0;
    sim::MonotonicInstant used_at_ = sim::MonotonicInstant::origin();
    sim::MonotonicInstant may_connect_at_ = sim::MonotonicInstant::origin();
    std::uint32_t failures_ = 0;         // To connect, one after another.
    std::optional<sim::Random> random_;  // For the backoff, once there is one.
};

}  // namespace assize::model::rpc
