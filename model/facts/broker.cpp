#include "model/facts/broker.h"

namespace assize::model {

std::string_view to_string(BrokerState state) {
    switch (state) {
        case BrokerState::kNotRunning: return "not_running";
        case BrokerState::kStarting: return "starting";
        case BrokerState::kRecovery: return "recovery";
        case BrokerState::kRunning: return "running";
        case BrokerState::kPendingControlledShutdown: return "pending_controlled_shutdown";
        case BrokerState::kShuttingDown: return "shutting_down";
    }
    return "?";
}

}  // namespace assize::model
