#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config/parse.h"
#include "model/metadata/registration.h"
#include "model/metadata/shared.h"
#include "model/types.h"

namespace assize::model::metadata {

struct TopicImage {
    std::string name;
    Uuid id;
    std::vector<Shared<PartitionRegistration>> partitions = {};  // By partition id, from 0.

    /// Null when there is no such partition.
    const PartitionRegistration* partition(std::int32_t id_of_partition) const;
    bool operator==(const TopicImage&) const = default;
};

/// All topics, by name and by id.
class TopicsImage {
public:
    /// Null when there is none.
    const TopicImage* find(std::string_view name) const;
    const TopicImage* find(const Uuid& id) const;
    const PartitionRegistration* find(const TopicPartition& partition) const;
    const PartitionRegistration* find(const Uuid& topic, std::int32_t partition) const;

    /// In the order of their names.
    const std::map<std::string, Uuid, std::less<>>& ids_by_name() const { return *ids_; }
    const std::map<Uuid, Shared<TopicImage>>& by_id() const { return *topics_; }
    std::size_t size() const { return topics_->size(); }

    /// Requires: neither name nor id is there yet.
    void add(TopicImage topic);
    /// Requires: there is one.
    TopicImage& edit(const Uuid& id);
    void remove(const Uuid& id);

    std::uint64_t digest() const;
    bool operator==(const TopicsImage&) const = default;

private:
    Shared<std::map<std::string, Uuid, std::less<>>> ids_;
    Shared<std::map<Uuid, Shared<TopicImage>>> topics_;
};

/// What can be configured, by its number on the wire.
enum class ConfigResourceType : std::int8_t {
    kTopic = 2,
    kBroker = 4,  // An empty name means all brokers.
};
std::string_view to_string(ConfigResourceType type);

struct ConfigResource {
    ConfigResourceType type;
    std::string name;

    auto operator<=>(const ConfigResource&) const = default;
};

/// A place in the metadata log: of a record, and the epoch of the controller that wrote it.
struct LogPosition {
    Offset offset;
    LeaderEpoch epoch;

    auto operator<=>(const LogPosition&) const = default;
};

/// The whole cluster as the metadata log tells it up to some offset. A value: copies are cheap,
/// since they share what they have in common, and an image never changes under who holds it.
/// Invariant: images of the same prefix of the log are equal, on whatever node (K15).
struct MetadataImage {
    std::optional<LogPosition> applied = std::nullopt;  // The last record that is in.
    Shared<std::map<BrokerId, BrokerRegistration>> brokers = {};
    Shared<std::map<BrokerId, ControllerRegistration>> controllers = {};
    TopicsImage topics = {};
    Shared<std::map<ConfigResource, config::Settings>> configs = {};
    Shared<std::map<std::string, std::int16_t>> features = {};  // Name -> finalized level.
    std::int64_t next_producer_id = 0;

    /// The offset after the last record that is in.
    Offset end_offset() const;
    /// Null when it is not registered.
    const BrokerRegistration* broker(BrokerId id) const;
    bool is_active(BrokerId id) const;
    /// What was set for a resource dynamically; empty when nothing was.
    const config::Settings& configs_of(const ConfigResource& resource) const;

    bool operator==(const MetadataImage&) const = default;
};

/// How a broker is set up whose file says `file`: over that the dynamic settings of all brokers,
/// and over those its own.
config::BrokerConfig broker_config(const MetadataImage& image, config::BrokerConfig file);

/// How a topic is kept: its own settings, over broker_config() of whoever asks.
config::TopicConfig topic_config(const MetadataImage& image, std::string_view topic,
                                 const config::BrokerConfig& file);

/// A number that is equal for images of equal contents, and hardly ever else. Which offset an
/// image is of does not count. What did not change since the last image is not computed again.
std::uint64_t digest(const MetadataImage& image);

}  // namespace assize::model::metadata
