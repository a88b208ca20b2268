#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/controller/cluster_view.h"
#include "model/controller/partition_change.h"

namespace assize::model::controller {

/// How a topic is kept, as far as elections go.
struct ElectionRules {
    std::int32_t min_isr;
    bool unclean;
};
ElectionRules election_rules(const ClusterView& view, const TopicImage& topic);

/// The broker leaves: fenced, or unregistered. Its own record is not among them.
void add_updates_for_leaving(const ClusterView& view, BrokerId broker,
                             std::vector<MetadataRecord>& records);
/// The broker may lead: partitions without a leader get one, where they can.
void add_updates_for_coming(const ClusterView& view, BrokerId broker,
                            std::vector<MetadataRecord>& records);
/// The broker came back from a shutdown that may have cost it data (KIP-966).
void add_updates_for_unclean_shutdown(const ClusterView& view, BrokerId broker,
                                      std::vector<MetadataRecord>& records);
/// Replicas in these directories of the broker are lost.
void add_updates_for_failed_directories(const ClusterView& view, BrokerId broker,
                                        const std::vector<Uuid>& failed,
                                        std::vector<MetadataRecord>& records);

/// Whether the broker leads any partition.
bool leads_partitions(const MetadataImage& image, BrokerId broker);

// --- Elections.

/// Where one asks for elections, with Kafka's numbers.
enum class ElectionType : std::int8_t { kPreferred = 0, kUnclean = 1 };

/// Elects a leader, as an operator asked for.
/// Fails: kElectionNotNeeded, kPreferredLeaderNotAvailable, kEligibleLeadersNotAvailable.
Decision<wire::PartitionChangeRecord> elect_leader(const ClusterView& view,
                                                   const PartitionRef& partition,
                                                   ElectionType type);

/// Gives preferred replicas their leadership back, of those brokers that lead too few of the
/// partitions that prefer them: by more than `leader.imbalance.per.broker.percentage`.
/// Departs: KRaft ignores the percentage, and balances whatever it can.
std::vector<MetadataRecord> balance_leaders(const ClusterView& view);

/// Leaders for partitions that have none, out of sync if their topics allow that.
std::vector<MetadataRecord> elect_where_leaderless(const ClusterView& view);

}  // namespace assize::model::controller
