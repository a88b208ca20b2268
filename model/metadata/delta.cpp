#include "model/metadata/delta.h"

#include <utility>

#include "model/metadata/replay.h"

namespace assize::model::metadata {

sim::Result<void, ReplayError> MetadataDelta::apply(const MetadataRecord& record) {
    const auto touched = replay(image_, record);
    if (!touched) return sim::Failure(touched.error());
    for (const auto& [topic, partition] : touched->partitions) partitions_[topic].insert(partition);
    if (touched->deleted_topic) {
        partitions_.erase(*touched->deleted_topic);
        if (const TopicImage* gone = before_.topics.find(*touched->deleted_topic)) {
            deleted_topics_.emplace(gone->id, gone->name);
        }
    }
    if (touched->broker) brokers_.insert(*touched->broker);
    if (touched->config) configs_.insert(*touched->config);
    features_changed_ |= touched->features;
    return {};
}

namespace {

// The keys of either map whose values are not equal.
template <class Key, class Value>
std::set<Key> differing(const std::map<Key, Value>& a, const std::map<Key, Value>& b) {
    std::set<Key> keys;
    for (const auto& [key, value] : a) {
        const auto other = b.find(key);
        if (other == b.end() || !(other->second == value)) keys.insert(key);
    }
    for (const auto& [key, value] : b) {
        if (!a.contains(key)) keys.insert(key);
    }
    return keys;
}

}  // namespace

void MetadataDelta::replace_by(MetadataImage loaded) {
    image_ = std::move(loaded);
    partitions_.clear();
    deleted_topics_.clear();
    for (const auto& [id, topic] : before_.topics.by_id()) {
        if (!image_.topics.find(id)) deleted_topics_.emplace(id, topic->name);
    }
    for (const auto& [id, topic] : image_.topics.by_id()) {
        for (std::int32_t index = 0; index < std::ssize(topic->partitions); ++index) {
            const PartitionRegistration* old = before_.topics.find(id, index);
            if (!old || !(*old == *topic->partition(index))) partitions_[id].insert(index);
        }
    }
    brokers_ = differing(*before_.brokers, *image_.brokers);
    configs_ = differing(*before_.configs, *image_.configs);
    features_changed_ = !(before_.features == image_.features);
}

bool MetadataDelta::is_empty() const {
    return partitions_.empty() && deleted_topics_.empty() && brokers_.empty() && configs_.empty() &&
           !features_changed_ && !producer_ids_changed();
}

namespace {

bool has_replica(const PartitionRegistration* partition, BrokerId broker) {
    return partition && contains(partition->replicas, broker);
}

}  // namespace

LocalChanges local_changes(const MetadataDelta& delta, BrokerId broker) {
    LocalChanges changes;
    const TopicsImage& before = delta.before().topics;
    for (const auto& [id, name] : delta.deleted_topics()) {
        const TopicImage& topic = *before.find(id);
        for (std::int32_t index = 0; index < std::ssize(topic.partitions); ++index) {
            if (!has_replica(topic.partition(index), broker)) continue;
            changes.removed.push_back({.partition = {name, index}, .topic_id = id});
        }
    }
    for (const auto& [id, partitions] : delta.changed_partitions()) {
        const TopicImage& topic = *delta.image().topics.find(id);
        for (std::int32_t index : partitions) {
            const PartitionRegistration* now = topic.partition(index);
            const bool had = has_replica(before.find(id, index), broker);
            const TopicPartition partition{topic.name, index};
            if (!has_replica(now, broker)) {
                if (had) changes.removed.push_back({.partition = partition, .topic_id = id});
                continue;
            }
            auto& role = now->leader == broker ? changes.leads : changes.follows;
            role.push_back(LocalPartition{
                .partition = partition, .topic_id = id, .registration = now, .is_new = !had});
        }
    }
    return changes;
}

}  // namespace assize::model::metadata
