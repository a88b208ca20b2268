#include "model/metadata/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace assize::model::metadata {

namespace {

using Replayed = sim::Result<Touched, ReplayError>;

constexpr std::int32_t kNoLeader = -1;
constexpr std::int32_t kLeaderAsBefore = -2;
constexpr std::int8_t kRecoveryAsBefore = -1;

template <class... Arguments>
auto misfit(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    return sim::Failure(ReplayError{fmt::format(text, std::forward<Arguments>(arguments)...)});
}

std::optional<BrokerId> leader_of(std::int32_t id) {
    if (id == kNoLeader) return std::nullopt;
    return BrokerId(id);
}

template <class EndPoints>
std::vector<Endpoint> endpoints_of(const EndPoints& end_points) {
    std::vector<Endpoint> endpoints;
    for (const auto& each : end_points) {
        endpoints.push_back({each.name, each.host, each.port, each.security_protocol});
    }
    return endpoints;
}

template <class Features>
std::vector<SupportedFeature> features_of(const Features& features) {
    std::vector<SupportedFeature> supported;
    for (const auto& each : features) {
        supported.push_back({each.name, each.min_supported_version, each.max_supported_version});
    }
    return supported;
}

std::vector<Uuid> sorted(std::vector<Uuid> directories) {
    std::sort(directories.begin(), directories.end());
    return directories;
}

/// A registered broker, in that very registration.
sim::Result<BrokerRegistration*, ReplayError> registered(MetadataImage& image, std::int32_t id,
                                                         std::int64_t epoch) {
    const BrokerRegistration* known = image.broker(BrokerId(id));
    if (!known || known->epoch != BrokerEpoch(epoch)) {
        return misfit("broker {} is not registered with epoch {}", id, epoch);
    }
    return &image.brokers.edit().find(BrokerId(id))->second;
}

sim::Result<void, ReplayError> check_shape(const PartitionRegistration& partition) {
    if (partition.directories.size() != partition.replicas.size()) {
        return misfit("{} directories for {} replicas", partition.directories.size(),
                      partition.replicas.size());
    }
    if (partition.leader && !contains(partition.replicas, *partition.leader)) {
        return misfit("leader {} is no replica", partition.leader->value());
    }
    return {};
}

/// Applies one record; there is a function for each kind.
struct RecordReplay {
    MetadataImage& image;

    Replayed operator()(const wire::RegisterBrokerRecord& record) const {
        const BrokerId id(record.broker_id);
        image.brokers.edit().insert_or_assign(
            id, BrokerRegistration{
                    .id = id,
                    .epoch = BrokerEpoch(record.broker_epoch),
                    .incarnation_id = record.incarnation_id,
                    .endpoints = endpoints_of(record.end_points),
                    .features = features_of(record.features),
                    .rack = record.rack,
                    .directories = sorted(record.log_dirs),
                    .fenced = record.fenced,
                    .in_controlled_shutdown = record.in_controlled_shutdown,
                });
        return Touched{.broker = id};
    }

    Replayed operator()(const wire::UnregisterBrokerRecord& record) const {
        const auto broker = registered(image, record.broker_id, record.broker_epoch);
        if (!broker) return sim::Failure(broker.error());
        image.brokers.edit().erase(BrokerId(record.broker_id));
        return Touched{.broker = BrokerId(record.broker_id)};
    }

    Replayed operator()(const wire::FenceBrokerRecord& record) const {
        return set_fenced(record.id, record.epoch, true);
    }
    Replayed operator()(const wire::UnfenceBrokerRecord& record) const {
        return set_fenced(record.id, record.epoch, false);
    }
    Replayed set_fenced(std::int32_t id, std::int64_t epoch, bool fenced) const {
        const auto broker = registered(image, id, epoch);
        if (!broker) return sim::Failure(broker.error());
        (*broker)->fenced = fenced;
        return Touched{.broker = BrokerId(id)};
    }

