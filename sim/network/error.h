#pragma once

#include <cstdint>
#include <string_view>

namespace assize::sim {

/// Why the network did not do what it was asked to.
enum class NetworkError : std::uint8_t {
    kRefused,    // Nobody listens there.
    kTimedOut,   // The deadline passed, or the connection gave up sending again and again.
    kReset,      // The connection was aborted, by the other side or by a fault.
    kEnd,        // The other side has sent all it wanted to, and all of it was read.
    kPortInUse,  // Another listener of this host has the port.
    kClosed,     // This side closed it before, wholly or for sending.
    kDead,       // The life that held it is over, or the fiber is being unwound.
};
std::string_view to_string(NetworkError error);

}  // namespace assize::sim
