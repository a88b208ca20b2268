#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/metadata/image.h"
#include "model/metadata/record.h"
#include "model/types.h"
#include "sim/result.h"

namespace assize::model::metadata {

/// What some records of the metadata log change, and the image that they make of the one before.
class MetadataDelta {
public:
    explicit MetadataDelta(MetadataImage before) : before_(before), image_(std::move(before)) {}

    /// Fails: a record that does not fit to the image, such as a partition of an unknown topic;
    /// then nothing has changed. That is a bug of a controller, or a log with bits flipped.
    sim::Result<void, ReplayError> apply(const MetadataRecord& record);
    /// The last record that was applied is the one at `position`.
    void advance_to(LogPosition position) { image_.applied = position; }
    /// Replaces all by an image that was loaded from a snapshot, and notes the differences.
    void replace_by(MetadataImage loaded);

    const MetadataImage& before() const { return before_; }
    const MetadataImage& image() const { return image_; }

    /// Partitions that were added or changed, of topics that still are.
    const std::map<Uuid, std::set<std::int32_t>>& changed_partitions() const { return partitions_; }
    /// Topics of before() that are no more. One of the same name may be there again.
    const std::map<Uuid, std::string>& deleted_topics() const { return deleted_topics_; }
    /// Registered, changed or gone.
    const std::set<BrokerId>& changed_brokers() const { return brokers_; }
    const std::set<ConfigResource>& changed_configs() const { return configs_; }
    bool features_changed() const { return features_changed_; }
    bool producer_ids_changed() const {
        return image_.next_producer_id != before_.next_producer_id;
    }
    /// Whether there is nothing new but the offset.
    bool is_empty() const;

private:
    MetadataImage before_;
    MetadataImage image_;
    std::map<Uuid, std::set<std::int32_t>> partitions_;
    std::map<Uuid, std::string> deleted_topics_;
    std::set<BrokerId> brokers_;
    std::set<ConfigResource> configs_;
    bool features_changed_ = false;
};

/// A partition that a delta changed, as it is now.
struct LocalPartition {
    TopicPartition partition;
    Uuid topic_id;
    const PartitionRegistration* registration;  // In the delta's image.
    bool is_new;                                // This broker had no replica of it before.
};

/// What a delta means for the replicas on one broker.
struct LocalChanges {
    struct Removed {
        TopicPartition partition;
        Uuid topic_id;
    };
    std::vector<Removed> removed;         // The topic is gone, or the replica moved elsewhere.
    std::vector<LocalPartition> leads;    // Changed in any way, and this broker leads.
    std::vector<LocalPartition> follows;  // Changed, and it has a replica but does not lead.
};

/// In the order of topic ids and partitions; removals are to be applied first.
LocalChanges local_changes(const MetadataDelta& delta, BrokerId broker);

wire::RegisterBrokerRecord to_record(const BrokerRegistration& broker);
wire::RegisterControllerRecord to_record(const ControllerRegistration& controller);
wire::PartitionRecord to_record(const Uuid& topic, std::int32_t index,
                                const PartitionRegistration& partition);

/// The records that make this image out of an empty one, for snapshots.
std::vector<MetadataRecord> to_records(const MetadataImage& image);

}  // namespace assize::model::metadata
