#pragma once

#include <optional>

#include "model/types.h"
#include "sim/time.h"

namespace assize::model::replication {

/// One fetch of a follower, as its leader learns from it. `leader_end` is where the leader's log
/// ended when the fetch was read.
struct FollowerFetch {
    Offset fetch_offset;
    Offset log_start;
    Offset leader_end;
    sim::MonotonicInstant at;
    std::optional<BrokerEpoch> broker_epoch;
};

/// What a leader knows of one follower, all of it from the follower's fetches in this leader epoch.
/// A follower that fetches from n has everything below n.
/// Source: Kafka, Replica.scala. Departs: "unknown" is none, not -1.
class RemoteReplica {
public:
    /// A new leader lets its in-sync followers count as caught up now, to give them time to come.
    RemoteReplica(BrokerId id, std::optional<sim::MonotonicInstant> caught_up)
        : id_(id), last_caught_up_(caught_up) {}

    BrokerId id() const { return id_; }
    std::optional<Offset> end_offset() const { return end_offset_; }
    std::optional<Offset> log_start() const { return log_start_; }
    std::optional<sim::MonotonicInstant> last_caught_up() const { return last_caught_up_; }
    /// Of its last fetch. None: it fetches without one.
    std::optional<BrokerEpoch> broker_epoch() const { return broker_epoch_; }
    bool has_fetched() const { return last_fetch_.has_value(); }

    /// Whether the fetch comes from an earlier life of the broker than one that was here before.
    bool is_stale(std::optional<BrokerEpoch> broker_epoch) const;
    /// Learns. Requires: not stale.
    void on_fetch(const FollowerFetch& fetch);

    /// Whether it has everything, or had at some time not longer than `max_lag` ago.
    bool is_caught_up(Offset leader_end, sim::MonotonicInstant now, sim::Duration max_lag) const;

private:
    BrokerId id_;
    std::optional<Offset> end_offset_;
    std::optional<Offset> log_start_;
    std::optional<Offset> leader_end_at_last_fetch_;
    std::optional<sim::MonotonicInstant> last_fetch_;
    std::optional<sim::MonotonicInstant> last_caught_up_;
    std::optional<BrokerEpoch> broker_epoch_;
};

}  // namespace assize::model::replication
