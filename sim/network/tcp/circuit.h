#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/id.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/wait_queue.h"
#include "sim/network/address.h"
#include "sim/network/error.h"
#include "sim/network/tcp/key.h"
#include "sim/network/tcp/link.h"
#include "sim/network/tcp/slab.h"
#include "sim/network/tcp/stream.h"
#include "sim/process.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace assize::sim::tcp {

/// What a host knows of a connection that ends there.
enum class Phase : std::uint8_t {
    kUnknown,  // Nothing: not yet, or not any more.
    kConnecting,
    kOpen,
};

/// One end of a connection, as its host sees it.
struct End {
    End(Circuit& of, Address at) : circuit(of), address(at) {}

    Circuit& circuit;
    const Address address;
    Phase phase = Phase::kUnknown;
    bool end_sent = false;      // It will send nothing more.
    bool end_arrived = false;   // Its end arrived at the other side.
    bool end_received = false;  // The other side's end arrived here.
    /// The process that holds it, or will accept it. None: before that, and when it was closed;
    /// then the host goes on to send what is left.
    std::optional<Life> owner = std::nullopt;
    std::optional<NetworkError> error = std::nullopt;  // Why it is unknown to the host.
    std::optional<MessageId> last_received = std::nullopt;
    std::size_t wanted = 0;  // How many bytes somebody waits for, together.
    kernel::WaitQueue receivers;
    kernel::WaitQueue senders;
    End* before = nullptr;  // Neighbours among those that the process holds.
    End* behind = nullptr;
};

/// That a packet did not get through, so far.
struct Loss {
    Instant since;
    Duration backoff;
};

/// What one end sends to the other.
struct Direction {
    explicit Direction(Link& over) : link(&over) {}

    Stream stream;
    Link* const link;
    std::optional<Loss> loss = std::nullopt;
    bool waits_for_rules = false;  // The first in flight: it is looked at when they change.
    std::optional<kernel::EventQueue::Ticket> alarm = std::nullopt;  // Looks at it when it is due.
};

/// A connection: two ends, and what is under way between them.
/// Invariant: it is there as long as an end is known to its host or held by a process.
struct Circuit {
    struct Names {
        ConnectionId number;
        NameId name;
    };
    Circuit(CircuitKey own, Names names, Address client, Address server, Links& links)
        : key(own),
          number(names.number),
          name(names.name),
          ends{End(*this, client), End(*this, server)},
          directions{Direction(links.between(client.host, server.host)),
                     Direction(links.between(server.host, client.host))} {}

    End& end(Side side) { return ends[static_cast<std::size_t>(side)]; }
    /// What `side` sends.
    Direction& from(Side side) { return directions[static_cast<std::size_t>(side)]; }
    /// What arrives at `side`.
    Direction& to(Side side) { return from(opposite(side)); }
    Side side_of(const End& end) const { return &end == &ends[0] ? Side::kClient : Side::kServer; }
    EndKey key_of(const End& end) const { return {key, side_of(end)}; }

    Subject subject() const {
        const auto begin = static_cast<std::int64_t>(number.value());
        return {"connection", name, begin, begin + 1};
    }

    const CircuitKey key;
    const ConnectionId number;
    const NameId name;
    std::array<End, 2> ends;  // By Side.
    std::array<Direction, 2> directions;
};

}  // namespace assize::sim::tcp
