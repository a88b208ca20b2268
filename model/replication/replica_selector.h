#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/types.h"

namespace assize::model::replication {

/// A replica that a consumer could read from.
struct ReplicaView {
    BrokerId broker;
    std::optional<std::string> rack;
    Offset log_start;
    Offset log_end;  // As the leader knows it.
    bool in_sync;
};

/// From which replica a consumer in that rack should read at that offset, other than the leader;
/// none when it is the leader. The one in the same rack that is in sync, has the offset, and has
/// most; of equal ones that with the least id.
/// Source: Kafka, RackAwareReplicaSelector; KIP-392.
std::optional<BrokerId> select_replica_in_rack(const std::string& rack, Offset fetch_offset,
                                               const ReplicaView& leader,
                                               const std::vector<ReplicaView>& followers);

}  // namespace assize::model::replication
