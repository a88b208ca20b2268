#pragma once

#include <algorithm>
#include <string>

#include "model/controller/cluster_view.h"
#include "model/controller/leadership_updates.h"
#include "tests/model/controller/cluster_state.h"

namespace assize::model::controller {

/// What is wrong with a partition by R3 and R18, or nothing.
inline std::string broken_in(const ClusterView& view, const PartitionRef& ref) {
    const PartitionRegistration& partition = ref.registration;
    const auto min_isr = static_cast<std::size_t>(std::min<std::int64_t>(
        election_rules(view, ref.topic).min_isr, std::ssize(partition.replicas)));
    const auto subset = [&](const BrokerIds& part) {
        return metadata::is_subset(part, partition.replicas) && !metadata::has_duplicates(part);
    };
    if (metadata::has_duplicates(partition.replicas)) return "a replica twice";
    if (!subset(partition.isr)) return "isr is no subset of replicas";
    if (!subset(partition.elr)) return "elr is no subset of replicas";
    if (!subset(partition.adding) || !subset(partition.removing)) return "adding or removing";
    for (BrokerId broker : partition.elr) {
        if (metadata::contains(partition.isr, broker)) return "isr and elr overlap";
    }
    for (BrokerId broker : partition.adding) {
        if (metadata::contains(partition.removing, broker)) return "added and removed";
    }
    if (partition.isr.size() >= min_isr && !partition.elr.empty()) return "elr beside enough isr";
    if (partition.leader && !metadata::contains(partition.isr, *partition.leader)) {
        return "leader is not in sync";
    }
    if (!view.elr_enabled() && partition.isr.empty()) return "isr is empty without an elr";
    for (BrokerId broker : partition.isr) {
        if (view.image.is_active(broker)) continue;
        if (partition.isr.size() > 1) return "somebody inactive is in sync";
    }
    return {};
}

/// What is wrong with the step from one image to the next by R2, or nothing.
inline std::string broken_between(const MetadataImage& before, const MetadataImage& after) {
    std::string broken;
    for_each_partition(before, [&](const PartitionRef& old) {
        const PartitionRegistration* now = after.topics.find(old.topic.id, old.index);
        if (!now || *now == old.registration) return;
        const PartitionRegistration& then = old.registration;
        if (now->partition_epoch <= then.partition_epoch) broken = "partition epoch stands still";
        if (now->leader_epoch < then.leader_epoch) broken = "leader epoch goes back";
        if (now->leader != then.leader && now->leader_epoch == then.leader_epoch) {
            broken = "another leader in the same epoch";
        }
    });
    return broken;
}

/// The first thing that is wrong anywhere.
inline std::string broken_in(const ClusterView& view) {
    std::string broken;
    for_each_partition(view.image, [&](const PartitionRef& partition) {
        const std::string one = broken_in(view, partition);
        if (!one.empty()) {
            broken = partition.topic.name + "-" + std::to_string(partition.index) + ": " + one +
                     ": " + text_of(partition.registration);
        }
    });
    return broken;
}

}  // namespace assize::model::controller