    Replayed operator()(const wire::BrokerRegistrationChangeRecord& record) const {
        const auto broker = registered(image, record.broker_id, record.broker_epoch);
        if (!broker) return sim::Failure(broker.error());
        if (record.fenced != 0) (*broker)->fenced = record.fenced > 0;
        if (record.in_controlled_shutdown > 0) (*broker)->in_controlled_shutdown = true;
        if (!record.log_dirs.empty()) (*broker)->directories = sorted(record.log_dirs);
        return Touched{.broker = BrokerId(record.broker_id)};
    }

    Replayed operator()(const wire::RegisterControllerRecord& record) const {
        const BrokerId id(record.controller_id);
        image.controllers.edit().insert_or_assign(id,
                                                  ControllerRegistration{
                                                      .id = id,
                                                      .incarnation_id = record.incarnation_id,
                                                      .endpoints = endpoints_of(record.end_points),
                                                      .features = features_of(record.features),
                                                  });
        return Touched{};
    }

    Replayed operator()(const wire::TopicRecord& record) const {
        if (image.topics.find(record.topic_id) ||
            image.topics.find(std::string_view(record.name))) {
            return misfit("topic {} is there already", record.name);
        }
        image.topics.add(TopicImage{.name = record.name, .id = record.topic_id});
        return Touched{};
    }

    Replayed operator()(const wire::RemoveTopicRecord& record) const {
        const TopicImage* topic = image.topics.find(record.topic_id);
        if (!topic) return misfit("no topic {} to remove", to_string(record.topic_id));
        const ConfigResource resource{ConfigResourceType::kTopic, topic->name};
        Touched touched{.deleted_topic = record.topic_id};
        if (image.configs->contains(resource)) {
            image.configs.edit().erase(resource);
            touched.config = resource;
        }
        image.topics.remove(record.topic_id);
        return touched;
    }

    Replayed operator()(const wire::PartitionRecord& record) const {
        const TopicImage* topic = image.topics.find(record.topic_id);
        if (!topic) return misfit("a partition of no topic {}", to_string(record.topic_id));
        if (record.partition_id < 0 || record.partition_id > std::ssize(topic->partitions)) {
            return misfit("partition {} comes before those below it", record.partition_id);
        }
        PartitionRegistration partition{
            .replicas = to_broker_ids(record.replicas),
            .directories = record.directories,
            .isr = to_broker_ids(record.isr),
            .elr = to_broker_ids(record.eligible_leader_replicas.value_or(std::vector<int>{})),
            .last_known_elr = to_broker_ids(record.last_known_elr.value_or(std::vector<int>{})),
            .adding = to_broker_ids(record.adding_replicas),
            .removing = to_broker_ids(record.removing_replicas),
            .leader = leader_of(record.leader),
            .leader_recovery_state = LeaderRecoveryState(record.leader_recovery_state),
            .leader_epoch = LeaderEpoch(record.leader_epoch),
            .partition_epoch = PartitionEpoch(record.partition_epoch),
        };
        if (const auto shaped = check_shape(partition); !shaped) {
            return sim::Failure(shaped.error());
        }
        auto& partitions = image.topics.edit(record.topic_id).partitions;
        const auto index = static_cast<std::size_t>(record.partition_id);
        if (index == partitions.size()) partitions.emplace_back();
        partitions[index] = Shared<PartitionRegistration>(std::move(partition));
        return Touched{.partitions = {{record.topic_id, record.partition_id}}};
    }

    Replayed operator()(const wire::PartitionChangeRecord& record) const {
        const PartitionRegistration* partition =
            image.topics.find(record.topic_id, record.partition_id);
        if (!partition) {
            return misfit("no partition {} of topic {} to change", record.partition_id,
                          to_string(record.topic_id));
        }
        auto merged = merge(*partition, record);
        if (!merged) return sim::Failure(merged.error());
        image.topics.edit(record.topic_id)
            .partitions[static_cast<std::size_t>(record.partition_id)] =
            Shared<PartitionRegistration>(std::move(*merged));
        return Touched{.partitions = {{record.topic_id, record.partition_id}}};
    }

