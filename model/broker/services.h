#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/broker/lifecycle.h"
#include "model/broker/producer_ids.h"
#include "model/broker/topic_creation.h"
#include "model/config/broker_config.h"
#include "model/metadata/control_plane.h"
#include "model/replication/fetch_session.h"
#include "model/replication/replica_manager.h"
#include "model/types.h"

namespace assize::model::broker {

/// What the handlers of a broker's requests have at hand.
struct BrokerServices {
    BrokerId broker;
    std::string cluster_id;
    const config::BrokerConfig& config;
    metadata::ControlPlane& controllers;
    replication::ReplicaManager& replicas;
    replication::FetchSessionCache& fetch_sessions;
    Lifecycle& lifecycle;
    ProducerIds& producer_ids;
    TopicCreation& topic_creation;

    const metadata::MetadataImage& image() const { return controllers.image(); }
};

/// What Kafka writes where there is none.
template <class Id>
typename Id::rep or_minus_one(const std::optional<Id>& id) {
    return id ? id->value() : typename Id::rep{-1};
}

/// -1 and all below are none.
template <class Id>
std::optional<Id> none_if_negative(typename Id::rep value) {
    return value < 0 ? std::nullopt : std::optional(Id(value));
}

}  // namespace assize::model::broker
