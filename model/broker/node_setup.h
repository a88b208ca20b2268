#pragma once

#include <string>

#include "model/broker/cpu.h"
#include "model/broker/raft_transport.h"
#include "model/config/broker_config.h"

namespace assize::model::broker {

/// All that a node is told when it starts; the rest it has on its disk.
struct NodeSetup {
    config::BrokerConfig config;
    std::string cluster_id;
    std::string host;  // The name under which others reach it.
    Voters voters;
    CpuProfile cpu = {};

    bool is_broker() const { return config.process_roles != config::ProcessRoles::kController; }
    bool is_controller() const { return config.process_roles != config::ProcessRoles::kBroker; }
    /// As clients of others call themselves, and facts: "broker-1", "controller-3".
    std::string name() const {
        return (is_broker() ? "broker-" : "controller-") + std::to_string(config.node_id.value());
    }
};

}  // namespace assize::model::broker
