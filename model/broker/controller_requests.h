#pragma once

#include "model/broker/node_setup.h"
#include "model/broker/request_table.h"
#include "model/controller/kraft/raft_node.h"
#include "model/controller/quorum_controller.h"

namespace assize::model::broker {

/// What the handlers of a controller's requests have at hand.
struct ControllerServices {
    const NodeSetup& setup;
    kraft::RaftNode& quorum;
    controller::QuorumController& controller;
};

/// All that a controller answers on its port: to other nodes of the quorum, to brokers (their own
/// requests, and in envelopes those of their clients), and to admin clients that ask it directly.
const RequestTable<ControllerServices>& controller_requests();

}  // namespace assize::model::broker
