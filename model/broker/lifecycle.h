#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/facts/broker.h"
#include "model/metadata/control_plane.h"
#include "model/metadata/registration.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/broker_heartbeat.h"
#include "model/wire/messages/broker_registration.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/random.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::broker {

struct LifecycleOptions {
    BrokerId broker;
    std::string cluster_id;
    Uuid incarnation_id;
    std::vector<metadata::Endpoint> endpoints;
    std::vector<metadata::SupportedFeature> features = {};
    std::optional<std::string> rack = std::nullopt;
    std::vector<Uuid> directories;
    std::optional<BrokerEpoch> previous_epoch = std::nullopt;
    sim::Duration heartbeat_interval = sim::Duration::seconds(2);
    sim::Duration session_timeout = sim::Duration::seconds(9);
    sim::Duration registration_timeout = sim::Duration::seconds(60);
};

/// A broker's membership of the cluster, from registration to the end: keeps the registration
/// alive by heartbeats, and learns from their answers when it may go on.
///
/// Source: Kafka, BrokerLifecycleManager; semantics 3.8.
class Lifecycle {
public:
    /// `applied` tells up to which offset the broker has taken up the metadata log.
    Lifecycle(sim::Life life, LifecycleOptions options,
              std::function<std::optional<Offset>()> applied);

    /// Registers and sends heartbeats until the broker shuts down: when it was told to, or could
    /// not register in time.
    void run(sim::Fiber& fiber, metadata::ControlPlane& controllers);

    BrokerState state() const { return state_; }
    /// None before it is registered.
    std::optional<BrokerEpoch> epoch() const { return epoch_; }
    bool fenced() const { return fenced_; }
    const Uuid& incarnation_id() const { return options_.incarnation_id; }

    /// Waits for a state, or one after it. Returns false when the fiber unwinds.
    bool wait_for(sim::Fiber& fiber, BrokerState state);
    /// From now on heartbeats ask to be unfenced.
    void set_ready_to_unfence();
    /// From now on heartbeats ask to hand all leaderships on; the answer ends run(). What is not
    /// registered yet shuts down at once.
    void begin_controlled_shutdown();
    /// Ends run() without asking anybody.
    void shut_down();
    /// A log directory has failed: heartbeats say so from now on.
    void report_offline(const Uuid& directory);

private:
    bool register_once(sim::Fiber& fiber, metadata::ControlPlane& controllers);
    bool beat_once(sim::Fiber& fiber, metadata::ControlPlane& controllers);
    void learn(const wire::BrokerHeartbeatResponse& response);
    wire::BrokerRegistrationRequest registration() const;
    wire::BrokerHeartbeatRequest heartbeat() const;
    sim::Duration backoff_after_failure();
    bool over() const { return state_ == BrokerState::kShuttingDown; }
    void enter(BrokerState state);
    void beat_soon();

    const sim::Life life_;
    const LifecycleOptions options_;
    const std::function<std::optional<Offset>()> applied_;
    sim::Random random_;
    const sim::NameId name_;  // "broker-1", in facts.
    BrokerState state_ = BrokerState::kNotRunning;
    std::optional<BrokerEpoch> epoch_;
    bool fenced_ = true;
    bool ready_to_unfence_ = false;
    std::vector<Uuid> offline_;
    std::uint32_t failures_ = 0;                   // To register or to beat, one after another.
    sim::Duration pause_ = sim::Duration::zero();  // Before the next heartbeat.
    bool beats_at_once_ = false;                   // Or none at all.
    bool answered_pending_ = false;                // Its wish to shut down.
    sim::Condition changed_;
    sim::Condition due_;
};

}  // namespace assize::model::broker
