#include "model/replication/replica_manager.h"

#include <utility>

#include "model/log/partition_log.h"
#include "model/replication/topic_log_config.h"
#include "sim/invariant.h"

namespace assize::model::replication {

using wire::ErrorCode;

ReplicaManager::ReplicaManager(ReplicaManagerOptions options)
    : options_(std::move(options)), isr_proposals_(options_.broker, options_.controls) {}

ReplicaManager::~ReplicaManager() = default;

void ReplicaManager::start(sim::TaskGroup& tasks, BrokerEpoch broker_epoch) {
    INVARIANT(!tasks_, "a replica manager is started once");
    tasks_ = &tasks;
    broker_epoch_ = broker_epoch;
    isr_proposals_.set_broker_epoch(broker_epoch);
    tasks.spawn([this](sim::Fiber& fiber) { isr_proposals_.run(fiber); });
    tasks.spawn([this](sim::Fiber& fiber) { shrink_isrs(fiber); });
    tasks.spawn([this](sim::Fiber& fiber) { mind_failed_directories(fiber); });
}

void ReplicaManager::shut_down() {
    for (const auto& partition : partitions()) {
        stop_fetching(*partition, "shutdown");
        partition->stop(ErrorCode::kNotLeaderOrFollower);
    }
}

// --- Finding.

ReplicaManager::Answer<std::shared_ptr<Partition>> ReplicaManager::find(
    std::string_view topic, std::int32_t partition) const {
    const auto id = ids_by_name_.find(topic);
    if (id != ids_by_name_.end()) {
        const auto& partitions = topics_.at(id->second).partitions;
        const auto found = partitions.find(partition);
        if (found != partitions.end()) return found->second;
    }
    const metadata::TopicImage* known = image_.topics.find(topic);
    return sim::Failure(why_not_here(known ? known->partition(partition) : nullptr,
                                     ErrorCode::kUnknownTopicOrPartition));
}

ReplicaManager::Answer<std::shared_ptr<Partition>> ReplicaManager::find(
    const Uuid& topic_id, std::int32_t partition) const {
    const auto topic = topics_.find(topic_id);
    if (topic != topics_.end()) {
        const auto found = topic->second.partitions.find(partition);
        if (found != topic->second.partitions.end()) return found->second;
    }
    const metadata::TopicImage* known = image_.topics.find(topic_id);
    if (!known) return sim::Failure(ErrorCode::kUnknownTopicId);
    return sim::Failure(
        why_not_here(known->partition(partition), ErrorCode::kUnknownTopicOrPartition));
}

ErrorCode ReplicaManager::why_not_here(const metadata::PartitionRegistration* registration,
                                       ErrorCode unknown) const {
    return registration ? ErrorCode::kNotLeaderOrFollower : unknown;
}

const metadata::PartitionRegistration* ReplicaManager::registration(std::string_view topic,
                                                                    const Uuid& topic_id,
                                                                    std::int32_t partition) const {
    const metadata::TopicImage* known =
        topic_id.is_zero() ? image_.topics.find(topic) : image_.topics.find(topic_id);
    return known ? known->partition(partition) : nullptr;
}

std::vector<std::shared_ptr<Partition>> ReplicaManager::partitions() const {
    std::vector<std::shared_ptr<Partition>> all;
    for (const auto& [id, topic] : topics_) {
        for (const auto& [number, partition] : topic.partitions) all.push_back(partition);
    }
    return all;
}

std::size_t ReplicaManager::leader_count() const {
    std::size_t leaders = 0;
    for (const auto& [id, topic] : topics_) {
        for (const auto& [number, partition] : topic.partitions) leaders += partition->is_leader();
    }
    return leaders;
}

bool ReplicaManager::may_be_in_isr(BrokerId broker, std::optional<BrokerEpoch> broker_epoch) const {
    const metadata::BrokerRegistration* registration = image_.broker(broker);
    if (!registration || !registration->is_active()) return false;
    return !broker_epoch || *broker_epoch == registration->epoch;
}

// --- Upkeep.

void ReplicaManager::shrink_isrs(sim::Fiber& fiber) {
    for (;;) {
        fiber.sleep(options_.config.replica_lag_time_max / 2);
        for (const auto& partition : partitions()) partition->maybe_shrink_isr(fiber.now());
    }
}

void ReplicaManager::mind_failed_directories(sim::Fiber& fiber) {
    for (;;) {
        options_.logs.directory_failed().wait(fiber);
        for (const auto& partition : partitions()) {
            const auto& log = partition->log();
            if (log && !log->directory().online()) take_offline(*partition);
        }
    }
}

void ReplicaManager::take_offline(Partition& partition) {
    stop_fetching(partition, to_string(ErrorCode::kKafkaStorageError));
    partition.stop(ErrorCode::kKafkaStorageError);
}

}  // namespace assize::model::replication
