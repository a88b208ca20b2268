#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/fiber.h"
#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/network/error.h"
#include "sim/network/tcp/key.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::sim {

class Network;

namespace tcp {
class Endpoints;
}

/// One end of a TCP connection, held by a process: a stream of bytes each way, which arrive in
/// order or not at all.
///
/// It belongs to the life in which it was made: fibers of others may not use it, and when that is
/// over it does nothing but fail with kDead; the host has closed it. Destroying it closes it.
/// Bytes that arrived before an error are read before it is seen.
/// Units: buffers count bytes. Source: sockets of Linux.
/// Departs: a sender knows at once what the receiver has read. Who only receives never notices
/// that the other host is gone, for there are no keep-alives.
class Connection {
public:
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    ~Connection();

    Address local() const { return local_; }
    Address remote() const { return remote_; }

    /// Sends bytes as one frame, once fewer than `buffer_bytes` of the link are not yet read; the
    /// whole of it then, however long. Returns when they are accepted, not when they arrive.
    /// Requires: not empty. Fails: kTimedOut, kReset, kClosed, kDead.
    /// Departs: the last frame may exceed the buffer by any amount, where Linux would split it.
    Result<MessageId, NetworkError> send(Fiber& fiber, std::vector<std::byte> frame,
                                         Deadline deadline = Deadline::never());

    /// Waits for bytes. Returns at least one and at most `at_most`, all of one frame; not copied
    /// when they are all of it.
    /// Requires: `at_most` > 0; no other fiber receives. Fails: kEnd, kTimedOut, kReset, kClosed,
    /// kDead.
    Result<std::vector<std::byte>, NetworkError> receive(Fiber& fiber, std::size_t at_most,
                                                         Deadline deadline = Deadline::never());
    /// As receive, but waits for `count` bytes, whatever frames they come in, and even if they
    /// exceed the buffer. When it fails nothing was taken.
    Result<std::vector<std::byte>, NetworkError> receive_exactly(
        Fiber& fiber, std::size_t count, Deadline deadline = Deadline::never());
    /// The frame to which the last byte belonged that was received. None when closed.
    std::optional<MessageId> last_received() const;

    /// Nothing more will be sent: the other side reads what is under way, and then kEnd.
    void shutdown_send();
    /// Closes: in order, or by a reset when bytes have arrived that were not received.
    void close();
    /// Aborts: the other side sees kReset, and what is under way may be lost.
    void reset();

private:
    friend class Network;
    friend class Listener;
    Connection(tcp::Endpoints& endpoints, const tcp::End& end, const Life& life);

    tcp::End* end() const;
    Result<tcp::End*, NetworkError> end_for(const Fiber& fiber) const;
    Result<void, NetworkError> wait_until_open(Fiber& fiber, Deadline deadline);
    Result<tcp::End*, NetworkError> wait_for(Fiber& fiber, std::size_t bytes, Deadline deadline);

    tcp::Endpoints* endpoints_;  // Null when closed, or moved from.
    tcp::EndKey key_;
    Life life_;
    Address local_;
    Address remote_;
};

}  // namespace assize::sim
