#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/client/backoff.h"
#include "model/client/connections.h"
#include "model/config/client_config.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/describe_cluster.h"
#include "model/wire/messages/metadata.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/random.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::client {

/// Why an administrative request failed. REQUEST_TIMED_OUT may mean that it was, or will be, done.
struct AdminError {
    wire::ErrorCode code;
    std::string message;

    bool operator==(const AdminError&) const = default;
};
template <class T>
using AdminResult = sim::Result<T, AdminError>;

/// A topic that is to be made. Placed by hand when `assignments` says for each partition on which
/// brokers, the preferred leader first; the two numbers are -1 then.
struct NewTopic {
    std::string name;
    std::int32_t partitions = -1;  // -1: the brokers' num.partitions.
    std::int16_t replication_factor = -1;
    std::vector<std::vector<BrokerId>> assignments = {};
    std::map<std::string, std::string> configs = {};
};

/// A partition, as some broker sees it.
struct DescribedPartition {
    std::optional<BrokerId> leader;
    std::optional<LeaderEpoch> leader_epoch;
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> isr;
};

struct Reassignment {
    TopicPartition partition;
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> adding;
    std::vector<BrokerId> removing;
};

/// Which replica may become leader.
enum class Election : std::int8_t { kPreferred = 0, kUnclean = 1 };

enum class ConfigResource : std::int8_t { kTopic = 2, kBroker = 4 };

/// Administers a cluster: asks some broker, which passes on what the controller decides, and
/// again until it is answered or default.api.timeout.ms has passed.
/// Fails, all of it: what Kafka's API says, or REQUEST_TIMED_OUT.
/// Source: Kafka, KafkaAdminClient. Departs: one thing at a time.
class Admin {
public:
    /// `bootstrap`: some brokers; not empty.
    Admin(sim::Fiber& owner, std::vector<sim::Address> bootstrap, config::AdminConfig config);

    /// Returns the topic's id.
    AdminResult<Uuid> create_topic(sim::Fiber& fiber, const NewTopic& topic);
    AdminResult<void> delete_topic(sim::Fiber& fiber, std::string_view topic);
    /// Adds partitions, until there are `count`.
    AdminResult<void> create_partitions(sim::Fiber& fiber, std::string_view topic,
                                        std::int32_t count);
    /// The partitions of a topic, by index.
    AdminResult<std::vector<DescribedPartition>> describe_topic(sim::Fiber& fiber,
                                                                std::string_view topic);

    /// Deletes what lies before `offset`, or before the high watermark. Returns the first offset
    /// that is left on all live replicas.
    AdminResult<Offset> delete_records(sim::Fiber& fiber, const TopicPartition& partition,
                                       std::optional<Offset> before);
    /// The first offset, or the high watermark.
    AdminResult<Offset> first_offset(sim::Fiber& fiber, const TopicPartition& partition);
    AdminResult<Offset> end_offset(sim::Fiber& fiber, const TopicPartition& partition);

    /// The settings that differ from the defaults, or all of them.
    AdminResult<std::map<std::string, std::string>> describe_configs(sim::Fiber& fiber,
                                                                     ConfigResource resource,
                                                                     std::string_view name);
    /// Sets one key, or gives it back its default.
    AdminResult<void> alter_config(sim::Fiber& fiber, ConfigResource resource,
                                   std::string_view name, std::string_view key,
                                   std::optional<std::string> value);

    AdminResult<void> elect_leader(sim::Fiber& fiber, const TopicPartition& partition,
                                   Election election);
    /// Moves a partition to these brokers, or calls the move off. Returns when it has begun.
    AdminResult<void> reassign(sim::Fiber& fiber, const TopicPartition& partition,
                               std::optional<std::vector<BrokerId>> replicas);
    AdminResult<std::vector<Reassignment>> list_reassignments(sim::Fiber& fiber);

    AdminResult<wire::DescribeClusterResponse> describe_cluster(sim::Fiber& fiber);
    AdminResult<void> unregister_broker(sim::Fiber& fiber, BrokerId broker);

private:
    template <class Attempt>
    auto retry(sim::Fiber& fiber, Attempt attempt);
    template <class Request>
    AdminResult<typename Request::Response> ask_any(sim::Fiber& fiber, const Request& request,
                                                    std::int16_t version);
    template <class Request>
    AdminResult<typename Request::Response> ask_leader(sim::Fiber& fiber,
                                                       const TopicPartition& partition,
                                                       const Request& request,
                                                       std::int16_t version);
    AdminResult<wire::MetadataResponse> metadata(sim::Fiber& fiber, std::string_view topic);
    AdminResult<Offset> offset_at(sim::Fiber& fiber, const TopicPartition& partition,
                                  std::int64_t timestamp);
    std::int32_t timeout_ms() const;

    const config::AdminConfig config_;
    sim::Random random_;
    Connections connections_;
    Backoff backoff_;
};

}  // namespace assize::model::client
