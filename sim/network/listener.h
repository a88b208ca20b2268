#pragma once

#include <cstddef>

#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/network/connection.h"
#include "sim/network/error.h"
#include "sim/network/tcp/key.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::sim {

struct ListenOptions {
    /// Connections that are made but not yet accepted; more wait outside as if they were lost.
    /// They are made even while the process is paused: its host does that.
    std::size_t backlog = 128;
};

/// A port on which a process takes connections. It belongs to the life in which it was made, as
/// a Connection does. Destroying it closes it: who waits in its backlog is reset.
class Listener {
public:
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&& other) noexcept;
    ~Listener() { close(); }

    Address address() const { return address_; }

    /// The connection that has waited longest. It may have ended or failed since.
    /// Fails: kTimedOut, kClosed, kDead.
    Result<Connection, NetworkError> accept(Fiber& fiber, Deadline deadline = Deadline::never());

    void close();

private:
    friend class Network;
    Listener(tcp::Endpoints& endpoints, const tcp::Backlog& backlog);

    tcp::Endpoints* endpoints_;  // Null when closed, or moved from.
    tcp::BacklogKey key_;
    Life life_;
    Address address_;
};

}  // namespace assize::sim
