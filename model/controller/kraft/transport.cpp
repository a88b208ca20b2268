#include "model/controller/kraft/transport.h"

namespace assize::model::kraft {

std::string_view to_string(TransportError error) {
    switch (error) {
        case TransportError::kTimedOut: return "timed_out";
        case TransportError::kDisconnected: return "disconnected";
        case TransportError::kBadResponse: return "bad_response";
    }
    return "unknown";
}

}  // namespace assize::model::kraft
