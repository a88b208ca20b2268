#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "model/controller/cluster_view.h"
#include "model/types.h"
#include "model/wire/messages/broker_heartbeat.h"
#include "sim/time.h"

namespace assize::model::controller {

/// What a broker is to the controller.
enum class BrokerControlState : std::uint8_t {
    kFenced,              // Not to lead, nor to be in sync.
    kUnfenced,            // In full service.
    kControlledShutdown,  // About to go: others take over.
    kShutdownNow,         // May go.
};
std::string_view to_string(BrokerControlState state);

constexpr bool is_fenced(BrokerControlState state) {
    return state == BrokerControlState::kFenced || state == BrokerControlState::kShutdownNow;
}

BrokerControlState state_of(const BrokerRegistration& broker);

/// When brokers were last heard of, and how far they are: what an active controller remembers and
/// nobody writes down. Another controller begins with everybody just heard of.
class BrokerHeartbeats {
public:
    explicit BrokerHeartbeats(sim::Duration session_timeout) : session_timeout_(session_timeout) {}

    /// A controller became active: all brokers have a whole session ahead.
    void start(const MetadataImage& image, sim::MonotonicInstant now);
    void touch(BrokerId broker, Offset metadata_offset, sim::MonotonicInstant now);
    /// It registered: how far it is will be known with its first heartbeat.
    void on_registered(BrokerId broker, sim::MonotonicInstant now);
    void forget(BrokerId broker) { brokers_.erase(broker); }
    /// Its controlled shutdown goes on, with what was written up to `offset`. It may go when all
    /// others know of that.
    void on_controlled_shutdown(BrokerId broker, Offset offset);

    bool has_valid_session(BrokerId broker, sim::MonotonicInstant now) const;
    /// The unfenced broker that has been silent for the longest time beyond its session, if any.
    std::optional<BrokerId> find_stale(const MetadataImage& image, sim::MonotonicInstant now) const;
    /// When the next session ends, should nothing more be heard.
    sim::MonotonicInstant next_expiry(const MetadataImage& image) const;

    /// What a broker is to be after this heartbeat of its current registration.
    /// Source: BrokerHeartbeatManager.calculateNextBrokerState.
    BrokerControlState next_state(const MetadataImage& image, const BrokerRegistration& broker,
                                  const wire::BrokerHeartbeatRequest& request,
                                  bool leads_partitions) const;

private:
    struct Broker {
        sim::MonotonicInstant last_contact;
        std::optional<Offset> metadata_offset = std::nullopt;
        std::optional<Offset> controlled_shutdown_offset = std::nullopt;
    };

    bool is_known_to_all_active(const MetadataImage& image, Offset offset) const;

    sim::Duration session_timeout_;
    std::map<BrokerId, Broker> brokers_;
};

}  // namespace assize::model::controller
