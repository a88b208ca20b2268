#include "model/controller/leadership_updates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assize::model::controller {

using metadata::contains;

ElectionRules election_rules(const ClusterView& view, const TopicImage& topic) {
    const config::TopicConfig config = metadata::topic_config(view.image, topic.name, view.config);
    return {.min_isr = config.min_insync_replicas,
            .unclean = config.unclean_leader_election_enable};
}

namespace {

/// The rules of the topic that was asked for last: partitions come topic by topic.
class RulesByTopic {
public:
    explicit RulesByTopic(const ClusterView& view) : view_(view) {}

    const ElectionRules& of(const TopicImage& topic) {
        if (!rules_ || id_ != topic.id) rules_ = election_rules(view_, topic);
        id_ = topic.id;
        return *rules_;
    }

private:
    const ClusterView& view_;
    Uuid id_;
    std::optional<ElectionRules> rules_;
};

/// A broker for which partitions need other leaders and in-sync replicas.
struct BrokerChange {
    std::optional<BrokerId> leaving = std::nullopt;  // From all ISRs, and leads no more.
    std::optional<BrokerId> coming = std::nullopt;   // May lead, though the image has it fenced.
    std::optional<BrokerId> unclean_shutdown = std::nullopt;  // Leaves ISRs and ELRs.
};

/// Adds a record for each partition for which `concerns(partition)` holds and that changes.
/// Source: ReplicationControlManager.generateLeaderAndIsrUpdates.
template <class Concerns>
void add_leader_and_isr_updates(const ClusterView& view, const BrokerChange& change,
                                Concerns concerns, std::vector<MetadataRecord>& records) {
    RulesByTopic rules(view);
    const auto leaving = change.unclean_shutdown ? change.unclean_shutdown : change.leaving;
    for_each_partition(view.image, [&](const PartitionRef& partition) {
        if (!concerns(partition.registration)) return;
        const ElectionRules& of_topic = rules.of(partition.topic);
        PartitionChangeBuilder builder(
            view, partition,
            Liveness{.image = view.image, .leaving = leaving, .coming = change.coming},
            of_topic.min_isr);
        if (of_topic.unclean) builder.election = Election::kUnclean;
        if (leaving) builder.isr = metadata::without(builder.isr, *leaving);
        if (change.unclean_shutdown) builder.unclean_shutdown = {*change.unclean_shutdown};
        if (auto record = builder.build()) records.push_back(std::move(*record));
    });
}

}  // namespace

void add_updates_for_leaving(const ClusterView& view, BrokerId broker,
                             std::vector<MetadataRecord>& records) {
    add_leader_and_isr_updates(
        view, {.leaving = broker},
        [&](const PartitionRegistration& partition) { return contains(partition.isr, broker); },
        records);
}

void add_updates_for_coming(const ClusterView& view, BrokerId broker,
                            std::vector<MetadataRecord>& records) {
    add_leader_and_isr_updates(
        view, {.coming = broker},
        [&](const PartitionRegistration& partition) { return !partition.leader; }, records);
}

void add_updates_for_unclean_shutdown(const ClusterView& view, BrokerId broker,
                                      std::vector<MetadataRecord>& records) {
    add_leader_and_isr_updates(
        view, {.unclean_shutdown = broker},
        [&](const PartitionRegistration& partition) {
            return contains(partition.isr, broker) || contains(partition.elr, broker);
        },
        records);
}

void add_updates_for_failed_directories(const ClusterView& view, BrokerId broker,
                                        const std::vector<Uuid>& failed,
                                        std::vector<MetadataRecord>& records) {
    add_leader_and_isr_updates(
        view, {.leaving = broker},
        [&](const PartitionRegistration& partition) {
            return contains(partition.isr, broker) &&
                   std::find(failed.begin(), failed.end(), partition.directory_of(broker)) !=
                       failed.end();
        },
        records);
}

bool leads_partitions(const MetadataImage& image, BrokerId broker) {
    bool leads = false;
    for_each_partition(image, [&](const PartitionRef& partition) {
        leads |= partition.registration.leader == broker;
    });
    return leads;
}

namespace {

PartitionChangeBuilder builder_for_election(const ClusterView& view, const PartitionRef& partition,
                                            Election election) {
    PartitionChangeBuilder builder(view, partition, Liveness{.image = view.image},
                                   election_rules(view, partition.topic).min_isr);
    builder.election = election;
    return builder;
}

bool has_preferred_leader(const PartitionRegistration& partition) {
    return partition.leader && partition.leader == partition.replicas.front();
}

}  // namespace

Decision<wire::PartitionChangeRecord> elect_leader(const ClusterView& view,
                                                   const PartitionRef& partition,
                                                   ElectionType type) {
    const bool preferred = type == ElectionType::kPreferred;
    if (preferred ? has_preferred_leader(partition.registration)
                  : partition.registration.leader.has_value()) {
        return refuse(ErrorCode::kElectionNotNeeded, "Leader election not needed.");
    }
    auto record =
        builder_for_election(view, partition, preferred ? Election::kPreferred : Election::kUnclean)
            .build();
    if (record) return std::move(*record);
    if (preferred) {
        return refuse(ErrorCode::kPreferredLeaderNotAvailable,
                      "The preferred leader was not available.");
    }
    return refuse(ErrorCode::kEligibleLeadersNotAvailable, "No eligible leaders were found.");
}

std::vector<MetadataRecord> balance_leaders(const ClusterView& view) {
    struct Balance {
        std::int64_t preferred = 0;
        std::int64_t led_by_others = 0;
    };
    std::map<BrokerId, Balance> balances;
    for_each_partition(view.image, [&](const PartitionRef& partition) {
        Balance& balance = balances[partition.registration.replicas.front()];
        balance.preferred += 1;
        if (!has_preferred_leader(partition.registration)) balance.led_by_others += 1;
    });
    const std::int64_t percentage = view.config.leader_imbalance_per_broker_percentage;
    std::vector<MetadataRecord> records;
    for_each_partition(view.image, [&](const PartitionRef& partition) {
        if (has_preferred_leader(partition.registration)) return;
        const BrokerId preferred = partition.registration.replicas.front();
        const Balance& balance = balances[preferred];
        if (balance.led_by_others * 100 <= percentage * balance.preferred) return;
        if (!view.image.is_active(preferred)) return;
        auto record = builder_for_election(view, partition, Election::kPreferred).build();
        if (record) records.push_back(std::move(*record));
    });
    return records;
}

std::vector<MetadataRecord> elect_where_leaderless(const ClusterView& view) {
    std::vector<MetadataRecord> records;
    add_leader_and_isr_updates(
        view, {}, [](const PartitionRegistration& partition) { return !partition.leader; },
        records);
    return records;
}

}  // namespace assize::model::controller
