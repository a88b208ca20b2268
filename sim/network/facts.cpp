#include "sim/network/facts.h"

namespace assize::sim {

std::string_view to_string(ResetCause cause) {
    switch (cause) {
        case ResetCause::kProcess: return "process";
        case ResetCause::kUnread: return "unread";
        case ResetCause::kPeer: return "peer";
        case ResetCause::kFault: return "fault";
    }
    return "unknown";
}

}  // namespace assize::sim
