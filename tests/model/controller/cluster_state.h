#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "model/controller/cluster_view.h"
#include "model/metadata/delta.h"

namespace assize::model::controller {

inline BrokerIds ids(std::vector<std::int32_t> numbers) {
    return metadata::to_broker_ids(numbers);
}

/// "1,2,3"
inline std::string text_of(const BrokerIds& brokers) {
    std::string text;
    for (BrokerId broker : brokers) {
        text += (text.empty() ? "" : ",") + std::to_string(broker.value());
    }
    return text;
}

/// All of a partition in a line: what is empty is left out.
inline std::string text_of(const PartitionRegistration& partition) {
    std::string text = "replicas " + text_of(partition.replicas);
    text += " isr " + text_of(partition.isr);
    if (!partition.elr.empty()) text += " elr " + text_of(partition.elr);
    if (!partition.last_known_elr.empty()) text += " last " + text_of(partition.last_known_elr);
    if (!partition.adding.empty()) text += " adding " + text_of(partition.adding);
    if (!partition.removing.empty()) text += " removing " + text_of(partition.removing);
    text += " leader " + (partition.leader ? std::to_string(partition.leader->value()) : "none");
    text += " epochs " + std::to_string(partition.leader_epoch.value()) + "/" +
            std::to_string(partition.partition_epoch.value());
    if (partition.leader_recovery_state == metadata::LeaderRecoveryState::kRecovering) {
        text += " recovering";
    }
    return text;
}

/// A cluster as a test sets it up: brokers 1 to n, each registered with epoch 10 * id, and the
/// topic "orders" with the partitions that are added.
class ClusterState {
public:
    explicit ClusterState(std::int32_t brokers = 0) {
        for (std::int32_t id = 1; id <= brokers; ++id) add_broker(id);
        wire::TopicRecord topic;
        topic.name = "orders";
        topic.topic_id = orders;
        apply(topic);
    }

    void add_broker(std::int32_t id, std::optional<std::string> rack = std::nullopt) {
        apply(to_record(BrokerRegistration{
            .id = BrokerId(id),
            .epoch = BrokerEpoch(10 * id),
            .incarnation_id = Uuid(5, static_cast<std::uint64_t>(id)),
            .rack = std::move(rack),
            .directories = {Uuid(6, static_cast<std::uint64_t>(id))},
            .fenced = false,
        }));
    }
    void fence(std::int32_t id) { set(id, 1, 0); }
    void unfence(std::int32_t id) { set(id, -1, 0); }
    void begin_shutdown(std::int32_t id) { set(id, 0, 1); }

    void add_partition(std::vector<std::int32_t> replicas,
                       std::optional<std::vector<std::int32_t>> isr = std::nullopt) {
        PartitionRegistration partition;
        partition.replicas = ids(replicas);
        partition.isr = isr ? ids(*isr) : partition.replicas;
        for (BrokerId id : partition.replicas) {
            partition.directories.emplace_back(6, static_cast<std::uint64_t>(id.value()));
        }
        partition.leader = partition.isr.front();
        const auto index =
            static_cast<std::int32_t>(image().topics.find(orders)->partitions.size());
        apply(to_record(orders, index, partition));
    }

    void set_topic_config(const std::string& key, const std::string& value) {
        wire::ConfigRecord record;
        record.resource_type = 2;
        record.resource_name = "orders";
        record.name = key;
        record.value = value;
        apply(record);
    }

    void apply(const MetadataRecord& record) {
        const auto applied = delta_.apply(record);
        ASSERT_TRUE(applied.has_value()) << applied.error().message;
        delta_.advance_to({.offset = image().end_offset(), .epoch = LeaderEpoch(1)});
    }
    void apply(const std::vector<MetadataRecord>& records) {
        for (const MetadataRecord& record : records) apply(record);
    }

    const MetadataImage& image() const { return delta_.image(); }
    ClusterView view() const { return {.image = image(), .config = config}; }
    const PartitionRegistration& partition(std::int32_t index = 0) const {
        return *image().topics.find(orders, index);
    }
    PartitionRef ref(std::int32_t index = 0) const {
        return {*image().topics.find(orders), index, partition(index)};
    }

    static constexpr Uuid orders{0, 77};
    config::BrokerConfig config;

private:
    void set(std::int32_t id, std::int8_t fenced, std::int8_t shutdown) {
        wire::BrokerRegistrationChangeRecord record;
        record.broker_id = id;
        record.broker_epoch = image().broker(BrokerId(id))->epoch.value();
        record.fenced = fenced;
        record.in_controlled_shutdown = shutdown;
        apply(record);
    }

    metadata::MetadataDelta delta_{MetadataImage()};
};

}  // namespace assize::model::controller
