#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checkers/loss_oracle.h"
#include "checkers/white_box/lives.h"
#include "checkers/white_box/shadow.h"
#include "checkers/white_box/violation.h"
#include "model/facts.h"

namespace assize::checkers {

/// R1, R2 (of brokers), R4, R5, R7 to R17: leaders, followers, and what is committed.
///
/// What is committed, and what of it may be lost by right, the oracle of losses knows.
class ReplicationChecker {
public:
    ReplicationChecker(Shadows& shadows, const Lives& lives, LossOracle& losses,
                       Violations& violations)
        : shadows_(shadows), lives_(lives), losses_(losses), violations_(violations) {}

    /// Requires: the log's checker has not seen the event yet.
    void on_event(const sim::Event& event);

    /// The controller's metadata, as committed, say something else of a partition than before.
    void on_in_force(PartitionShadow& partition, LossOracle::InForce state);

private:
    using Brokers = std::set<std::int32_t>;
    enum class Role : std::uint8_t { kNone, kLeader, kFollower };
    struct Replica {
        Role role = Role::kNone;
        std::uint64_t since = 0;  // Event.
        std::int32_t epoch = -1;
        // As a leader.
        Brokers isr = {};
        Brokers maximal = {};
        std::int32_t min_isr = 0;
        std::int64_t high_watermark = 0;
        std::uint64_t proposed_at = 0;
        // As a follower.
        std::optional<std::int32_t> fetches_from;
        std::uint64_t fetches_since = 0;
    };
    struct Known {
        std::optional<std::int32_t> leader;
        sim::EventId said_at;
    };
    struct Ghost {
        std::map<std::int32_t, Replica> replicas;
        std::map<std::int32_t, Known> leaders;  // By epoch.
        std::int32_t latest_epoch = -1;         // In which anyone led.
        std::int32_t latest_leader = -1;
        std::int64_t high_watermark_max = -1;  // Of any leader; -1 before there is one.
    };
    struct Place {
        PartitionShadow& partition;
        Ghost& ghost;
        std::int32_t broker;
    };

    void on(const model::BecameLeader& fact, Place place);
    void on(const model::BecameFollower& fact, Place place);
    void on(const model::ReplicaStopped& fact, Place place);
    void on(const model::IsrChangeProposed& fact, Place place);
    void on(const model::IsrCommitted& fact, Place place);
    void on(const model::IsrChangeReverted& fact, Place place);
    void on(const model::FollowerStateUpdated& fact, Place place);
    void on(const model::FetcherStarted& fact, Place place);
    void on(const model::FetcherStopped& fact, Place place);
    void on(const model::MinIsrChanged& fact, Place place);
    void on(const model::FollowerReadServed& fact, Place place);
    void on(const model::ProduceCommitted& fact, Place place);
    void on(const model::ProduceFailed& fact, Place place);
    void on(const model::BatchAppended& fact, Place place);
    void on(const model::HighWatermarkMoved& fact, Place place);
    void on(const model::LogTruncated& fact, Place place);
    void on(const model::LogRestarted& fact, Place place);

    Ghost& ghost_of(const PartitionShadow& partition);
    /// What the broker is for the partition in the life it has now.
    Replica& replica_of(const Place& place);
    void set_isr(const Place& place, Replica& replica, Brokers isr);

    void check_leader_of_epoch(const Place& place, std::int32_t epoch,
                               std::optional<std::int32_t> leader);
    void check_epoch_goes_up(const Place& place, const Replica& replica, std::int32_t epoch);
    void check_new_leader(const Place& place, std::int32_t epoch);
    void check_covered(const Place& place, const Replica& leader, std::int64_t from,
                       std::int64_t to);
    void check_maximal(const Place& place, const Replica& leader);
    void check_dropped(const Place& place, std::int64_t from, std::int64_t to);
    void check_joined(const Place& place, const Replica& leader, const Brokers& isr);
    void violate(std::string_view invariant, const Place& place, std::string expected,
                 std::string observed, std::vector<sim::EventId> witnesses = {});

    Shadows& shadows_;
    const Lives& lives_;
    LossOracle& losses_;
    Violations& violations_;
    std::vector<Ghost> ghosts_;                            // By the partition's number.
    std::map<std::int32_t, std::uint64_t> registered_at_;  // By broker, by event: the latest.
    std::map<std::int32_t, std::int64_t> registered_as_;   // With which epoch.
};

}  // namespace assize::checkers
