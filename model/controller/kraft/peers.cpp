#include "model/controller/kraft/peers.h"

#include <algorithm>
#include <utility>

#include "sim/invariant.h"

namespace assize::model::kraft {

namespace {

sim::Result<Answer, TransportError> ask(sim::Fiber& fiber, BrokerId to, const Question& question,
                                        Transport& transport, sim::Deadline deadline) {
    return std::visit(
        [&](const auto& request) -> sim::Result<Answer, TransportError> {
            auto answer = transport.call(fiber, to, request, deadline);
            if (!answer) return sim::Failure(answer.error());
            return Answer(std::move(*answer));
        },
        question);
}

}  // namespace

Peers::Peers(const std::vector<BrokerId>& ids, sim::Duration request_timeout,
             sim::Duration retry_backoff)
    : request_timeout_(request_timeout), retry_backoff_(retry_backoff) {
    for (const BrokerId id : ids) peers_.try_emplace(id);
}

bool Peers::is_ready(BrokerId to, sim::MonotonicInstant now) const {
    const auto peer = peers_.find(to);
    return peer != peers_.end() && !peer->second.busy && peer->second.pause_until <= now;
}

bool Peers::any_busy() const {
    return std::any_of(peers_.begin(), peers_.end(),
                       [](const auto& peer) { return peer.second.busy; });
}

sim::MonotonicInstant Peers::ready_at(BrokerId to) const {
    const auto peer = peers_.find(to);
    if (peer == peers_.end() || peer->second.busy) return sim::MonotonicInstant::never();
    return peer->second.pause_until;
}

std::vector<BrokerId> Peers::all_ready(sim::MonotonicInstant now) const {
    std::vector<BrokerId> ready;
    for (const auto& [id, peer] : peers_) {
        if (is_ready(id, now)) ready.push_back(id);
    }
    return ready;
}

void Peers::send(BrokerId to, Question question) {
    Peer& peer = peers_.at(to);
    INVARIANT(!peer.busy, "one request at a time to a peer");
    peer.busy = true;
    peer.question = std::move(question);
    peer.asked.notify_one();
}

void Peers::back_off(BrokerId from, sim::MonotonicInstant now) {
    const auto peer = peers_.find(from);
    if (peer != peers_.end()) peer->second.pause_until = now + retry_backoff_;
}

void Peers::run(sim::Fiber& fiber, BrokerId to, Transport& transport,
                const std::function<void(Exchange)>& deliver) {
    Peer& peer = peers_.at(to);
    for (;;) {
        if (!peer.asked.wait_until(fiber, sim::Deadline::never(),
                                   [&] { return peer.question.has_value(); })) {
            return;
        }
        Question question = *std::exchange(peer.question, std::nullopt);
        auto answer = ask(fiber, to, question, transport, fiber.after(request_timeout_));
        peer.busy = false;
        if (!answer) back_off(to, fiber.now());
        deliver({.with = to, .question = std::move(question), .answer = std::move(answer)});
    }
}

}  // namespace assize::model::kraft
