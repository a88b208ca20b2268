#pragma once

#include "model/broker/controller_requests.h"
#include "model/broker/cpu.h"
#include "model/broker/node_setup.h"
#include "model/controller/kraft/raft_node.h"
#include "model/controller/metadata_log.h"
#include "model/controller/quorum_controller.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// The controller of a node, for one life: serves the quorum, the brokers, and admin clients.
class ControllerNode {
public:
    /// Requires: what it refers to outlives it.
    ControllerNode(const sim::Life& life, const NodeSetup& setup, kraft::RaftNode& quorum,
                   Cpu& cpu);

    controller::QuorumController& controller() { return controller_; }
    /// Serves until the fiber is killed, the port is taken, or the controller failed.
    void run(sim::Fiber& fiber);

private:
    controller::RaftMetadataLog log_;
    controller::QuorumController controller_;
    ControllerServices services_;
    Cpu& cpu_;
};

}  // namespace assize::model::broker
