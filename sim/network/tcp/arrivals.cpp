// What hosts do with packets that arrive.
#include "sim/network/tcp/endpoints.h"

namespace assize::sim::tcp {

void Endpoints::on_arrival(Circuit& circuit, Side sender) noexcept {
    switch (circuit.from(sender).stream.first_in_flight().segment) {
        case Segment::kConnect: return on_connect(circuit);
        case Segment::kConnectAnswer: return on_connect_answer(circuit);
        case Segment::kConnectConfirm: return on_connect_confirm(circuit);
        case Segment::kData: return on_data(circuit, sender);
        case Segment::kEnd: return on_end(circuit, sender);
        case Segment::kReset: return on_reset(circuit, sender);
    }
}

void Endpoints::on_giving_up(Circuit& circuit, Side sender) noexcept {
    time_out(circuit.end(sender));
}

// The wish to connect stays under way until its answer arrives: that, too, may be lost.
void Endpoints::on_connect(Circuit& circuit) {
    const Address from = circuit.end(Side::kClient).address;
    const Address to = circuit.end(Side::kServer).address;
    const Backlog* backlog = listening_at(to);
    const bool refused = !backlog || (from.host != to.host && rules_.refuses(from.host, to));
    if (refused) {
        answer_with_reset(circuit, Side::kServer);
    } else if (!backlog->full() && circuit.from(Side::kServer).stream.nothing_in_flight()) {
        carrier_.send(circuit, Side::kServer, Packet{.segment = Segment::kConnectAnswer});
    }
    carrier_.try_later(circuit, Side::kClient);
}

void Endpoints::on_connect_answer(Circuit& circuit) {
    End& client = circuit.end(Side::kClient);
    circuit.from(Side::kServer).stream.consume();
    if (client.phase != Phase::kConnecting) return;  // It was answered twice, or is gone.
    const Address to = circuit.end(Side::kServer).address;
    state(client, ConnectionOpened{circuit.number, client.address.host, client.address.port,
                                   to.host, to.port});
    client.phase = Phase::kOpen;
    circuit.from(Side::kClient).stream.consume();
    carrier_.got_through(circuit.from(Side::kClient));
    carrier_.send(circuit, Side::kClient, Packet{.segment = Segment::kConnectConfirm});
    client.receivers.wake_all();
}

void Endpoints::on_connect_confirm(Circuit& circuit) {
    End& server = circuit.end(Side::kServer);
    Backlog* backlog = listening_at(server.address);
    if (!backlog) answer_with_reset(circuit, Side::kServer);
    if (!backlog || backlog->full()) return carrier_.try_later(circuit, Side::kClient);
    circuit.from(Side::kClient).stream.consume();
    carrier_.got_through(circuit.from(Side::kClient));
    server.phase = Phase::kOpen;
    server.owner = backlog->owner;
    holdings_.add(backlog->owner.process().id(), server);
    backlog->waiting.push_back(&server);
    backlog->acceptors.wake_all();
}

void Endpoints::on_data(Circuit& circuit, Side sender) {
    End& receiver = circuit.end(opposite(sender));
    if (receiver.phase == Phase::kOpen && !receiver.owner) abort(receiver, ResetCause::kUnread);
    if (receiver.phase == Phase::kUnknown) {
        answer_with_reset(circuit, opposite(sender));
        return carrier_.try_later(circuit, sender);
    }
    Direction& direction = circuit.from(sender);
    const Packet& packet = direction.stream.first_in_flight();
    const bool dropped = packet.dropped;
    carrier_.got_through(direction);
    if (!packet.bytes.empty()) direction.stream.arrive();
    if (direction.stream.arrived_bytes() >= receiver.wanted) receiver.receivers.wake_all();
    if (dropped) reset_both(circuit);
}

void Endpoints::on_end(Circuit& circuit, Side sender) {
    End& receiver = circuit.end(opposite(sender));
    if (receiver.phase == Phase::kUnknown) {
        answer_with_reset(circuit, opposite(sender));
        return carrier_.try_later(circuit, sender);
    }
    Direction& direction = circuit.from(sender);
    carrier_.got_through(direction);
    direction.stream.arrive();
    receiver.end_received = true;
    circuit.end(sender).end_arrived = true;
    receiver.receivers.wake_all();
    for (End& end : circuit.ends) forget_if_finished(end);
    forget_if_over(circuit);
}

void Endpoints::on_reset(Circuit& circuit, Side sender) {
    End& receiver = circuit.end(opposite(sender));
    carrier_.drop_in_flight(circuit, sender);
    if (receiver.phase == Phase::kConnecting) {
        const Address to = circuit.end(sender).address;
        state(receiver, ConnectionRefused{circuit.number, to.host, to.port});
        become_unknown(receiver, NetworkError::kRefused);
    } else if (receiver.phase == Phase::kOpen) {
        reset(receiver, ResetCause::kPeer);
    }
    forget_if_over(circuit);
}

void Endpoints::answer_with_reset(Circuit& circuit, Side side) {
    Stream& sent = circuit.from(side).stream;
    const bool under_way =
        !sent.nothing_in_flight() && sent.last_in_flight().segment == Segment::kReset;
    if (!under_way) carrier_.send(circuit, side, Packet{.segment = Segment::kReset});
}

}  // namespace assize::sim::tcp
