#include "sim/network/error.h"

namespace assize::sim {

std::string_view to_string(NetworkError error) {
    switch (error) {
        case NetworkError::kRefused: return "refused";
        case NetworkError::kTimedOut: return "timed_out";
        case NetworkError::kReset: return "reset";
        case NetworkError::kEnd: return "end";
        case NetworkError::kPortInUse: return "port_in_use";
        case NetworkError::kClosed: return "closed";
        case NetworkError::kDead: return "dead";
    }
    return "unknown";
}

}  // namespace assize::sim
