#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/types.h"

namespace assize::model::metadata {

using BrokerIds = std::vector<BrokerId>;

/// Where a node is to be reached. The host is a name of the simulated network.
struct Endpoint {
    std::string name;  // Of the listener: "PLAINTEXT", "CONTROLLER".
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;

    bool operator==(const Endpoint&) const = default;
};

struct SupportedFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;

    bool operator==(const SupportedFeature&) const = default;
};

/// A broker as the cluster knows it.
struct BrokerRegistration {
    BrokerId id;
    BrokerEpoch epoch;    // The offset of its registration in the metadata log.
    Uuid incarnation_id;  // Which life of the broker registered.
    std::vector<Endpoint> endpoints = {};
    std::vector<SupportedFeature> features = {};
    std::optional<std::string> rack = std::nullopt;
    std::vector<Uuid> directories = {};  // Its log directories that are online, sorted.
    bool fenced = true;
    bool in_controlled_shutdown = false;

    /// Unfenced and not about to go: it may lead, and be in sync.
    bool is_active() const { return !fenced && !in_controlled_shutdown; }
    /// Whether a replica in that directory is online. An unassigned one is.
    bool has_online(const Uuid& directory) const;
    bool operator==(const BrokerRegistration&) const = default;
};

struct ControllerRegistration {
    BrokerId id;
    Uuid incarnation_id;
    std::vector<Endpoint> endpoints = {};
    std::vector<SupportedFeature> features = {};

    bool operator==(const ControllerRegistration&) const = default;
};

/// Kafka's reserved directory ids.
inline constexpr Uuid kDirectoryUnassigned(0, 0);
inline constexpr Uuid kDirectoryLost(0, 1);
inline constexpr Uuid kDirectoryMigrating(0, 2);

enum class LeaderRecoveryState : std::int8_t {
    kRecovered = 0,
    kRecovering = 1,  // Elected uncleanly, and has not yet said that it has recovered.
};
std::string_view to_string(LeaderRecoveryState state);

/// The state of a partition that the controller decides upon.
/// Invariant: isr, elr, adding and removing are subsets of replicas; isr and elr are disjoint;
/// the leader, when there is one, is in the isr.
struct PartitionRegistration {
    BrokerIds replicas = {};             // In order of preference.
    std::vector<Uuid> directories = {};  // Of each replica: which log directory it is in.
    BrokerIds isr = {};
    BrokerIds elr = {};             // Eligible leader replicas (KIP-966).
    BrokerIds last_known_elr = {};  // For recovery when isr and elr are empty.
    BrokerIds adding = {};          // By the reassignment under way.
    BrokerIds removing = {};
    std::optional<BrokerId> leader = std::nullopt;
    LeaderRecoveryState leader_recovery_state = LeaderRecoveryState::kRecovered;
    LeaderEpoch leader_epoch{0};
    PartitionEpoch partition_epoch{0};

    bool is_reassigning() const { return !adding.empty() || !removing.empty(); }
    /// Where the replica on that broker is. Requires: it is one of the replicas.
    const Uuid& directory_of(BrokerId broker) const;
    bool operator==(const PartitionRegistration&) const = default;
};

bool contains(const BrokerIds& brokers, BrokerId broker);
/// `brokers` without those of `others`, in order.
BrokerIds without(const BrokerIds& brokers, const BrokerIds& others);
BrokerIds without(const BrokerIds& brokers, BrokerId other);
/// `brokers`, and then those of `more` that are not among them.
BrokerIds joined(BrokerIds brokers, const BrokerIds& more);
bool is_subset(const BrokerIds& part, const BrokerIds& whole);
bool has_duplicates(const BrokerIds& brokers);
/// As the wire has them.
BrokerIds to_broker_ids(const std::vector<std::int32_t>& ids);
std::vector<std::int32_t> to_wire(const BrokerIds& brokers);

}  // namespace assize::model::metadata
