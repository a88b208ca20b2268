#include <utility>

#include "model/log/partition_log.h"
#include "model/replication/replica_manager.h"
#include "model/replication/topic_log_config.h"
#include "sim/invariant.h"

namespace assize::model::replication {

using wire::ErrorCode;

void ReplicaManager::apply(sim::Fiber& fiber, const metadata::MetadataDelta& delta,
                           const metadata::MetadataImage& image) {
    INVARIANT(tasks_, "a replica manager is started before metadata is applied");
    image_ = image;
    const metadata::LocalChanges changes = metadata::local_changes(delta, options_.broker);
    for (const auto& removed : changes.removed) remove(fiber, removed);
    for (const auto& local : changes.leads) lead(fiber, local);
    for (const auto& local : changes.follows) follow(fiber, local);
    if (!delta.changed_configs().empty()) apply_configs(fiber, delta);
}

void ReplicaManager::remove(sim::Fiber& fiber, const metadata::LocalChanges::Removed& removed) {
    const auto topic = topics_.find(removed.topic_id);
    if (topic == topics_.end()) return;
    const auto found = topic->second.partitions.find(removed.partition.partition);
    if (found == topic->second.partitions.end()) return;
    const std::shared_ptr<Partition> partition = found->second;
    topic->second.partitions.erase(found);
    if (topic->second.partitions.empty()) {
        const auto name = ids_by_name_.find(topic->second.name);
        if (name != ids_by_name_.end() && name->second == removed.topic_id) {
            ids_by_name_.erase(name);
        }
        topics_.erase(topic);
    }
    stop_fetching(*partition, "metadata");
    partition->stop(why_not_here(image_.topics.find(removed.topic_id, removed.partition.partition),
                                 ErrorCode::kUnknownTopicOrPartition));
    // When its directory fails meanwhile there is nothing left to remove.
    static_cast<void>(options_.logs.remove(fiber, removed.partition));
}

void ReplicaManager::lead(sim::Fiber& fiber, const metadata::LocalPartition& local) {
    Partition& partition = partition_for(local);
    stop_fetching(partition, "metadata");
    auto log = log_for(fiber, local);
    if (!log) return take_offline(partition);
    const auto led = partition.become_leader(fiber, *local.registration, *std::move(log));
    if (!led) take_offline(partition);
}

void ReplicaManager::follow(sim::Fiber& fiber, const metadata::LocalPartition& local) {
    Partition& partition = partition_for(local);
    const bool same_epoch = partition.leader_epoch() == local.registration->leader_epoch;
    if (!same_epoch) stop_fetching(partition, "metadata");
    auto log = log_for(fiber, local);
    if (!log) return take_offline(partition);
    const auto follows = partition.become_follower(fiber, *local.registration, *std::move(log));
    if (!follows) return take_offline(partition);
    if (!follows->new_leader_epoch || !local.registration->leader) return;
    if (options_.config.variant == Variant::kTruncateToHighWatermark) {
        static_cast<void>(partition.truncate_as_follower(fiber, local.registration->leader_epoch,
                                                         partition.log()->high_watermark(),
                                                         TruncationCause::kUnknownEpoch));
    }
    ReplicaFetcher* fetcher = fetcher_for(*local.registration->leader, local.partition.partition);
    // A leader without an address is gone already: the metadata will say who leads next.
    if (fetcher) fetcher->add(partition.shared_from_this(), local.registration->leader_epoch);
}

Partition& ReplicaManager::partition_for(const metadata::LocalPartition& local) {
    Topic& topic =
        topics_.try_emplace(local.topic_id, Topic{.name = local.partition.topic}).first->second;
    ids_by_name_.insert_or_assign(local.partition.topic, local.topic_id);
    std::shared_ptr<Partition>& partition = topic.partitions[local.partition.partition];
    if (!partition) {
        partition =
            std::make_shared<Partition>(local.partition, local.topic_id,
                                        PartitionSurroundings{.life = options_.life,
                                                              .broker = options_.broker,
                                                              .config = options_.config,
                                                              .logs = options_.logs,
                                                              .eligibility = *this,
                                                              .isr_proposals = isr_proposals_});
        partition->set_min_insync_replicas(
            metadata::topic_config(image_, local.partition.topic, options_.config)
                .min_insync_replicas);
    }
    return *partition;
}

ReplicaManager::Answer<std::shared_ptr<log::PartitionLog>> ReplicaManager::log_for(
    sim::Fiber& fiber, const metadata::LocalPartition& local) {
    const auto& known = topics_.at(local.topic_id).partitions.at(local.partition.partition)->log();
    if (known) return known;
    const Uuid& directory = local.registration->directory_of(options_.broker);
    const bool is_assigned = options_.logs.directory(directory) != nullptr;
    const config::TopicConfig config =
        metadata::topic_config(image_, local.partition.topic, options_.config);
    return options_.logs.get_or_create(
        fiber,
        {.partition = local.partition,
         .topic_id = local.topic_id,
         .directory = is_assigned ? std::optional(directory) : std::nullopt},
        log_config_of(config, options_.config));
}

ReplicaFetcher* ReplicaManager::fetcher_for(BrokerId leader, std::int32_t partition) {
    const FetcherKey key{leader, partition % options_.config.num_replica_fetchers};
    std::unique_ptr<ReplicaFetcher>& fetcher = fetchers_[key];
    if (fetcher) return fetcher.get();
    const metadata::BrokerRegistration* registration = image_.broker(leader);
    const auto address = registration ? options_.address_of(*registration) : std::nullopt;
    if (!address) return nullptr;
    fetcher = std::make_unique<ReplicaFetcher>(ReplicaFetcher::Options{.life = options_.life,
                                                                       .broker = options_.broker,
                                                                       .leader = leader,
                                                                       .address = *address,
                                                                       .config = options_.config},
                                               broker_epoch_);
    tasks_->spawn([it = fetcher.get()](sim::Fiber& fiber) { it->run(fiber); });
    return fetcher.get();
}

void ReplicaManager::stop_fetching(const Partition& partition, std::string_view reason) {
    for (const auto& [key, fetcher] : fetchers_) {
        if (fetcher) fetcher->remove(partition, reason);
    }
}

void ReplicaManager::apply_configs(sim::Fiber& fiber, const metadata::MetadataDelta& delta) {
    // A broker's own settings are defaults of all its topics.
    bool all = false;
    for (const auto& resource : delta.changed_configs()) {
        all = all || resource.type == metadata::ConfigResourceType::kBroker;
    }
    for (const auto& partition : partitions()) {
        const std::string& topic = partition->partition().topic;
        if (!all &&
            !delta.changed_configs().contains({metadata::ConfigResourceType::kTopic, topic})) {
            continue;
        }
        const auto config = metadata::topic_config(image_, topic, options_.config);
        if (partition->log()) partition->log()->set_config(log_config_of(config, options_.config));
        partition->set_min_insync_replicas(config.min_insync_replicas);
        partition->maybe_advance_high_watermark(fiber.now());
    }
}

}  // namespace assize::model::replication
