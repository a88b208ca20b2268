#include "sim/network/tcp/endpoints.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "sim/invariant.h"

namespace assize::sim::tcp {

namespace {

constexpr std::uint16_t kFirstOwnPort = 49152;
constexpr std::uint16_t kOwnPorts = 16384;

}  // namespace

Endpoints::Endpoints(Simulation& simulation, Interference& rules, LinkProfile usual)
    : simulation_(simulation),
      rules_(rules),
      links_(std::move(usual), simulation.random("network")),
      carrier_(simulation, rules, circuits_, *this) {}

// --- What processes do -------------------------------------------------------------------

End& Endpoints::connect(const Life& life, Address to) {
    INVARIANT(to.host.value() < simulation_.hosts(), "connecting to a host that there is not");
    const Host& host = life.process().host();
    const Address from = port_of_its_own(host.id());
    const std::string name = fmt::format("{}:{}-{}:{}", host.name(), from.port.value(),
                                         simulation_.host(to.host).name(), to.port.value());
    last_connection_ += 1;
    const Circuit::Names names{ConnectionId(last_connection_), simulation_.trace().intern(name)};
    Circuit& circuit = circuits_.emplace(names, from, to, links_);
    End& end = circuit.end(Side::kClient);
    end.owner = life;
    end.phase = Phase::kConnecting;
    holdings_.add(life.process().id(), end);
    carrier_.send(circuit, Side::kClient, Packet{.segment = Segment::kConnect});
    return end;
}

Address Endpoints::port_of_its_own(HostId host) {
    if (host.value() >= ports_used_.size()) ports_used_.resize(host.value() + 1);
    std::uint16_t& used = ports_used_[host.value()];
    for (;;) {
        const Address address{host, Port(static_cast<std::uint16_t>(kFirstOwnPort + used))};
        used = static_cast<std::uint16_t>((used + 1) % kOwnPorts);
        if (!listening_.contains(address)) return address;
    }
}

End* Endpoints::find(EndKey key) {
    Circuit* circuit = circuits_.find(key.circuit);
    return circuit ? &circuit->end(key.side) : nullptr;
}

bool Endpoints::has_room(const End& end) const {
    Circuit& circuit = end.circuit;
    const Side side = circuit.side_of(end);
    const Direction& direction = circuit.from(side);
    const auto buffer = static_cast<std::size_t>(direction.link->profile.buffer_bytes);
    const std::size_t unread = direction.stream.unread_bytes();
    return unread < buffer || unread < circuit.end(opposite(side)).wanted;
}

MessageId Endpoints::send(End& end, std::vector<std::byte> frame) {
    last_message_ += 1;
    const MessageId message(last_message_);
    carrier_.send(end.circuit, end.circuit.side_of(end),
                  Packet{.bytes = std::move(frame), .message = message});
    return message;
}

std::size_t Endpoints::readable(const End& end) const {
    return end.circuit.to(end.circuit.side_of(end)).stream.arrived_bytes();
}

void Endpoints::want(End& end, std::size_t bytes) {
    end.wanted = bytes;
    wake_senders_to(end);
}

std::vector<std::byte> Endpoints::take(End& end, std::size_t at_most) {
    Stream& stream = end.circuit.to(end.circuit.side_of(end)).stream;
    end.last_received = stream.next_message();
    std::vector<std::byte> bytes = stream.take(at_most);
    wake_senders_to(end);
    return bytes;
}

void Endpoints::wake_senders_to(const End& end) {
    End& other = end.circuit.end(opposite(end.circuit.side_of(end)));
    if (!other.senders.empty() && has_room(other)) other.senders.wake_all();
}

void Endpoints::end_sending(End& end) {
    if (std::exchange(end.end_sent, true)) return;
    carrier_.send(end.circuit, end.circuit.side_of(end), Packet{.segment = Segment::kEnd});
    end.senders.wake_all();
}

void Endpoints::time_out(End& end) {
    if (end.owner) state(end, ConnectionTimedOut{end.circuit.number, end.address.host});
    become_unknown(end, NetworkError::kTimedOut);
    forget_if_over(end.circuit);
}

void Endpoints::close(End& end) {
    if (end.phase == Phase::kOpen) {
        if (end.circuit.to(end.circuit.side_of(end)).stream.readable()) {
            abort(end, ResetCause::kUnread);
        } else {
            state(end, ConnectionClosed{end.circuit.number, end.address.host});
            end_sending(end);
        }
    } else if (end.phase == Phase::kConnecting) {
        become_unknown(end, NetworkError::kClosed);
    }
    let_go(end);
}

void Endpoints::abort(End& end) {
    if (end.phase == Phase::kOpen) abort(end, ResetCause::kProcess);
    let_go(end);
}

void Endpoints::abort(End& end, ResetCause cause) {
    Circuit& circuit = end.circuit;
    const Side side = circuit.side_of(end);
    if (end.owner) state(end, ConnectionReset{circuit.number, end.address.host, cause});
    carrier_.drop_unsent(circuit, side);
    end.phase = Phase::kUnknown;
    carrier_.send(circuit, side, Packet{.segment = Segment::kReset});
}

// Whoever still waits for it finds it closed.
void Endpoints::let_go(End& end) {
    holdings_.remove(end.owner->process().id(), end);
    end.owner.reset();
    end.receivers.wake_all();
    end.senders.wake_all();
    forget_if_finished(end);
    forget_if_over(end.circuit);
}

// --- Listening ---------------------------------------------------------------------------

Result<BacklogKey, NetworkError> Endpoints::listen(const Life& life, Port port,
                                                   std::size_t capacity) {
    const Address address{life.process().host().id(), port};
    if (listening_.contains(address)) return Failure(NetworkError::kPortInUse);
    life.emit(ListenerOpened{address.host, port}, {.changed = Changed::kYes});
    const BacklogKey key = backlogs_.emplace(life, address, capacity).key;
    listening_.emplace(address, key);
    holdings_.add(life.process().id(), key);
    return key;
}

End& Endpoints::accept(Backlog& backlog) {
    End& end = *backlog.waiting.front();
    state(end, ConnectionAccepted{end.circuit.number});
    backlog.waiting.pop_front();
    return end;
}

void Endpoints::close(Backlog& backlog) {
    const ListenerClosed fact{backlog.address.host, backlog.address.port};
    if (backlog.owner.alive()) {
        backlog.owner.emit(fact, {.changed = Changed::kYes});
    } else {
        simulation_.emit(fact, {.changed = Changed::kYes});
    }
    listening_.erase(backlog.address);
    holdings_.remove(backlog.owner.process().id(), backlog.key);
    for (End* end : backlog.waiting) abort(*end);
    backlog.acceptors.wake_all();
    backlogs_.erase(backlog.key);
}

Backlog* Endpoints::listening_at(Address address) {
    const auto found = listening_.find(address);
    return found == listening_.end() ? nullptr : backlogs_.find(found->second);
}

// --- Faults ------------------------------------------------------------------------------

void Endpoints::on_death(ProcessId process) {
    while (const BacklogKey* key = holdings_.first_backlog(process)) close(*backlogs_.find(*key));
    while (End* end = holdings_.first_end(process)) close(*end);
}

// Without a word: whoever is connected to it finds out by himself. What the processes hold, they
// hold until they are killed.
void Endpoints::on_power_loss(HostId host) {
    circuits_.for_each([&](Circuit& circuit) {
        for (const Side side : {Side::kClient, Side::kServer}) {
            End& end = circuit.end(side);
            if (end.address.host != host || end.phase == Phase::kUnknown) continue;
            end.phase = Phase::kUnknown;
            end.error = NetworkError::kDead;
            carrier_.drop_unsent(circuit, side);
            circuit.to(side).stream.drop_arrived();
        }
        forget_if_over(circuit);
    });
}

std::size_t Endpoints::reset_between(const HostSet& some, const HostSet& others) {
    std::size_t count = 0;
    circuits_.for_each([&](Circuit& circuit) {
        const HostId client = circuit.end(Side::kClient).address.host;
        const HostId server = circuit.end(Side::kServer).address.host;
        const bool between = (some.contains(client) && others.contains(server)) ||
                             (some.contains(server) && others.contains(client));
        if (!between) return;
        count += 1;
        reset_both(circuit);
    });
    return count;
}

void Endpoints::reset_both(Circuit& circuit) {
    for (End& end : circuit.ends) {
        if (end.phase != Phase::kUnknown) reset(end, ResetCause::kFault);
    }
    forget_if_over(circuit);
}

// --- What hosts know ---------------------------------------------------------------------

void Endpoints::reset(End& end, ResetCause cause) {
    if (end.owner) state(end, ConnectionReset{end.circuit.number, end.address.host, cause});
    become_unknown(end, NetworkError::kReset);
}

// What has arrived can still be read.
void Endpoints::become_unknown(End& end, NetworkError error) {
    end.phase = Phase::kUnknown;
    end.error = error;
    carrier_.drop_in_flight(end.circuit, end.circuit.side_of(end));
    end.receivers.wake_all();
    end.senders.wake_all();
}

void Endpoints::forget_if_finished(End& end) {
    if (!end.owner && end.end_arrived && end.end_received) end.phase = Phase::kUnknown;
}

// Over, too, is what only waits for the end of a side that does not know of it any more.
void Endpoints::forget_if_over(Circuit& circuit) {
    for (const Side side : {Side::kClient, Side::kServer}) {
        const End& end = circuit.end(side);
        if (end.owner) return;
        const bool hears_no_more = circuit.end(opposite(side)).phase == Phase::kUnknown &&
                                   circuit.to(side).stream.nothing_in_flight();
        if (end.phase != Phase::kUnknown && !(end.end_arrived && hears_no_more)) return;
        INVARIANT(end.receivers.empty() && end.senders.empty(),
                  "a connection goes while somebody waits for it");
    }
    carrier_.drop_in_flight(circuit, Side::kClient);
    carrier_.drop_in_flight(circuit, Side::kServer);
    circuits_.erase(circuit.key);
}

}  // namespace assize::sim::tcp
