#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/replication/isr_state.h"
#include "model/replication/remote_replica.h"
#include "model/types.h"
#include "sim/time.h"

namespace assize::model::replication {

/// Who may be in an ISR, as far as this broker's metadata goes.
class IsrEligibility {
public:
    virtual ~IsrEligibility() = default;
    /// Registered, unfenced, not shutting down; and `broker_epoch`, with which it fetches, is that
    /// of its registration. (None: it fetches without one, which is let pass.)
    virtual bool may_be_in_isr(BrokerId broker, std::optional<BrokerEpoch> broker_epoch) const = 0;
};

/// Where a leader's log stands when a rule is applied to it.
struct LeaderLog {
    Offset end;
    Offset high_watermark;
};

/// What a replica knows as the leader of a partition in one leader epoch. Plain state: the rules
/// of replication are here, the log and the waiting are in Partition.
/// Invariant: in this epoch the high watermark that these rules give never goes back.
/// Source: Kafka, Partition.scala; KIP-497, KIP-903, KIP-966.
class LeaderState {
public:
    struct Options {
        BrokerId self;
        LeaderEpoch epoch;
        Offset start;  // Where the log ended when it became leader in this epoch.
        sim::MonotonicInstant now;
        sim::Duration replica_lag_time_max;
    };
    LeaderState(const Options& options, const BrokerIds& replicas, IsrState isr);

    LeaderEpoch epoch() const { return epoch_; }
    Offset start() const { return start_; }
    const IsrState& isr() const { return isr_; }
    IsrState& isr() { return isr_; }
    const std::vector<RemoteReplica>& remotes() const { return remotes_; }

    /// Null when it is no replica, or this one itself.
    RemoteReplica* find(BrokerId follower);
    const RemoteReplica* find(BrokerId follower) const;
    /// The assignment changed within the epoch: who stays keeps what is known of it.
    void assign(const BrokerIds& replicas);

    /// How many must be in sync for a write to count: `min.insync.replicas`, or all there are.
    std::int32_t effective_min_isr(std::int32_t min_insync_replicas) const;

    /// To where the high watermark moves now; none when it stays.
    /// It stays while fewer than effective_min_isr() are committed as in sync. It waits for all of
    /// the maximal ISR, and for who is caught up and about to join.
    std::optional<Offset> next_high_watermark(const LeaderLog& log, sim::MonotonicInstant now,
                                              std::int32_t min_insync_replicas,
                                              const IsrEligibility& eligibility) const;

    /// Whether to ask for this follower to join the ISR: nothing is pending, it is no member, may
    /// be one, and has all that is committed and all from before this epoch.
    bool may_join(const RemoteReplica& follower, const LeaderLog& log,
                  const IsrEligibility& eligibility) const;
    /// Members of the ISR that have not been caught up for too long. Empty while one is pending.
    BrokerIds out_of_sync(const LeaderLog& log, sim::MonotonicInstant now) const;

private:
    bool holds_back(const RemoteReplica& replica, Offset leader_end, sim::MonotonicInstant now,
                    const IsrEligibility& eligibility) const;

    BrokerId self_;
    LeaderEpoch epoch_;
    Offset start_;
    sim::Duration replica_lag_time_max_;
    IsrState isr_;
    std::vector<RemoteReplica> remotes_;  // In the order of the assignment.
};

}  // namespace assize::model::replication
