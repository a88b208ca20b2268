#include "model/metadata/image.h"

#include "sim/invariant.h"
#include "sim/running_hash.h"

namespace assize::model::metadata {

const PartitionRegistration* TopicImage::partition(std::int32_t id_of_partition) const {
    if (id_of_partition < 0) return nullptr;
    const auto index = static_cast<std::size_t>(id_of_partition);
    return index < partitions.size() ? &*partitions[index] : nullptr;
}

const TopicImage* TopicsImage::find(std::string_view name) const {
    const auto found = ids_->find(name);
    return found == ids_->end() ? nullptr : find(found->second);
}

const TopicImage* TopicsImage::find(const Uuid& id) const {
    const auto found = topics_->find(id);
    return found == topics_->end() ? nullptr : &*found->second;
}

const PartitionRegistration* TopicsImage::find(const TopicPartition& partition) const {
    const TopicImage* topic = find(std::string_view(partition.topic));
    return topic ? topic->partition(partition.partition) : nullptr;
}

const PartitionRegistration* TopicsImage::find(const Uuid& topic, std::int32_t partition) const {
    const TopicImage* found = find(topic);
    return found ? found->partition(partition) : nullptr;
}

void TopicsImage::add(TopicImage topic) {
    INVARIANT(!find(topic.id) && !find(std::string_view(topic.name)), "a topic is added once");
    ids_.edit().emplace(topic.name, topic.id);
    const Uuid id = topic.id;
    topics_.edit().emplace(id, Shared<TopicImage>(std::move(topic)));
}

TopicImage& TopicsImage::edit(const Uuid& id) {
    INVARIANT(find(id), "only a topic that is there can be edited");
    return topics_.edit().find(id)->second.edit();
}

void TopicsImage::remove(const Uuid& id) {
    const TopicImage* topic = find(id);
    INVARIANT(topic, "only a topic that is there can be removed");
    ids_.edit().erase(topic->name);
    topics_.edit().erase(id);
}

std::string_view to_string(ConfigResourceType type) {
    return type == ConfigResourceType::kTopic ? "topic" : "broker";
}

Offset MetadataImage::end_offset() const {
    return applied ? next(applied->offset) : Offset(0);
}

const BrokerRegistration* MetadataImage::broker(BrokerId id) const {
    const auto found = brokers->find(id);
    return found == brokers->end() ? nullptr : &found->second;
}

bool MetadataImage::is_active(BrokerId id) const {
    const BrokerRegistration* registration = broker(id);
    return registration && registration->is_active();
}

const config::Settings& MetadataImage::configs_of(const ConfigResource& resource) const {
    static const config::Settings kNone;
    const auto found = configs->find(resource);
    return found == configs->end() ? kNone : found->second;
}

namespace {

// Settings were checked when they were made. Should a broker's own file not go with them, the file
// counts.
template <class C>
C with(C config, const config::Settings& settings) {
    if (settings.empty()) return config;
    auto parsed = config::parse_onto(config, settings);
    return parsed ? std::move(*parsed) : std::move(config);
}

}  // namespace

config::BrokerConfig broker_config(const MetadataImage& image, config::BrokerConfig file) {
    const BrokerId self = file.node_id;
    config::BrokerConfig config =
        with(std::move(file), image.configs_of({ConfigResourceType::kBroker, ""}));
    return with(std::move(config),
                image.configs_of({ConfigResourceType::kBroker, std::to_string(self.value())}));
}

config::TopicConfig topic_config(const MetadataImage& image, std::string_view topic,
                                 const config::BrokerConfig& broker) {
    return with(config::topic_defaults(broker_config(image, broker)),
                image.configs_of({ConfigResourceType::kTopic, std::string(topic)}));
}

namespace {

void add(sim::RunningHash& hash, std::int64_t number) {
    hash.add(static_cast<std::uint64_t>(number));
}
void add(sim::RunningHash& hash, const Uuid& id) {
    hash.add(id.most_significant());
    hash.add(id.least_significant());
}
void add(sim::RunningHash& hash, const std::vector<Uuid>& ids) {
    hash.add(ids.size());
    for (const Uuid& id : ids) add(hash, id);
}
void add(sim::RunningHash& hash, const BrokerIds& brokers) {
    hash.add(brokers.size());
    for (BrokerId broker : brokers) add(hash, broker.value());
}
void add(sim::RunningHash& hash, const std::vector<Endpoint>& endpoints) {
    hash.add(endpoints.size());
    for (const Endpoint& endpoint : endpoints) {
        hash.add(std::string_view(endpoint.name));
        hash.add(std::string_view(endpoint.host));
        add(hash, endpoint.port);
        add(hash, endpoint.security_protocol);
    }
}
void add(sim::RunningHash& hash, const std::vector<SupportedFeature>& features) {
    hash.add(features.size());
    for (const SupportedFeature& feature : features) {
        hash.add(std::string_view(feature.name));
        add(hash, feature.min_supported_version);
        add(hash, feature.max_supported_version);
    }
}

void add(sim::RunningHash& hash, const BrokerRegistration& broker) {
    add(hash, broker.id.value());
    add(hash, broker.epoch.value());
    add(hash, broker.incarnation_id);
    add(hash, broker.endpoints);
    add(hash, broker.features);
    add(hash, broker.rack.has_value());
    hash.add(std::string_view(broker.rack.value_or("")));
    add(hash, broker.directories);
    add(hash, broker.fenced);
    add(hash, broker.in_controlled_shutdown);
}

void add(sim::RunningHash& hash, const ControllerRegistration& controller) {
    add(hash, controller.id.value());
    add(hash, controller.incarnation_id);
    add(hash, controller.endpoints);
    add(hash, controller.features);
}

std::uint64_t digest_of(const PartitionRegistration& partition) {
    sim::RunningHash hash;
    add(hash, partition.replicas);
    add(hash, partition.directories);
    add(hash, partition.isr);
    add(hash, partition.elr);
    add(hash, partition.last_known_elr);
    add(hash, partition.adding);
    add(hash, partition.removing);
    add(hash, partition.leader ? partition.leader->value() : -1);
    add(hash, static_cast<std::int64_t>(partition.leader_recovery_state));
    add(hash, partition.leader_epoch.value());
    add(hash, partition.partition_epoch.value());
    return hash.value();
}

std::uint64_t digest_of(const TopicImage& topic) {
    sim::RunningHash hash;
    hash.add(std::string_view(topic.name));
    add(hash, topic.id);
    for (const auto& partition : topic.partitions) {
        hash.add(partition.digest([](const auto& value) { return digest_of(value); }));
    }
    return hash.value();
}

template <class Map>
std::uint64_t digest_of_values(const Map& map) {
    sim::RunningHash hash;
    for (const auto& [key, value] : map) add(hash, value);
    return hash.value();
}

std::uint64_t digest_of(const std::map<ConfigResource, config::Settings>& configs) {
    sim::RunningHash hash;
    for (const auto& [resource, settings] : configs) {
        add(hash, static_cast<std::int64_t>(resource.type));
        hash.add(std::string_view(resource.name));
        hash.add(settings.size());
        for (const auto& [key, value] : settings) {
            hash.add(std::string_view(key));
            hash.add(std::string_view(value));
        }
    }
    return hash.value();
}

std::uint64_t digest_of(const std::map<std::string, std::int16_t>& features) {
    sim::RunningHash hash;
    for (const auto& [name, level] : features) {
        hash.add(std::string_view(name));
        add(hash, level);
    }
    return hash.value();
}

}  // namespace

std::uint64_t TopicsImage::digest() const {
    return topics_.digest([](const auto& topics) {
        sim::RunningHash hash;
        for (const auto& [id, topic] : topics) {
            hash.add(topic.digest([](const auto& value) { return digest_of(value); }));
        }
        return hash.value();
    });
}

std::uint64_t digest(const MetadataImage& image) {
    sim::RunningHash hash;
    hash.add(image.brokers.digest([](const auto& map) { return digest_of_values(map); }));
    hash.add(image.controllers.digest([](const auto& map) { return digest_of_values(map); }));
    hash.add(image.topics.digest());
    hash.add(image.configs.digest([](const auto& map) { return digest_of(map); }));
    hash.add(image.features.digest([](const auto& map) { return digest_of(map); }));
    add(hash, image.next_producer_id);
    return hash.value();
}

}  // namespace assize::model::metadata