    // An empty name means all topics.
    Replayed operator()(const wire::ClearElrRecord& record) const {
        if (!record.topic_name.empty() && !image.topics.find(std::string_view(record.topic_name))) {
            return misfit("no topic {} to clear", record.topic_name);
        }
        Touched touched;
        for (const auto& [name, id] : image.topics.ids_by_name()) {
            if (!record.topic_name.empty() && name != record.topic_name) continue;
            const TopicImage& topic = *image.topics.find(id);
            for (std::int32_t index = 0; index < std::ssize(topic.partitions); ++index) {
                const PartitionRegistration& partition = *topic.partition(index);
                if (partition.elr.empty() && partition.last_known_elr.empty()) continue;
                touched.partitions.emplace_back(id, index);
            }
        }
        for (const auto& [id, index] : touched.partitions) {
            wire::PartitionChangeRecord change;
            change.topic_id = id;
            change.partition_id = index;
            change.eligible_leader_replicas.emplace();
            change.last_known_elr.emplace();
            if (const auto changed = (*this)(change); !changed) return changed;
        }
        return touched;
    }

    Replayed operator()(const wire::ConfigRecord& record) const {
        const auto type = ConfigResourceType(record.resource_type);
        if (type != ConfigResourceType::kTopic && type != ConfigResourceType::kBroker) {
            return misfit("no resources of type {} are configured here", record.resource_type);
        }
        const ConfigResource resource{type, record.resource_name};
        config::Settings& settings = image.configs.edit()[resource];
        if (record.value) {
            settings.insert_or_assign(record.name, *record.value);
        } else {
            settings.erase(record.name);
        }
        if (settings.empty()) image.configs.edit().erase(resource);
        return Touched{.config = resource};
    }

    Replayed operator()(const wire::FeatureLevelRecord& record) const {
        if (record.feature_level == 0) {
            image.features.edit().erase(record.name);
        } else {
            image.features.edit().insert_or_assign(record.name, record.feature_level);
        }
        return Touched{.features = true};
    }

    Replayed operator()(const wire::ProducerIdsRecord& record) const {
        if (record.next_producer_id <= image.next_producer_id) {
            return misfit("producer ids go back from {} to {}", image.next_producer_id,
                          record.next_producer_id);
        }
        image.next_producer_id = record.next_producer_id;
        return Touched{};
    }

    Replayed operator()(const wire::NoOpRecord&) const { return Touched{}; }
    Replayed operator()(const wire::BeginTransactionRecord&) const { return Touched{}; }
    Replayed operator()(const wire::EndTransactionRecord&) const { return Touched{}; }
    Replayed operator()(const wire::AbortTransactionRecord&) const { return Touched{}; }
};

void take(BrokerIds& brokers, const std::optional<std::vector<std::int32_t>>& ids) {
    if (ids) brokers = to_broker_ids(*ids);
}

}  // namespace

sim::Result<PartitionRegistration, ReplayError> merge(PartitionRegistration partition,
                                                      const wire::PartitionChangeRecord& change) {
    take(partition.replicas, change.replicas);
    take(partition.isr, change.isr);
    take(partition.elr, change.eligible_leader_replicas);
    take(partition.last_known_elr, change.last_known_elr);
    take(partition.adding, change.adding_replicas);
    take(partition.removing, change.removing_replicas);
    if (change.directories) partition.directories = *change.directories;
    if (change.leader_recovery_state != kRecoveryAsBefore) {
        partition.leader_recovery_state = LeaderRecoveryState(change.leader_recovery_state);
    }
    if (change.leader != kLeaderAsBefore) {
        partition.leader = leader_of(change.leader);
        partition.leader_epoch = LeaderEpoch(partition.leader_epoch.value() + 1);
    }
    partition.partition_epoch = PartitionEpoch(partition.partition_epoch.value() + 1);
    if (const auto shaped = check_shape(partition); !shaped) return sim::Failure(shaped.error());
    return partition;
}

sim::Result<Touched, ReplayError> replay(MetadataImage& image, const MetadataRecord& record) {
    return std::visit(RecordReplay{image}, record);
}

}  // namespace assize::model::metadata
