#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/rpc/error.h"
#include "model/rpc/frame_reader.h"
#include "model/wire/api_key.h"
#include "model/wire/bytes.h"
#include "sim/fiber.h"
#include "sim/kernel/wait_queue.h"
#include "sim/network/connection.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::rpc {

/// One connection of a client, and the requests under way on it. Answers come in the order of the
/// requests. It has no fiber of its own: of those who wait for answers, one receives for all.
///
/// Once it is broken it stays so: what was not answered by then fails.
class Link {
public:
    /// A request under way, counted from 0.
    using Ticket = std::uint64_t;

    struct Request {
        wire::ApiKey api;
        std::int32_t correlation_id;
        std::vector<std::byte> frame;
    };

    Link(sim::Connection connection, std::size_t response_bytes_max)
        : connection_(std::move(connection)), reader_(response_bytes_max) {}

    const std::optional<RpcError>& broken() const { return broken_; }

    /// Sends a request. Requires: no other fiber sends.
    sim::Result<Ticket, RpcError> send(sim::Fiber& fiber, Request request, sim::Deadline deadline);
    /// As send, for a request that has no answer (acks=0).
    sim::Result<void, RpcError> send_only(sim::Fiber& fiber, Request request,
                                          sim::Deadline deadline);

    /// Whether there is an answer, or there will be none: waiting is over.
    bool settled(Ticket ticket) const;
    /// Waits until settled, at most until the deadline; a request timeout breaks the link.
    /// Returns whether it is settled. Requires: no other fiber waits for this ticket.
    bool wait(sim::Fiber& fiber, Ticket ticket, sim::Deadline deadline);
    /// The answer, from the correlation id on. The ticket is used up. Requires: settled.
    sim::Result<wire::Bytes, RpcError> take(Ticket ticket);
    /// Nobody wants the answer any more: it is dropped when it comes. The ticket is used up.
    void abandon(Ticket ticket);

    /// Nothing was asked for a while: finds out whether the other side is gone meanwhile.
    void look_for_end(sim::Fiber& fiber);
    /// Closes the connection: all that is not answered fails.
    void fail(RpcError error);
    /// As fail, and says which request was not answered in time.
    void time_out(sim::Fiber& fiber, Ticket ticket);
    /// As fail, and says what came instead of an answer.
    void refuse(sim::Fiber& fiber, std::string first_bytes);

private:
    struct Slot {
        wire::ApiKey api;
        std::int32_t correlation_id;
        sim::Deadline deadline;
        bool used_up = false;
        std::optional<wire::Bytes> answer = std::nullopt;
        sim::kernel::WaitQueue waiters;

        Slot(wire::ApiKey asked, std::int32_t id, sim::Deadline until)
            : api(asked), correlation_id(id), deadline(until) {}
    };

    Slot& slot(Ticket ticket) { return slots_[ticket - first_]; }
    const Slot& slot(Ticket ticket) const { return slots_[ticket - first_]; }
    void receive_until_settled(sim::Fiber& fiber, Ticket ticket, sim::Deadline deadline);
    bool receive_one(sim::Fiber& fiber, sim::Deadline deadline);
    void on_answer(sim::Fiber& fiber, wire::Bytes frame);
    void drop_used_up();
    void wake_next_receiver();

    sim::Connection connection_;
    FrameReader reader_;
    std::optional<RpcError> broken_;
    std::deque<Slot> slots_;  // slots_[i] is of ticket first_ + i. They never move.
    Ticket first_ = 0;
    Ticket unanswered_ = 0;   // The first whose answer has not come.
    bool receiving_ = false;  // One of those who wait does so for all.
};

}  // namespace assize::model::rpc
