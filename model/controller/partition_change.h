#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/controller/cluster_view.h"
#include "model/metadata/registration.h"

namespace assize::model::controller {

enum class Election : std::uint8_t {
    kOnline,     // Whoever leads goes on if it may; else the first in sync.
    kPreferred,  // The first replica, if it may.
    kUnclean,    // If nobody in sync may lead, the first who is up, at the price of records.
};

/// Brokers that are to be seen otherwise than the image has them, since a record about them is
/// under way.
struct Liveness {
    const MetadataImage& image;
    std::optional<BrokerId> leaving = std::nullopt;
    std::optional<BrokerId> coming = std::nullopt;

    /// Whether a replica of the partition on that broker is up: active, its directory online.
    bool may_lead(const PartitionRegistration& partition, BrokerId broker) const;
};

/// Works out what a change of a partition entails: whether a reassignment is complete with it, who
/// leads, who is eligible to (KIP-966), and how all that is written as one record.
/// To be filled in, then built once.
/// Source: PartitionChangeBuilder.
/// Departs: the last known leader must be up to be elected; the ELR holds replicas only; a new
/// reassignment forgets whom the last one was about to remove.
class PartitionChangeBuilder {
public:
    PartitionChangeBuilder(const ClusterView& view, const PartitionRef& partition,
                           Liveness liveness, std::int32_t min_isr);

    Election election = Election::kOnline;
    BrokerIds isr;  // What is wanted; at first all is as it was.
    BrokerIds replicas;
    BrokerIds adding;
    BrokerIds removing;
    metadata::LeaderRecoveryState leader_recovery_state;
    BrokerIds unclean_shutdown = {};  // Who lost data, perhaps: no longer eligible.

    /// Nothing, when nothing changes.
    std::optional<wire::PartitionChangeRecord> build();

private:
    struct Elected {
        std::optional<BrokerId> leader;
        bool unclean = false;
    };

    void complete_reassignment();
    void settle_elr();
    Elected elect() const;
    bool is_valid_leader(BrokerId broker) const;
    bool is_last_known_leader_electable() const;
    void elect_into(wire::PartitionChangeRecord& record);
    void bump_leader_epoch_if_replicas_left(wire::PartitionChangeRecord& record) const;
    void write_elr(wire::PartitionChangeRecord& record) const;
    void write_assignment(wire::PartitionChangeRecord& record) const;
    std::size_t effective_min_isr() const;

    const ClusterView& view_;
    const PartitionRegistration& before_;
    Liveness liveness_;
    std::int32_t min_isr_;
    wire::PartitionChangeRecord record_;  // With the names filled in.
    BrokerIds elr_;
    BrokerIds last_known_elr_;
};

/// The directory of a new replica: the broker's only one, or one that it is yet to choose.
Uuid default_directory(const MetadataImage& image, BrokerId broker);

}  // namespace assize::model::controller
