#include "model/metadata/delta.h"

namespace assize::model::metadata {

namespace {

template <class Record, class Registration>
void set_endpoints_and_features(Record& record, const Registration& registration) {
    for (const Endpoint& endpoint : registration.endpoints) {
        record.end_points.push_back(
            {endpoint.name, endpoint.host, endpoint.port, endpoint.security_protocol});
    }
    for (const SupportedFeature& feature : registration.features) {
        record.features.push_back(
            {feature.name, feature.min_supported_version, feature.max_supported_version});
    }
}

}  // namespace

wire::RegisterBrokerRecord to_record(const BrokerRegistration& broker) {
    wire::RegisterBrokerRecord record;
    record.broker_id = broker.id.value();
    record.broker_epoch = broker.epoch.value();
    record.incarnation_id = broker.incarnation_id;
    set_endpoints_and_features(record, broker);
    record.rack = broker.rack;
    record.log_dirs = broker.directories;
    record.fenced = broker.fenced;
    record.in_controlled_shutdown = broker.in_controlled_shutdown;
    return record;
}

wire::RegisterControllerRecord to_record(const ControllerRegistration& controller) {
    wire::RegisterControllerRecord record;
    record.controller_id = controller.id.value();
    record.incarnation_id = controller.incarnation_id;
    set_endpoints_and_features(record, controller);
    return record;
}

wire::PartitionRecord to_record(const Uuid& topic, std::int32_t index,
                                const PartitionRegistration& partition) {
    wire::PartitionRecord record;
    record.topic_id = topic;
    record.partition_id = index;
    record.replicas = to_wire(partition.replicas);
    record.directories = partition.directories;
    record.isr = to_wire(partition.isr);
    record.adding_replicas = to_wire(partition.adding);
    record.removing_replicas = to_wire(partition.removing);
    if (partition.leader) record.leader = partition.leader->value();
    record.leader_recovery_state = static_cast<std::int8_t>(partition.leader_recovery_state);
    record.leader_epoch = partition.leader_epoch.value();
    record.partition_epoch = partition.partition_epoch.value();
    if (!partition.elr.empty()) record.eligible_leader_replicas = to_wire(partition.elr);
    if (!partition.last_known_elr.empty()) {
        record.last_known_elr = to_wire(partition.last_known_elr);
    }
    return record;
}

namespace {

void add_topics(const MetadataImage& image, std::vector<MetadataRecord>& records) {
    for (const auto& [name, id] : image.topics.ids_by_name()) {
        wire::TopicRecord record;
        record.name = name;
        record.topic_id = id;
        records.push_back(record);
        const TopicImage& topic = *image.topics.find(id);
        for (std::int32_t index = 0; index < std::ssize(topic.partitions); ++index) {
            records.push_back(to_record(id, index, *topic.partition(index)));
        }
    }
}

void add_configs(const MetadataImage& image, std::vector<MetadataRecord>& records) {
    for (const auto& [resource, settings] : *image.configs) {
        for (const auto& [key, value] : settings) {
            wire::ConfigRecord record;
            record.resource_type = static_cast<std::int8_t>(resource.type);
            record.resource_name = resource.name;
            record.name = key;
            record.value = value;
            records.push_back(record);
        }
    }
}

}  // namespace

std::vector<MetadataRecord> to_records(const MetadataImage& image) {
    std::vector<MetadataRecord> records;
    for (const auto& [name, level] : *image.features) {
        wire::FeatureLevelRecord record;
        record.name = name;
        record.feature_level = level;
        records.push_back(record);
    }
    for (const auto& [id, controller] : *image.controllers)
        records.push_back(to_record(controller));
    for (const auto& [id, broker] : *image.brokers) records.push_back(to_record(broker));
    add_topics(image, records);
    add_configs(image, records);
    if (image.next_producer_id > 0) {
        wire::ProducerIdsRecord record;
        record.broker_id = -1;
        record.next_producer_id = image.next_producer_id;
        records.push_back(record);
    }
    return records;
}

}  // namespace assize::model::metadata
