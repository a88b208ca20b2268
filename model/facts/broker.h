#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "sim/fact.h"

namespace assize::model {

// The facts about brokers as members of the cluster. Those about a broker have the subject
// `{"broker_epoch", "broker-1", e, e + 1}` once it has an epoch.

enum class BrokerState : std::uint8_t {
    kNotRunning,
    kStarting,                   // Not yet registered, or behind its own registration.
    kRecovery,                   // Caught up with its registration; loads its logs.
    kRunning,                    // Unfenced.
    kPendingControlledShutdown,  // Hands its leaderships on.
    kShuttingDown,
};
std::string_view to_string(BrokerState state);

struct BrokerStateChanged {
    static constexpr std::string_view kName = "broker_state_changed";
    static constexpr std::string_view kMeaning = "a broker entered another state of its life";
    std::int32_t broker;
    BrokerState from;
    BrokerState to;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BrokerStateChanged::broker, "which");
        field("from", &BrokerStateChanged::from, "the state that it leaves");
        field("to", &BrokerStateChanged::to, "the state that it enters");
    }
};

struct BrokerRegistered {
    static constexpr std::string_view kName = "broker_registered";
    static constexpr std::string_view kMeaning = "a broker learned that it is registered";
    std::int32_t broker;
    std::string incarnation;
    std::optional<std::int64_t> previous_epoch;
    std::int64_t epoch;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BrokerRegistered::broker, "which");
        field("incarnation", &BrokerRegistered::incarnation, "the id of this life");
        field("previous_epoch", &BrokerRegistered::previous_epoch,
              "that of its last life, if that ended in order");
        field("epoch", &BrokerRegistered::epoch, "the epoch that the controller gave it");
    }
};

struct BrokerRegistrationFailed {
    static constexpr std::string_view kName = "broker_registration_failed";
    static constexpr std::string_view kMeaning = "a broker asked in vain to be registered";
    std::int32_t broker;
    std::string incarnation;
    std::string error;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BrokerRegistrationFailed::broker, "which");
        field("incarnation", &BrokerRegistrationFailed::incarnation, "the id of this life");
        field("error", &BrokerRegistrationFailed::error, "Kafka's error, or that nobody answered");
    }
};

struct BrokerFencingLearned {
    static constexpr std::string_view kName = "broker_fencing_learned";
    static constexpr std::string_view kMeaning =
        "a broker learned from a heartbeat that it is fenced now, or no longer";
    std::int32_t broker;
    std::int64_t epoch;
    bool fenced;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BrokerFencingLearned::broker, "which");
        field("epoch", &BrokerFencingLearned::epoch, "its epoch");
        field("fenced", &BrokerFencingLearned::fenced, "whether it is fenced");
    }
};

struct MetadataRefused {
    static constexpr std::string_view kName = "metadata_refused";
    static constexpr std::string_view kMeaning =
        "a node stopped, for a committed record of the metadata log makes no sense";
    std::int32_t node;
    std::string why;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &MetadataRefused::node, "which");
        field("why", &MetadataRefused::why, "what is wrong with the record");
    }
};

struct NodeFailed {
    static constexpr std::string_view kName = "node_failed";
    static constexpr std::string_view kMeaning = "a node could not begin or go on, and stopped";
    std::int32_t node;
    std::string why;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &NodeFailed::node, "which");
        field("why", &NodeFailed::why, "what it lacked");
    }
};

using BrokerFacts = std::tuple<BrokerStateChanged, BrokerRegistered, BrokerRegistrationFailed,
                               BrokerFencingLearned, MetadataRefused, NodeFailed>;

}  // namespace assize::model
