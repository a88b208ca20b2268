#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "model/controller/kraft/voter_set.h"
#include "model/types.h"
#include "model/variant.h"
#include "sim/time.h"

namespace assize::model::kraft {

/// What a leader knows of one replica, itself included.
struct ReplicaProgress {
    ReplicaKey key;                            // As it was heard of last.
    std::optional<Offset> end = std::nullopt;  // All below is on its disk.
    std::optional<sim::MonotonicInstant> last_fetch = std::nullopt;
    std::optional<sim::MonotonicInstant> last_caught_up = std::nullopt;
    std::optional<sim::MonotonicInstant> last_told = std::nullopt;  // Of this epoch.
    Offset leader_end_at_last_fetch = Offset(0);
};

/// How far the replicas of the metadata log have got, as their leader knows it from their fetches,
/// and what follows from that: the high watermark, and whether a majority is still there.
/// Invariant: high_watermark() never falls, and is above epoch_start() once it is known.
/// Source: LeaderState; semantics.md 3.3, 3.4.
class LeaderProgress {
public:
    struct Options {
        ReplicaKey self;
        VoterSet voters;
        Offset epoch_start;  // Where the leader-change record of its epoch will be.
        sim::MonotonicInstant now;
        sim::Duration check_quorum_timeout;
        sim::Duration observer_session = sim::Duration::seconds(300);
        std::optional<Variant> variant = std::nullopt;
    };
    explicit LeaderProgress(const Options& options);

    Offset epoch_start() const { return epoch_start_; }
    /// None until a record of this epoch is on a majority.
    std::optional<Offset> high_watermark() const { return high_watermark_; }

    /// Its own log ends there. Returns whether the high watermark advanced.
    bool update_local_end(Offset end);
    /// A replica fetched from there, so has all before. Returns whether the high watermark
    /// advanced.
    bool update_replica_end(const ReplicaKey& replica, Offset end, sim::MonotonicInstant now);
    /// None when it has not told, as a voter or an observer.
    std::optional<Offset> end_of(BrokerId replica) const;
    /// A replica fetched, whatever came of it: for the check of the quorum.
    void note_fetch(BrokerId replica, sim::MonotonicInstant now);

    /// When it has to resign, unless enough voters fetch before. Never for an only voter.
    sim::MonotonicInstant check_quorum_deadline() const { return check_quorum_deadline_; }
    /// When that voter is to be told who leads: now, if it has neither been told nor fetched for
    /// `interval`.
    sim::MonotonicInstant next_begin_quorum_epoch(BrokerId voter, sim::Duration interval) const;
    void sent_begin_quorum_epoch(BrokerId voter, sim::MonotonicInstant now);
    /// The other voters, who has most of the log first.
    std::vector<ReplicaKey> successors() const;

    const std::map<BrokerId, ReplicaProgress>& voters() const { return voters_; }
    /// Those that fetched of late.
    std::vector<ReplicaProgress> observers(sim::MonotonicInstant now) const;

private:
    bool maybe_advance_high_watermark();
    std::optional<Offset> end_of_majority() const;

    BrokerId self_;
    VoterSet voter_set_;
    Offset epoch_start_;
    sim::Duration check_quorum_timeout_;
    sim::Duration observer_session_;
    std::optional<Variant> variant_;
    sim::MonotonicInstant check_quorum_deadline_;
    std::map<BrokerId, ReplicaProgress> voters_;
    std::map<BrokerId, ReplicaProgress> observers_;
    std::set<BrokerId> fetched_since_check_;  // Other voters, since the deadline was set.
    std::optional<Offset> high_watermark_;
};

}  // namespace assize::model::kraft
