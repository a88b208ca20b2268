#include "sim/network/tcp/carrier.h"

#include <algorithm>
#include <utility>

#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::sim::tcp {

namespace {

// The argument of an event: generation:32 | index:24 | side:1.
constexpr unsigned kIndexBits = 24;

std::uint64_t pack(CircuitKey key, Side side) {
    INVARIANT(key.index >> kIndexBits == 0, "more than 2^24 connections at a time");
    return std::uint64_t{key.generation} << (kIndexBits + 1) | std::uint64_t{key.index} << 1 |
           static_cast<std::uint64_t>(side);
}

CircuitKey key_in(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed >> 1) & ((1u << kIndexBits) - 1),
            static_cast<std::uint32_t>(packed >> (kIndexBits + 1))};
}

Side side_in(std::uint64_t packed) {
    return static_cast<Side>(packed & 1);
}

Duration twice(Duration backoff, Duration most) {
    return backoff > most / 2 ? most : backoff * 2;
}

void flip_bits(std::vector<std::byte>& bytes, const std::vector<std::uint64_t>& which) {
    for (const std::uint64_t bit : which) bytes[bit / 8] ^= std::byte{1} << (bit % 8);
}

}  // namespace

void Carrier::send(Circuit& circuit, Side sender, Packet packet) {
    Direction& direction = circuit.from(sender);
    Link& link = *direction.link;
    const std::size_t bytes = packet.bytes.size();  // All travel, whatever the rules say.
    Slowdown slowdown;
    Duration delay = Duration::zero();
    if (!rules_.empty()) [[unlikely]] {
        if (!link.is_loopback()) slowdown = rules_.slowdown(link.from, link.to);
        if (packet.segment == Segment::kData) delay = judge(circuit, sender, packet);
    }
    const Link::Flight flight = link.send(simulation_.now(), bytes, slowdown);
    packet.departs = flight.departs;
    packet.due = flight.arrives + delay;
    const bool first = direction.stream.nothing_in_flight();
    const Instant due = packet.due;
    direction.stream.send(std::move(packet));
    if (first) arm(circuit, sender, due);
}

// Returns what delay the rules add.
Duration Carrier::judge(Circuit& circuit, Side sender, Packet& packet) {
    const FrameInTransit frame{.from = circuit.end(sender).address,
                               .to = circuit.end(opposite(sender)).address,
                               .bytes = packet.bytes,
                               .message = *packet.message,
                               .connection = circuit.number};
    const Judgement judgement = rules_.judge(frame, circuit.subject());
    flip_bits(packet.bytes, judgement.flipped);
    packet.held = judgement.held;
    packet.dropped = judgement.bytes_kept.has_value();
    if (packet.dropped) packet.bytes.resize(*judgement.bytes_kept);
    return judgement.delay;
}

void Carrier::on_alarm(void* carrier, std::uint64_t packed) noexcept {
    auto& self = *static_cast<Carrier*>(carrier);
    const CircuitKey key = key_in(packed);
    const Side sender = side_in(packed);
    Circuit* circuit = self.circuits_.find(key);
    if (!circuit) return;
    circuit->from(sender).alarm.reset();
    while (circuit && self.look_at_first(*circuit, sender)) circuit = self.circuits_.find(key);
}

// Returns whether there may be more to look at now. The circuit may be gone by then.
bool Carrier::look_at_first(Circuit& circuit, Side sender) {
    Direction& direction = circuit.from(sender);
    if (direction.stream.nothing_in_flight()) return false;
    const Packet& packet = direction.stream.first_in_flight();
    if (packet.due > simulation_.now()) {
        arm(circuit, sender, packet.due);
        return false;
    }
    switch (passage(*direction.link, packet)) {
        case Passage::kOpen: arrivals_.on_arrival(circuit, sender); break;
        case Passage::kCut: try_later(circuit, sender); break;
        case Passage::kStalled: direction.waits_for_rules = true; return false;
    }
    return true;
}

Passage Carrier::passage(const Link& link, const Packet& packet) const {
    if (!rules_.empty()) [[unlikely]] {
        const Passage passage =
            link.is_loopback() ? Passage::kOpen : rules_.passage(link.from, link.to);
        if (passage != Passage::kOpen) return passage;
        if (packet.held && rules_.holds(*packet.message)) return Passage::kStalled;
    }
    return simulation_.host(link.to).has_power() ? Passage::kOpen : Passage::kCut;
}

void Carrier::try_later(Circuit& circuit, Side sender) {
    if (circuit.end(sender).phase == Phase::kUnknown) {
        drop_in_flight(circuit, sender);
    } else {
        lose_for_now(circuit, sender);
    }
}

void Carrier::lose_for_now(Circuit& circuit, Side sender) {
    Direction& direction = circuit.from(sender);
    const LinkProfile& profile = direction.link->profile;
    const Instant now = simulation_.now();
    if (!direction.loss) {
        direction.loss = Loss{now, profile.retransmit_first};
    } else {
        direction.loss->backoff = twice(direction.loss->backoff, profile.retransmit_most);
    }
    const Duration patience = profile.give_up_after - (now - direction.loss->since);
    if (patience <= Duration::zero()) {
        arrivals_.on_giving_up(circuit, sender);
        return;
    }
    const Duration flight = profile.latency.draw(direction.link->random);
    direction.stream.first_in_flight().due =
        now + std::min(direction.loss->backoff + flight, patience);
}

void Carrier::drop_in_flight(Circuit& circuit, Side sender) {
    Direction& direction = circuit.from(sender);
    while (!direction.stream.nothing_in_flight()) drop_last(direction);
    disarm(direction);
    direction.loss.reset();
    direction.waits_for_rules = false;
}

void Carrier::drop_unsent(Circuit& circuit, Side sender) {
    Direction& direction = circuit.from(sender);
    const Instant now = simulation_.now();
    Stream& stream = direction.stream;
    while (!stream.nothing_in_flight() && stream.last_in_flight().departs > now) {
        drop_last(direction);
    }
    if (direction.loss || stream.nothing_in_flight()) drop_in_flight(circuit, sender);
}

void Carrier::drop_last(Direction& direction) {
    const Packet& last = direction.stream.last_in_flight();
    if (last.held) rules_.forget(*last.message);
    direction.stream.drop_last_in_flight();
}

void Carrier::look_again() {
    circuits_.for_each([this](Circuit& circuit) {
        for (const Side sender : {Side::kClient, Side::kServer}) {
            if (!std::exchange(circuit.from(sender).waits_for_rules, false)) continue;
            arm(circuit, sender, simulation_.now());
        }
    });
}

void Carrier::arm(Circuit& circuit, Side sender, Instant at) {
    Direction& direction = circuit.from(sender);
    disarm(direction);
    const kernel::Event event{&on_alarm, this, pack(circuit.key, sender)};
    direction.alarm = simulation_.scheduler().post(at, event);
}

void Carrier::disarm(Direction& direction) {
    if (!direction.alarm) return;
    simulation_.scheduler().cancel(*direction.alarm);
    direction.alarm.reset();
}

}  // namespace assize::sim::tcp
