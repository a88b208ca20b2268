#include "model/rpc/link.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/facts/rpc.h"
#include "model/rpc/message_facts.h"
#include "model/wire/big_endian.h"
#include "model/wire/frame.h"
#include "sim/invariant.h"
#include "sim/process.h"
#include "sim/trace.h"

namespace assize::model::rpc {

sim::Result<Link::Ticket, RpcError> Link::send(sim::Fiber& fiber, Request request,
                                               sim::Deadline deadline) {
    const wire::ApiKey api = request.api;
    const std::int32_t correlation_id = request.correlation_id;
    const auto sent = send_only(fiber, std::move(request), deadline);
    if (!sent) return sim::Failure(sent.error());
    slots_.emplace_back(api, correlation_id, deadline);
    return first_ + slots_.size() - 1;
}

sim::Result<void, RpcError> Link::send_only(sim::Fiber& fiber, Request request,
                                            sim::Deadline deadline) {
    const Message message{.api = request.api,
                          .side = MessageSide::kRequest,
                          .peer = connection_.remote().host,
                          .correlation_id = request.correlation_id,
                          .bytes = request.frame.size()};
    const auto sent = connection_.send(fiber, std::move(request.frame), deadline);
    if (sent) {
        tell_sent(fiber, message, *sent);
        return {};
    }
    // A frame that found no room in time was not sent, but a connection like that is of no use.
    fail(rpc_error_of(sent.error()));
    return sim::Failure(*broken_);
}

bool Link::settled(Ticket ticket) const {
    return ticket < unanswered_ || broken_;
}

bool Link::wait(sim::Fiber& fiber, Ticket ticket, sim::Deadline deadline) {
    const sim::Deadline until = std::min(deadline, slot(ticket).deadline);
    while (!settled(ticket)) {
        if (!receiving_) {
            receive_until_settled(fiber, ticket, until);
        } else if (fiber.wait(&slot(ticket).waiters, until) == sim::Wake::kKilled) {
            return settled(ticket);
        }
        if (settled(ticket) || fiber.now() < until.instant()) continue;
        if (until < slot(ticket).deadline) return false;
        time_out(fiber, ticket);
    }
    return true;
}

sim::Result<wire::Bytes, RpcError> Link::take(Ticket ticket) {
    INVARIANT(settled(ticket), "an answer is taken that has not come");
    std::optional<wire::Bytes> answer = std::exchange(slot(ticket).answer, std::nullopt);
    slot(ticket).used_up = true;
    drop_used_up();
    if (answer) return std::move(*answer);
    return sim::Failure(*broken_);
}

void Link::abandon(Ticket ticket) {
    slot(ticket).used_up = true;
    slot(ticket).answer.reset();
    drop_used_up();
}

// Slots go in order, and not before their answers have come: those are matched by order.
void Link::drop_used_up() {
    while (!slots_.empty() && slots_.front().used_up && first_ < unanswered_) {
        slots_.pop_front();
        first_ += 1;
    }
}

void Link::receive_until_settled(sim::Fiber& fiber, Ticket ticket, sim::Deadline deadline) {
    // Whoever stops receiving, even because it is killed, leaves it to the next who waits.
    struct Turn {
        Link& link;
        explicit Turn(Link& of) : link(of) { link.receiving_ = true; }
        ~Turn() {
            link.receiving_ = false;
            link.wake_next_receiver();
        }
    };
    const Turn turn(*this);
    while (!settled(ticket)) {
        if (!receive_one(fiber, deadline)) return;
    }
}

// Returns whether a frame came, or none will ever.
bool Link::receive_one(sim::Fiber& fiber, sim::Deadline deadline) {
    auto frame = reader_.next(fiber, connection_, deadline);
    if (frame) {
        on_answer(fiber, std::move(*frame));
    } else if (frame.error() == FrameError::kTimedOut) {
        return false;
    } else if (frame.error() == FrameError::kBadSize) {
        refuse(fiber, reader_.first_bytes());
    } else {
        fail(RpcError::kDisconnected);
    }
    return true;
}

void Link::on_answer(sim::Fiber& fiber, wire::Bytes frame) {
    if (broken_) return;
    const bool expected =
        unanswered_ < first_ + slots_.size() && frame.size() >= 4 &&
        wire::load_big_endian<std::int32_t>(frame.data()) == slot(unanswered_).correlation_id;
    if (!expected) return refuse(fiber, hex_of_first(frame.span()));
    Slot& answered = slot(unanswered_);
    unanswered_ += 1;
    tell_received(fiber,
                  {.api = answered.api,
                   .side = MessageSide::kResponse,
                   .peer = connection_.remote().host,
                   .correlation_id = answered.correlation_id,
                   .bytes = wire::kFramePrefixSize + frame.size()},
                  connection_.last_received());
    if (answered.used_up) return drop_used_up();
    answered.answer = std::move(frame);
    answered.waiters.wake_all();
}

// Those who wait do so for themselves: the one whose answer comes next receives.
void Link::wake_next_receiver() {
    for (Ticket ticket = unanswered_; ticket < first_ + slots_.size(); ++ticket) {
        if (slot(ticket).waiters.wake_one()) return;
    }
}

void Link::look_for_end(sim::Fiber& fiber) {
    if (receiving_ || broken_ || unanswered_ < first_ + slots_.size()) return;
    receive_one(fiber, sim::Deadline::at(fiber.now()));
}

void Link::fail(RpcError error) {
    if (broken_) return;
    broken_ = error;
    connection_.close();
    for (Slot& slot : slots_) slot.waiters.wake_all();
}

void Link::time_out(sim::Fiber& fiber, Ticket ticket) {
    const sim::Address peer = connection_.remote();
    fiber.life().emit(RequestTimedOut{peer.host, peer.port, slot(ticket).correlation_id},
                      {.changed = sim::Changed::kYes});
    fail(RpcError::kTimedOut);
}

void Link::refuse(sim::Fiber& fiber, std::string first_bytes) {
    const sim::Address peer = connection_.remote();
    fiber.life().emit(ResponseRefused{peer.host, peer.port, std::move(first_bytes)},
                      {.changed = sim::Changed::kYes});
    fail(RpcError::kBadResponse);
}

}  // namespace assize::model::rpc
