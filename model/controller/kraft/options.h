#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "model/controller/kraft/voter_set.h"
#include "model/types.h"
#include "model/variant.h"
#include "sim/time.h"

namespace assize::model::kraft {

/// The times of the quorum: `controller.quorum.*`, with Kafka's defaults.
struct QuorumTimes {
    sim::Duration election_timeout = sim::Duration::seconds(1);
    /// A timeout is drawn from [election_timeout, election_timeout + election_jitter).
    sim::Duration election_jitter = sim::Duration::seconds(1);
    sim::Duration fetch_timeout = sim::Duration::seconds(2);
    sim::Duration election_backoff_max = sim::Duration::seconds(1);
    sim::Duration append_linger = sim::Duration::milliseconds(25);
    sim::Duration request_timeout = sim::Duration::seconds(2);
    sim::Duration retry_backoff = sim::Duration::milliseconds(20);
    sim::Duration fetch_wait_max = sim::Duration::milliseconds(500);
};

/// What is kept of snapshots and of the log before them: `metadata.max.retention.*`.
struct SnapshotRetention {
    std::int64_t bytes = 100ll << 20;  // Of log and snapshots together. Negative: without limit.
    sim::Duration age = sim::Duration::seconds(7 * 86'400);  // Negative: for ever.
    sim::Duration check_interval = sim::Duration::seconds(60);
};

struct RaftOptions {
    BrokerId node;
    std::string cluster_id;
    VoterSet voters;  // Whoever is not among them observes.
    QuorumTimes times = {};
    SnapshotRetention retention = {};
    std::int32_t batch_bytes_max = 8 << 20;
    std::int64_t segment_bytes =
        1ll << 30;  // `metadata.log.segment.bytes`. A greater batch has one alone.
    std::optional<Variant> variant = std::nullopt;
};

}  // namespace assize::model::kraft
