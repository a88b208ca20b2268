#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/log/leader_epoch_cache.h"
#include "model/log/log_types.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "sim/time.h"

namespace assize::model::replication {

/// A broker that fetches as a follower.
struct FollowerIdentity {
    BrokerId broker;
    std::optional<BrokerEpoch> epoch;
};

/// What holds for all partitions of a fetch.
struct FetchParams {
    std::optional<FollowerIdentity> follower = std::nullopt;  // None: a consumer.
    sim::Duration max_wait = sim::Duration::zero();
    std::int32_t min_bytes = 1;
    std::int32_t max_bytes = 0;
    log::FetchIsolation isolation = log::FetchIsolation::kHighWatermark;
    /// Where a consumer stands. Only who says so can be sent to a replica that is nearer.
    std::optional<std::string> client_rack = std::nullopt;

    bool is_follower() const { return follower.has_value(); }
};

/// What a fetch asks of one partition.
struct PartitionFetch {
    Offset fetch_offset = Offset(0);
    std::int32_t max_bytes = 0;
    std::optional<LeaderEpoch> current_leader_epoch = std::nullopt;  // Of which the asker knows.
    std::optional<LeaderEpoch> last_fetched_epoch = std::nullopt;    // Of the asker's last record.
    std::optional<Offset> log_start = std::nullopt;                  // A follower's.
};

/// What a fetch finds in one partition. Offsets are none when there is an error.
struct FetchedPartition {
    wire::ErrorCode error;
    std::optional<Offset> high_watermark = std::nullopt;
    std::optional<Offset> last_stable_offset = std::nullopt;
    std::optional<Offset> log_start = std::nullopt;
    std::optional<Offset> log_end = std::nullopt;  // When it was read.
    /// The logs part before the fetch offset: where to look. There are no records then.
    std::optional<log::EpochEnd> diverging_epoch = std::nullopt;
    /// Ask there instead. There are no records then.
    std::optional<BrokerId> preferred_read_replica = std::nullopt;
    std::vector<log::AbortedTxn> aborted = {};
    wire::Bytes records = {};
};

}  // namespace assize::model::replication
