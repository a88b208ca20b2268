#pragma once

#include <memory>
#include <optional>
#include <string>

#include "model/broker/node_setup.h"
#include "model/controller/kraft/listener.h"
#include "model/facts/broker.h"
#include "model/metadata/image.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"

namespace assize::model::broker {

/// What others see of a node while it lives: for tests, and for who drives the world. Looking does
/// nothing to it.
class NodeView {
public:
    virtual ~NodeView() = default;

    /// The cluster as this node knows it.
    virtual const metadata::MetadataImage& image() const = 0;
    /// Whom it takes for the leader of the quorum.
    virtual kraft::LeaderAndEpoch quorum_leader() const = 0;
    /// Whether it decides, as far as it knows.
    virtual bool is_active_controller() const = 0;
    /// kNotRunning for a mere controller.
    virtual BrokerState broker_state() const = 0;
};

/// The strings on a node's process, through all its lives, in the hands of who started it: what a
/// signal is to a program.
class NodeControls {
public:
    /// Asks it to shut down in order, as SIGTERM does. It ends when it is done.
    void request_shutdown() {
        shutdown_requested_ = true;
        changed_.notify_all();
    }
    /// Null while it does not run.
    const NodeView* view() const { return view_; }

private:
    friend class Node;

    bool shutdown_requested_ = false;
    sim::Condition changed_;
    const NodeView* view_ = nullptr;
};

/// A process of the cluster, from its start to its end: a broker, a controller, or both in one.
/// The body of a sim::Process.
void run_node(sim::Fiber& fiber, const NodeSetup& setup, NodeControls& controls);

}  // namespace assize::model::broker
