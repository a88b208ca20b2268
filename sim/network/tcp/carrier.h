#pragma once

#include <cstdint>

#include "sim/id.h"
#include "sim/network/interference.h"
#include "sim/network/tcp/circuit.h"
#include "sim/time.h"

namespace assize::sim {
class Simulation;
}

namespace assize::sim::tcp {

/// What hosts do with what arrives.
class Arrivals {
public:
    virtual ~Arrivals() = default;

    /// The first packet in flight from `sender` is at the door of a host with power. It is taken
    /// off the flight, or tried again later.
    virtual void on_arrival(Circuit& circuit, Side sender) noexcept = 0;
    /// `sender` has tried for long enough. It becomes unknown to its host.
    virtual void on_giving_up(Circuit& circuit, Side sender) noexcept = 0;
};

/// Carries packets from host to host: they depart one after the other, fly for as long as the
/// link's law and the rules say, and arrive in order, or are lost and sent again.
///
/// What would arrive while its path is cut, or without power there, is lost. It is sent again
/// after a time that doubles with each try, and what is behind it waits. When its sender is
/// unknown to its host by then, nobody sends it again, and it is lost for good, with all behind.
/// Source: RFC 6298. Departs: no acknowledgements travel, so that loss is known at once and a cut
/// of the way back does no harm; the time to the next try does not follow the measured latency.
class Carrier {
public:
    Carrier(Simulation& simulation, Interference& rules, Slab<Circuit>& circuits,
            Arrivals& arrivals)
        : simulation_(simulation), rules_(rules), circuits_(circuits), arrivals_(arrivals) {}

    /// Frames go through the rules; their `bytes` and `message` are given.
    void send(Circuit& circuit, Side sender, Packet packet);

    /// For on_arrival: it did not get through this time. It may be gone afterwards.
    void try_later(Circuit& circuit, Side sender);
    /// For on_arrival: what was lost got through.
    void got_through(Direction& direction) { direction.loss.reset(); }

    void drop_in_flight(Circuit& circuit, Side sender);
    /// The sender is gone: what has left flies on, unless it had to be sent again.
    void drop_unsent(Circuit& circuit, Side sender);

    /// Rules have changed: looks again at what waits for that.
    void look_again();

private:
    static void on_alarm(void* carrier, std::uint64_t packed) noexcept;
    bool look_at_first(Circuit& circuit, Side sender);
    Passage passage(const Link& link, const Packet& packet) const;
    /// Requires: the sender is known to its host.
    void lose_for_now(Circuit& circuit, Side sender);

    Duration judge(Circuit& circuit, Side sender, Packet& packet);
    void arm(Circuit& circuit, Side sender, Instant at);
    void disarm(Direction& direction);
    void drop_last(Direction& direction);

    Simulation& simulation_;
    Interference& rules_;
    Slab<Circuit>& circuits_;
    Arrivals& arrivals_;
};

}  // namespace assize::sim::tcp
