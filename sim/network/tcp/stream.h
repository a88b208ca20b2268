#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/id.h"
#include "sim/time.h"

namespace assize::sim::tcp {

/// What one packet is for.
enum class Segment : std::uint8_t {
    kConnect,         // Wants a connection.
    kConnectAnswer,   // May have it.
    kConnectConfirm,  // Has it: only now does the other side keep anything.
    kData,            // A frame.
    kEnd,             // Nothing follows.
    kReset,           // There is no such connection here, or not any more.
};

/// What travels as one piece.
struct Packet {
    Segment segment = Segment::kData;
    bool held = false;     // A rule held it when it was sent.
    bool dropped = false;  // When it arrives, with the bytes that are kept, both ends are reset.
    Instant departs = Instant::origin();  // When all of it is on the wire.
    Instant due = Instant::origin();      // When it arrives, unless one before it is later.
    std::vector<std::byte> bytes = {};
    std::optional<MessageId> message = std::nullopt;  // Of a frame.
};

/// The packets of one direction of a connection, in the order in which they were sent: first
/// those that have arrived and are not wholly read, then those in flight.
/// Units: bytes are those of frames. Invariant: arrived_bytes() <= unread_bytes().
class Stream {
public:
    void send(Packet packet);

    bool nothing_in_flight() const { return arrived_ == tail_; }
    std::size_t packets_in_flight() const { return tail_ - arrived_; }
    /// The first and the last in flight. Requires: something is.
    Packet& first_in_flight() { return at(arrived_); }
    Packet& last_in_flight() { return at(tail_ - 1); }

    /// The first in flight can be read from now on.
    void arrive();
    /// The first in flight has done what it was for. Requires: all before it was read.
    void consume();
    void drop_last_in_flight();

    /// Whether a frame, or a part of it, can be read.
    bool readable() const { return arrived_bytes_ != 0; }
    /// Whether all was read up to the end of the stream.
    bool at_end() const { return head_ != arrived_ && arrived_bytes_ == 0; }
    std::size_t arrived_bytes() const { return arrived_bytes_; }
    std::size_t unread_bytes() const { return unread_bytes_; }
    /// Which frame the next byte to read belongs to. Requires: readable().
    MessageId next_message() const { return *at(head_).message; }

    /// Takes bytes of the frame that is next, at most so many: the frame itself when that is all
    /// of it. Requires: readable().
    std::vector<std::byte> take(std::size_t at_most);
    void drop_arrived();

private:
    Packet& at(std::size_t position) { return ring_[position & (ring_.size() - 1)]; }
    const Packet& at(std::size_t position) const { return ring_[position & (ring_.size() - 1)]; }
    void grow();

    std::vector<Packet> ring_;  // Its size is a power of two, and grows as needed.
    std::size_t head_ = 0;      // Positions count up and are taken modulo that size.
    std::size_t arrived_ = 0;
    std::size_t tail_ = 0;
    std::size_t read_of_head_ = 0;  // How much of the first frame was read.
    std::size_t arrived_bytes_ = 0;
    std::size_t unread_bytes_ = 0;
};

}  // namespace assize::sim::tcp
