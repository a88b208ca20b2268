#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace.h"

namespace assize::checkers {

// What was configured in a run, as far as it decides what is promised. Plain data: whoever sets the
// run up fills it in, with what is in force (defaults resolved).

struct TopicSetup {
    std::string name;
    std::int32_t partitions = 1;
    std::int32_t replication_factor = 3;
    std::int32_t min_insync_replicas = 1;
    bool unclean_leader_election = false;
    std::optional<std::int64_t> flush_messages = std::nullopt;   // None: left to the system.
    std::optional<std::int64_t> retention_ms = std::nullopt;     // None: for ever.
    std::optional<std::int64_t> retention_bytes = std::nullopt;  // None: without limit.
    bool deletes = true;                                         // cleanup.policy
    bool compacts = false;

    bool operator==(const TopicSetup&) const = default;
};

struct ProducerSetup {
    std::string name;        // Of its process: "producer-1".
    std::int32_t acks = -1;  // 0, 1, or -1 for all.
    std::int64_t retries = 2147483647;
    std::int32_t max_in_flight = 5;
    bool enable_idempotence = false;
    sim::Duration max_block = sim::Duration::seconds(60);
    sim::Duration delivery_timeout = sim::Duration::seconds(120);

    bool operator==(const ProducerSetup&) const = default;
};

struct ConsumerSetup {
    std::string name;  // Of its process: "consumer-1".
    std::vector<std::string> topics = {};
    bool from_earliest = true;  // auto.offset.reset; else it reads what comes after it began.

    bool operator==(const ConsumerSetup&) const = default;
};

/// A node of the cluster.
struct NodeSetup {
    std::int32_t id;
    std::string name;  // Of its process: "broker-1", "controller-101".
    bool is_broker = true;
    bool is_voter = false;  // Of the metadata quorum.

    bool operator==(const NodeSetup&) const = default;
};

struct TrialSetup {
    std::vector<TopicSetup> topics = {};
    std::vector<ProducerSetup> producers = {};
    std::vector<ConsumerSetup> consumers = {};
    std::vector<NodeSetup> nodes = {};
    bool elr = true;                  // eligible.leader.replicas.version >= 1 (KIP-966)
    std::string reader = "reader-1";  // Who reads everything in the final check.

    /// Null when there is none of that name.
    const TopicSetup* topic(std::string_view name) const;
    const ProducerSetup* producer(std::string_view name) const;

    /// The name of its process; "broker-7" for a node that is not set up.
    std::string node_name(std::int32_t id) const;
};

}  // namespace assize::checkers
