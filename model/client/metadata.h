#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/client/backoff.h"
#include "model/client/connections.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/metadata.h"
#include "sim/fiber.h"
#include "sim/random.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::client {

/// Who leads a partition, as far as a client has heard.
struct PartitionLeader {
    std::optional<BrokerId> broker;    // None: nobody, at the time.
    std::optional<LeaderEpoch> epoch;  // None: not said.

    bool operator==(const PartitionLeader&) const = default;
};

struct MetadataOptions {
    sim::Duration max_age;
    sim::Duration retry_backoff;
    sim::Duration retry_backoff_max;
    bool allow_auto_topic_creation = true;
};

/// What a client's config says about metadata. C: a Producer- or ConsumerConfig.
template <class C>
MetadataOptions metadata_options(const C& config) {
    return MetadataOptions{.max_age = config.metadata_max_age,
                           .retry_backoff = config.retry_backoff,
                           .retry_backoff_max = config.retry_backoff_max};
}

/// What a client knows of the cluster: the partitions of the topics it cares for and their leaders.
/// It may be stale, and never goes back to a leader epoch before one that it has seen (KIP-320).
/// Source: Kafka, clients' Metadata and MetadataCache.
class Metadata {
public:
    Metadata(Connections& connections, MetadataOptions options, sim::Random random)
        : connections_(connections),
          options_(options),
          backoff_(options.retry_backoff, options.retry_backoff_max),
          random_(random) {}
    Metadata(const Metadata&) = delete;
    Metadata& operator=(const Metadata&) = delete;

    /// Asks for what is needed, again and again, as long as the client lives.
    void run(sim::Fiber& fiber);

    /// Cares for a topic from now on.
    void add_topic(std::string_view topic);
    /// What is known has proved wrong: asks anew, after the backoff.
    void request_update();

    /// The leaders of a topic's partitions, by index. Null when the topic is not known.
    const std::vector<PartitionLeader>* topic(std::string_view name) const;
    /// Null when the partition is not known.
    const PartitionLeader* leader(const TopicPartition& partition) const;
    /// Why the topic is not known: none, when nobody has been asked yet.
    std::optional<wire::ErrorCode> topic_error(std::string_view name) const;
    const std::set<BrokerId>& brokers() const { return brokers_; }

    /// How often answers have come; it grows with all that is learnt.
    std::uint64_t version() const { return version_; }
    /// Notified when version() has grown.
    sim::Condition& changed() { return changed_; }
    /// Waits for an answer that comes later than now; returns false past the deadline, or when the
    /// fiber is being unwound.
    bool await_update(sim::Fiber& fiber, sim::Deadline deadline);

private:
    struct Topic {
        std::vector<PartitionLeader> leaders;
        std::optional<wire::ErrorCode> error;  // None: not asked yet.
    };

    void wait_until_needed(sim::Fiber& fiber);
    bool refresh(sim::Fiber& fiber);
    wire::MetadataRequest request() const;
    void learn(sim::Fiber& fiber, const wire::MetadataResponse& answer);
    void learn_topic(const wire::MetadataResponse::Topic& told);

    Connections& connections_;
    MetadataOptions options_;
    Backoff backoff_;
    sim::Random random_;

    std::map<std::string, Topic, std::less<>> topics_;
    std::set<BrokerId> brokers_;
    std::uint64_t version_ = 0;
    bool needed_ = true;
    std::uint32_t failures_ = 0;  // Answers that did not come, or left something open, in a row.
    sim::MonotonicInstant refreshed_at_ = sim::MonotonicInstant::origin();
    sim::Condition wanted_;
    sim::Condition changed_;
};

}  // namespace assize::model::client
