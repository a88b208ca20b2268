#include "model/controller/cluster_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/controller/leadership_updates.h"

namespace assize::model::controller {

namespace {

constexpr std::int8_t kFlagSet = 1;
constexpr std::int8_t kFlagCleared = -1;

wire::BrokerRegistrationChangeRecord change_of(const BrokerRegistration& broker) {
    wire::BrokerRegistrationChangeRecord record;
    record.broker_id = broker.id.value();
    record.broker_epoch = broker.epoch.value();
    return record;
}

template <class Record, class Request>
void copy_endpoints_and_features(Record& record, const Request& request) {
    for (const auto& each : request.listeners) {
        record.end_points.push_back({each.name, each.host, each.port, each.security_protocol});
    }
    for (const auto& each : request.features) {
        record.features.push_back(
            {each.name, each.min_supported_version, each.max_supported_version});
    }
}

Decision<void> check_directories(const MetadataImage& image,
                                 const wire::BrokerRegistrationRequest& request) {
    std::vector<Uuid> directories = request.log_dirs;
    std::sort(directories.begin(), directories.end());
    if (std::adjacent_find(directories.begin(), directories.end()) != directories.end()) {
        return refuse(ErrorCode::kInvalidRegistration, "Duplicate log directory in registration");
    }
    if (!directories.empty() && directories.front() <= metadata::kDirectoryMigrating) {
        return refuse(ErrorCode::kInvalidRegistration, "Reserved log directory in registration");
    }
    for (const auto& [id, broker] : *image.brokers) {
        if (id.value() == request.broker_id) continue;
        for (const Uuid& directory : broker.directories) {
            if (!std::binary_search(directories.begin(), directories.end(), directory)) continue;
            return refuse(ErrorCode::kInvalidRegistration,
                          fmt::format("Broker {} is already registered with directory {}",
                                      id.value(), to_string(directory)));
        }
    }
    return {};
}

Decision<void> check_features(const MetadataImage& image,
                              const wire::BrokerRegistrationRequest& request) {
    for (const auto& supported : request.features) {
        const auto finalized = image.features->find(supported.name);
        if (finalized == image.features->end()) continue;
        const std::int16_t level = finalized->second;
        if (supported.min_supported_version <= level && level <= supported.max_supported_version) {
            continue;
        }
        return refuse(ErrorCode::kUnsupportedVersion,
                      fmt::format("Unable to register because the broker does not support "
                                  "finalized version {} of {}. The broker wants a version between "
                                  "{} and {}, inclusive.",
                                  level, supported.name, supported.min_supported_version,
                                  supported.max_supported_version));
    }
    return {};
}

wire::RegisterBrokerRecord record_of(const wire::BrokerRegistrationRequest& request) {
    wire::RegisterBrokerRecord record;
    record.broker_id = request.broker_id;
    record.incarnation_id = request.incarnation_id;
    copy_endpoints_and_features(record, request);
    record.rack = request.rack;
    record.log_dirs = request.log_dirs;
    return record;
}

}  // namespace

Decision<ControllerResult<wire::BrokerRegistrationResponse>> register_broker(
    const ClusterView& view, const BrokerHeartbeats& heartbeats, sim::MonotonicInstant now,
    std::string_view cluster_id, Offset next_offset,
    const wire::BrokerRegistrationRequest& request) {
    if (request.cluster_id != cluster_id) {
        return refuse(ErrorCode::kInconsistentClusterId,
                      fmt::format("Expected cluster ID {}, but got cluster ID {}", cluster_id,
                                  request.cluster_id));
    }
    if (request.broker_id < 0) {
        return refuse(ErrorCode::kInvalidRegistration, "Broker ids are not negative");
    }
    const BrokerId id(request.broker_id);
    const BrokerRegistration* existing = view.image.broker(id);
    const bool same = existing && existing->incarnation_id == request.incarnation_id;
    if (existing && !same && heartbeats.has_valid_session(id, now) &&
        !existing->in_controlled_shutdown) {
        return refuse(ErrorCode::kDuplicateBrokerRegistration,
                      fmt::format("Another broker is registered with that broker id. If the "
                                  "broker was recently restarted this should self-resolve once "
                                  "the heartbeat manager expires the broker's session."));
    }
    if (auto checked = check_directories(view.image, request); !checked) {
        return sim::Failure(checked.error());
    }
    if (auto checked = check_features(view.image, request); !checked) {
        return sim::Failure(checked.error());
    }

    ControllerResult<wire::BrokerRegistrationResponse> result;
    wire::RegisterBrokerRecord record = record_of(request);
    record.broker_epoch = same ? existing->epoch.value() : next_offset.value();
    record.fenced = same ? existing->fenced : true;
    record.in_controlled_shutdown = same && existing->in_controlled_shutdown;
    result.response.broker_epoch = record.broker_epoch;
    result.records.push_back(record);
    if (!existing || same) return result;

    // Whoever was there before is gone, and its replicas with it.
    if (view.elr_enabled() && request.previous_broker_epoch != existing->epoch.value()) {
        result.reason = "unclean_shutdown";
        add_updates_for_unclean_shutdown(view, id, result.records);
    } else {
        result.reason = "broker_restarted";
        add_updates_for_leaving(view, id, result.records);
    }
    return result;
}

Decision<ControllerResult<wire::UnregisterBrokerResponse>> unregister_broker(
    const ClusterView& view, const wire::UnregisterBrokerRequest& request) {
    const BrokerRegistration* broker = view.image.broker(BrokerId(request.broker_id));
    if (!broker) {
        return refuse(ErrorCode::kBrokerIdNotRegistered,
                      fmt::format("Broker ID {} is not currently registered", request.broker_id));
    }
    ControllerResult<wire::UnregisterBrokerResponse> result;
    result.reason = "broker_unregistered";
    result.response.error_message.reset();
    if (view.elr_enabled()) {
        add_updates_for_unclean_shutdown(view, broker->id, result.records);
    } else {
        add_updates_for_leaving(view, broker->id, result.records);
    }
    wire::UnregisterBrokerRecord record;
    record.broker_id = broker->id.value();
    record.broker_epoch = broker->epoch.value();
    result.records.push_back(record);
    return result;
}

std::vector<MetadataRecord> fence_broker(const ClusterView& view, BrokerId broker) {
    std::vector<MetadataRecord> records;
    add_updates_for_leaving(view, broker, records);
    wire::BrokerRegistrationChangeRecord record = change_of(*view.image.broker(broker));
    record.fenced = kFlagSet;
    records.push_back(record);
    return records;
}

namespace {

// What a broker's new state means for partitions.
void add_state_change(const ClusterView& view, const BrokerRegistration& broker,
                      BrokerControlState next,
                      ControllerResult<wire::BrokerHeartbeatResponse>& result) {
    wire::BrokerRegistrationChangeRecord record = change_of(broker);
    switch (next) {
        case BrokerControlState::kFenced:
        case BrokerControlState::kShutdownNow:
            if (broker.fenced) return;
            result.reason = "broker_fenced";
            result.records = fence_broker(view, broker.id);
            return;
        case BrokerControlState::kUnfenced:
            if (!broker.fenced) return;
            result.reason = "broker_unfenced";
            record.fenced = kFlagCleared;
            result.records.push_back(record);
            add_updates_for_coming(view, broker.id, result.records);
            return;
        case BrokerControlState::kControlledShutdown:
            result.reason = "controlled_shutdown";
            if (!broker.in_controlled_shutdown) {
                record.in_controlled_shutdown = kFlagSet;
                result.records.push_back(record);
            }
            add_updates_for_leaving(view, broker.id, result.records);
            return;
    }
}

void add_failed_directories(const ClusterView& view, const BrokerRegistration& broker,
                            const std::vector<Uuid>& offline,
                            ControllerResult<wire::BrokerHeartbeatResponse>& result) {
    std::vector<Uuid> failed;
    std::vector<Uuid> online;
    for (const Uuid& directory : broker.directories) {
        const bool is_offline =
            std::find(offline.begin(), offline.end(), directory) != offline.end();
        (is_offline ? failed : online).push_back(directory);
    }
    if (failed.empty() || online.empty()) return;  // Without any it ends by itself.
    wire::BrokerRegistrationChangeRecord record = change_of(broker);
    record.log_dirs = std::move(online);
    result.records.push_back(record);
    result.reason = "directory_failed";
    add_updates_for_failed_directories(view, broker.id, failed, result.records);
}

}  // namespace

Decision<ControllerResult<wire::BrokerHeartbeatResponse>> process_heartbeat(
    const ClusterView& view, const BrokerHeartbeats& heartbeats,
    const wire::BrokerHeartbeatRequest& request) {
    if (!view.image.broker(BrokerId(request.broker_id))) {
        return refuse(ErrorCode::kBrokerIdNotRegistered,
                      fmt::format("Broker ID {} is not registered", request.broker_id));
    }
    const auto broker = check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
    if (!broker) return sim::Failure(broker.error());

    const bool leads = ((*broker)->in_controlled_shutdown || request.want_shut_down) &&
                       leads_partitions(view.image, (*broker)->id);
    const BrokerControlState next = heartbeats.next_state(view.image, **broker, request, leads);
    ControllerResult<wire::BrokerHeartbeatResponse> result;
    if (next != state_of(**broker)) add_state_change(view, **broker, next, result);
    // A broker that leaves all ISRs anyway loses nothing more with its directories.
    if (result.records.empty()) {
        add_failed_directories(view, **broker, request.offline_log_dirs, result);
    }
    result.response.is_caught_up = request.current_metadata_offset >= (*broker)->epoch.value();
    result.response.is_fenced = is_fenced(next);
    result.response.should_shut_down = next == BrokerControlState::kShutdownNow;
    return result;
}

ControllerResult<wire::ControllerRegistrationResponse> register_controller(
    const ClusterView& view, const wire::ControllerRegistrationRequest& request) {
    wire::RegisterControllerRecord record;
    record.controller_id = request.controller_id;
    record.incarnation_id = request.incarnation_id;
    copy_endpoints_and_features(record, request);
    ControllerResult<wire::ControllerRegistrationResponse> result;
    result.response.error_message.reset();
    const auto known = view.image.controllers->find(BrokerId(request.controller_id));
    if (known == view.image.controllers->end() ||
        known->second.incarnation_id != request.incarnation_id) {
        result.records.push_back(record);
    }
    return result;
}

namespace {

ErrorCode assign_directory(const ClusterView& view, BrokerId broker, const Uuid& directory,
                           const Uuid& topic_id, std::int32_t index,
                           std::vector<MetadataRecord>& records) {
    const TopicImage* topic = view.image.topics.find(topic_id);
    if (!topic) return ErrorCode::kUnknownTopicId;
    const PartitionRegistration* partition = topic->partition(index);
    if (!partition) return ErrorCode::kUnknownTopicOrPartition;
    if (!metadata::contains(partition->replicas, broker)) return ErrorCode::kNotLeaderOrFollower;
    if (partition->directory_of(broker) == directory) return ErrorCode::kNone;
    wire::PartitionChangeRecord record;
    record.topic_id = topic_id;
    record.partition_id = index;
    record.directories = partition->directories;
    for (std::size_t i = 0; i < partition->replicas.size(); ++i) {
        if (partition->replicas[i] == broker) (*record.directories)[i] = directory;
    }
    records.push_back(record);
    return ErrorCode::kNone;
}

}  // namespace

Decision<ControllerResult<wire::AssignReplicasToDirsResponse>> assign_replicas_to_directories(
    const ClusterView& view, const wire::AssignReplicasToDirsRequest& request) {
    const auto broker = check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
    if (!broker) return sim::Failure(broker.error());
    ControllerResult<wire::AssignReplicasToDirsResponse> result;
    for (const auto& directory : request.directories) {
        auto& answer = result.response.directories.emplace_back();
        answer.id = directory.id;
        for (const auto& topic : directory.topics) {
            auto& of_topic = answer.topics.emplace_back();
            of_topic.topic_id = topic.topic_id;
            for (const auto& partition : topic.partitions) {
                of_topic.partitions.push_back(
                    {.partition_index = partition.partition_index,
                     .error_code =
                         assign_directory(view, (*broker)->id, directory.id, topic.topic_id,
                                          partition.partition_index, result.records)});
            }
        }
    }
    return result;
}

}  // namespace assize::model::controller
