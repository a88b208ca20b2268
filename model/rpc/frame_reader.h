#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/wire/bytes.h"
#include "sim/fiber.h"
#include "sim/network/connection.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::rpc {

/// Why a stream gave no frame.
enum class FrameError : std::uint8_t {
    kTimedOut,  // Nothing is lost: what came so far is kept for the next attempt.
    kEnded,     // The stream ended or broke, perhaps in the middle of a frame.
    kBadSize,   // The size in front of the frame is negative, or too large.
};

/// Cuts what a connection receives into Kafka's frames: a 4-byte size, and so many bytes.
/// A frame that arrives as it was sent is handed on without copying. Memory is bounded by what
/// has arrived, and by the greatest size allowed.
class FrameReader {
public:
    explicit FrameReader(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

    /// The next frame, without its size.
    sim::Result<wire::Bytes, FrameError> next(sim::Fiber& fiber, sim::Connection& connection,
                                              sim::Deadline deadline);

    /// The first bytes of what was received and is not a frame yet, in hex: for facts.
    std::string first_bytes() const;

private:
    sim::Result<std::size_t, FrameError> size_at_front() const;

    std::size_t frame_bytes_max_;
    std::vector<std::byte> received_;  // And not yet handed on.
};

/// At most the first 16 of some bytes, in hex.
std::string hex_of_first(std::span<const std::byte> bytes);

}  // namespace assize::model::rpc
