#include "model/controller/broker_heartbeats.h"

#include <algorithm>

namespace assize::model::controller {

std::string_view to_string(BrokerControlState state) {
    switch (state) {
        case BrokerControlState::kFenced: return "fenced";
        case BrokerControlState::kUnfenced: return "unfenced";
        case BrokerControlState::kControlledShutdown: return "controlled_shutdown";
        case BrokerControlState::kShutdownNow: return "shutdown_now";
    }
    return "unknown";
}

BrokerControlState state_of(const BrokerRegistration& broker) {
    if (broker.fenced) return BrokerControlState::kFenced;
    return broker.in_controlled_shutdown ? BrokerControlState::kControlledShutdown
                                         : BrokerControlState::kUnfenced;
}

void BrokerHeartbeats::start(const MetadataImage& image, sim::MonotonicInstant now) {
    brokers_.clear();
    for (const auto& [id, broker] : *image.brokers) {
        on_registered(id, now);
        // Since when it goes nobody wrote down; up to now is surely enough.
        if (broker.in_controlled_shutdown && image.applied) {
            on_controlled_shutdown(id, image.applied->offset);
        }
    }
}

void BrokerHeartbeats::touch(BrokerId broker, Offset metadata_offset, sim::MonotonicInstant now) {
    Broker& known = brokers_.try_emplace(broker, Broker{now}).first->second;
    known.last_contact = now;
    known.metadata_offset = metadata_offset;
}

void BrokerHeartbeats::on_registered(BrokerId broker, sim::MonotonicInstant now) {
    brokers_.insert_or_assign(broker, Broker{now});
}

void BrokerHeartbeats::on_controlled_shutdown(BrokerId broker, Offset offset) {
    const auto found = brokers_.find(broker);
    if (found == brokers_.end()) return;
    auto& known = found->second.controlled_shutdown_offset;
    known = known ? std::max(*known, offset) : offset;
}

bool BrokerHeartbeats::has_valid_session(BrokerId broker, sim::MonotonicInstant now) const {
    const auto found = brokers_.find(broker);
    return found != brokers_.end() && now < found->second.last_contact + session_timeout_;
}

std::optional<BrokerId> BrokerHeartbeats::find_stale(const MetadataImage& image,
                                                     sim::MonotonicInstant now) const {
    std::optional<BrokerId> stale;
    sim::MonotonicInstant earliest = sim::MonotonicInstant::never();
    for (const auto& [id, broker] : brokers_) {
        const BrokerRegistration* registration = image.broker(id);
        if (!registration || registration->fenced || has_valid_session(id, now)) continue;
        if (broker.last_contact >= earliest) continue;
        earliest = broker.last_contact;
        stale = id;
    }
    return stale;
}

sim::MonotonicInstant BrokerHeartbeats::next_expiry(const MetadataImage& image) const {
    sim::MonotonicInstant next = sim::MonotonicInstant::never();
    for (const auto& [id, broker] : brokers_) {
        const BrokerRegistration* registration = image.broker(id);
        if (!registration || registration->fenced) continue;
        next = std::min(next, broker.last_contact + session_timeout_);
    }
    return next;
}

bool BrokerHeartbeats::is_known_to_all_active(const MetadataImage& image, Offset offset) const {
    return std::all_of(brokers_.begin(), brokers_.end(), [&](const auto& each) {
        return !image.is_active(each.first) || each.second.metadata_offset >= offset;
    });
}

BrokerControlState BrokerHeartbeats::next_state(const MetadataImage& image,
                                                const BrokerRegistration& broker,
                                                const wire::BrokerHeartbeatRequest& request,
                                                bool leads_partitions) const {
    const BrokerControlState state = state_of(broker);
    if (state == BrokerControlState::kControlledShutdown) {
        const auto found = brokers_.find(broker.id);
        if (leads_partitions || found == brokers_.end()) return state;
        const auto& since = found->second.controlled_shutdown_offset;
        if (since && !is_known_to_all_active(image, *since)) return state;
        return BrokerControlState::kShutdownNow;
    }
    if (request.want_shut_down) {
        // One that is fenced, or that cannot wait, hands nothing over.
        if (state == BrokerControlState::kFenced || request.want_fence || !leads_partitions) {
            return BrokerControlState::kShutdownNow;
        }
        return BrokerControlState::kControlledShutdown;
    }
    if (request.want_fence) return BrokerControlState::kFenced;
    if (state == BrokerControlState::kUnfenced) return state;
    const bool caught_up = request.current_metadata_offset >= broker.epoch.value();
    return caught_up ? BrokerControlState::kUnfenced : BrokerControlState::kFenced;
}

}  // namespace assize::model::controller
