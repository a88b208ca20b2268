#include "model/replication/replica_selector.h"

namespace assize::model::replication {

std::optional<BrokerId> select_replica_in_rack(const std::string& rack, Offset fetch_offset,
                                               const ReplicaView& leader,
                                               const std::vector<ReplicaView>& followers) {
    if (rack.empty() || leader.rack == rack) return std::nullopt;
    const ReplicaView* best = nullptr;
    for (const ReplicaView& follower : followers) {
        if (follower.rack != rack || !follower.in_sync) continue;
        if (fetch_offset < follower.log_start || fetch_offset > follower.log_end) continue;
        const bool is_better =
            !best || follower.log_end > best->log_end ||
            (follower.log_end == best->log_end && follower.broker < best->broker);
        if (is_better) best = &follower;
    }
    return best ? std::optional(best->broker) : std::nullopt;
}

}  // namespace assize::model::replication
