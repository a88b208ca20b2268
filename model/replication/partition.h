#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/config/broker_config.h"
#include "model/log/log_types.h"
#include "model/metadata/registration.h"
#include "model/replication/fetch_types.h"
#include "model/replication/follower_truncation.h"
#include "model/replication/isr_proposals.h"
#include "model/replication/leader_state.h"
#include "model/replication/partition_watch.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/sync/condition.h"
#include "sim/sync/mutex.h"
#include "sim/trace.h"

namespace assize::model::log {
class LogManager;
class PartitionLog;
}  // namespace assize::model::log

namespace assize::model::replication {

/// How many replicas a producer wants to have a record before it is told.
enum class Acks : std::int16_t { kAll = -1, kNone = 0, kLeader = 1 };

/// What a replica does for its partition.
enum class Role : std::uint8_t { kNone, kLeader, kFollower };
std::string_view to_string(Role role);

/// What all partitions of a broker stand on. Requires: outlives them.
struct PartitionSurroundings {
    sim::Life life;
    BrokerId broker;
    const config::BrokerConfig& config;
    log::LogManager& logs;
    const IsrEligibility& eligibility;
    IsrProposals& isr_proposals;
};

/// A question about offsets of a partition.
struct OffsetQuery {
    std::int64_t timestamp_ms;  // Or kLatestTimestamp and the others of log/log_types.h.
    log::FetchIsolation isolation = log::FetchIsolation::kHighWatermark;  // kLogEnd: a replica.
    std::optional<LeaderEpoch> current_leader_epoch = std::nullopt;
};

/// One replica of one partition, with its role: it leads, it follows, or it does neither.
///
/// Any number of fibers may use it. Appending, truncating and changing the role take turns, so
/// that a leader never appends in another's epoch. After each wait it asks again whether it leads.
/// Invariant: the leader epoch never goes back; what a follower serves is below its high watermark.
/// Facts: model/facts/replication.h; the log states appends, truncations and high watermarks.
/// Source: Kafka, Partition.scala. Departs: a fetch reads without taking its turn, and looks again
/// whom it serves; as semantics 2.2 has it, each new leader epoch forgets what was known of
/// followers, though the leader stays (Kafka keeps it then).
class Partition : public std::enable_shared_from_this<Partition> {
public:
    template <class T>
    using Answer = sim::Result<T, wire::ErrorCode>;

    Partition(TopicPartition partition, Uuid topic_id, const PartitionSurroundings& surroundings);
    Partition(const Partition&) = delete;
    Partition& operator=(const Partition&) = delete;
    ~Partition();

    const TopicPartition& partition() const { return partition_; }
    const Uuid& topic_id() const { return topic_id_; }
    const std::string& topic_id_text() const { return topic_id_text_; }
    /// Under which name facts speak of it.
    sim::NameId name() const { return name_; }

    Role role() const;
    bool is_leader() const { return role() == Role::kLeader; }
    std::optional<LeaderEpoch> leader_epoch() const { return leader_epoch_; }
    std::optional<PartitionEpoch> partition_epoch() const { return partition_epoch_; }
    std::optional<BrokerId> leader() const { return leader_; }
    const BrokerIds& replicas() const { return replicas_; }
    /// Null unless it leads.
    const LeaderState* leader_state() const { return std::get_if<LeaderState>(&role_); }
    /// Null before the first role, and when it is offline or deleted.
    const std::shared_ptr<log::PartitionLog>& log() const { return log_; }
    /// Its log directory failed: everything answers KAFKA_STORAGE_ERROR.
    bool is_offline() const;
    void set_min_insync_replicas(std::int32_t count);
    std::int32_t min_insync_replicas() const { return min_insync_replicas_; }

    // --- Roles, as the metadata tells. What is not newer than what is known changes nothing.

    /// What becoming something changed.
    struct Became {
        bool new_leader_epoch = false;  // Then a follower's fetcher begins anew.
    };
    /// Fails: kKafkaStorageError.
    Answer<Became> become_leader(sim::Fiber& fiber,
                                 const metadata::PartitionRegistration& registration,
                                 std::shared_ptr<log::PartitionLog> log);
    Answer<Became> become_follower(sim::Fiber& fiber,
                                   const metadata::PartitionRegistration& registration,
                                   std::shared_ptr<log::PartitionLog> log);
    /// The replica is deleted or its directory is gone: who waits is told.
    void stop(wire::ErrorCode answer_from_now_on);

    // --- Producing.

    struct Appended {
        log::AppendInfo info;
        LeaderEpoch epoch;  // In which it leads.
    };
    /// Appends as leader. Fails: as the log, and kNotLeaderOrFollower; kNotEnoughReplicas, for
    /// kAll, when too few are in sync. Nothing was appended then.
    Answer<Appended> append(sim::Fiber& fiber, std::span<const std::byte> records, Acks acks,
                            log::AppendOrigin origin);
    /// Waits until what was appended is on all in-sync replicas. Fails, and the records stay:
    /// kNotEnoughReplicasAfterAppend, kRequestTimedOut; kNotLeaderOrFollower when it ceases to
    /// lead.
    Answer<void> wait_until_committed(sim::Fiber& fiber, const Appended& appended,
                                      sim::Deadline deadline);

    // --- Fetching.

    /// Reads up to `max_bytes`, and first takes note of what a follower says by asking: that it
    /// has all below its fetch offset. That may expand the ISR and advance the high watermark.
    /// A refusal is in the answer, the first that holds in Kafka's order.
    FetchedPartition fetch(sim::Fiber& fiber, const FetchParams& params,
                           const PartitionFetch& fetch, std::int32_t max_bytes,
                           log::MinOneMessage min_one_message);
    /// As fetch, once more, after waiting: the follower has said nothing new.
    FetchedPartition read(sim::Fiber& fiber, const FetchParams& params, const PartitionFetch& fetch,
                          std::int32_t max_bytes, log::MinOneMessage min_one_message);
    /// Whether such a fetch is refused now.
    bool refuses(const FetchParams& params, const PartitionFetch& fetch) const {
        return refusal(params, fetch).has_value();
    }
    /// Up to where such a reader sees. Where it stands when nothing can be read.
    Offset visible_end(log::FetchIsolation isolation) const;
    /// Wakes the watch when something beyond `seen` is visible, or the role changes.
    void add_watch(PartitionWatch& watch, log::FetchIsolation isolation, Offset seen);

    // --- Asking.

    /// Fails: kOffsetNotAvailable while a new leader does not know what is committed.
    Answer<std::optional<log::TimestampedOffset>> list_offset(sim::Fiber& fiber,
                                                              const OffsetQuery& query);
    /// Where that epoch ends here; none when it is not known.
    Answer<std::optional<log::EpochEnd>> offset_for_leader_epoch(
        std::optional<LeaderEpoch> current_leader_epoch, LeaderEpoch epoch) const;
    /// Raises the log start, to the high watermark when none is given. Returns where it is then,
    /// which low_watermark() has to reach for the deletion to be everywhere.
    /// Fails: kPolicyViolation, kOffsetOutOfRange, kNotLeaderOrFollower.
    Answer<Offset> delete_records(sim::Fiber& fiber, std::optional<Offset> before);
    /// Waits until low_watermark() is `start` or more. Fails: kRequestTimedOut,
    /// kNotLeaderOrFollower.
    Answer<void> wait_until_deleted(sim::Fiber& fiber, Offset start, sim::Deadline deadline);
    /// The lowest log start of all live replicas. Requires: it leads.
    Offset low_watermark() const;

    // --- Following: for the fetcher. It says in which epoch it does.

    /// What a leader's answer brought.
    struct FollowerAppend {
        LeaderEpoch epoch;
        wire::Bytes records;  // May be empty.
        Offset high_watermark;
        Offset log_start;
    };
    /// Fails: kFencedLeaderEpoch when it does not follow in that epoch any more; as the log.
    Answer<void> append_as_follower(sim::Fiber& fiber, const FollowerAppend& append);
    /// Cuts the log, or drops all and begins there when the leader starts after it.
    /// Fails: as append_as_follower.
    Answer<void> truncate_as_follower(sim::Fiber& fiber, LeaderEpoch epoch, Offset to,
                                      TruncationCause cause);

    // --- The ISR, for ReplicaManager and those who bring the controller's answers.

    /// Moves the high watermark to where it may be: after anything that it depends on changed.
    void maybe_advance_high_watermark(sim::MonotonicInstant now);
    /// Asks to drop who has lagged for too long.
    void maybe_shrink_isr(sim::MonotonicInstant now);
    AskAgain on_isr_answer(const IsrAnswer& answer, sim::MonotonicInstant now);

private:
    struct Following {};

    // Roles.
    bool is_newer(const metadata::PartitionRegistration& registration) const;
    void learn(const metadata::PartitionRegistration& registration);
    Answer<void> begin_to_lead(sim::Fiber& fiber,
                               const metadata::PartitionRegistration& registration);
    void go_on_leading(const metadata::PartitionRegistration& registration,
                       sim::MonotonicInstant now);

    // Producing.
    std::optional<wire::ErrorCode> refusal_to_append(Acks acks) const;
    wire::ErrorCode fail_to_commit(const Appended& appended, wire::ErrorCode error) const;

    // Fetching.
    std::optional<wire::ErrorCode> refusal(const FetchParams& params,
                                           const PartitionFetch& fetch) const;
    std::optional<wire::ErrorCode> refusal_by_epoch(
        std::optional<LeaderEpoch> current_leader_epoch) const;
    void tell_served(const PartitionFetch& fetch, const log::FetchData& data) const;
    Answer<std::optional<log::EpochEnd>> divergence(const PartitionFetch& fetch) const;
    void on_follower_fetch(BrokerId follower, const FollowerFetch& fetch);

    // Following.
    bool follows_in(LeaderEpoch epoch) const;

    // The ISR and the high watermark.
    LeaderLog leader_log() const;
    void tell_min_isr(std::int32_t from, std::int32_t to) const;
    void propose_expand(const RemoteReplica& joining);
    void submit_proposal(const RemoteReplica* joining);
    void wake_beyond(PartitionWatchList& watches, Offset visible);
    void wake_all();

    template <class F>
    void emit(const F& fact, sim::Changed changed, Offset begin, Offset end) const;

    const TopicPartition partition_;
    const Uuid topic_id_;
    const PartitionSurroundings surroundings_;
    const std::string topic_id_text_;  // For facts.
    const sim::NameId name_;

    std::variant<std::monostate, LeaderState, Following> role_;
    std::optional<wire::ErrorCode> stopped_;  // What it answers then.
    std::optional<LeaderEpoch> leader_epoch_;
    std::optional<PartitionEpoch> partition_epoch_;
    std::optional<LeaderEpoch> leads_since_;  // Without a pause. Valid while it leads.
    std::optional<BrokerId> leader_;
    BrokerIds replicas_;
    std::shared_ptr<log::PartitionLog> log_;
    std::int32_t min_insync_replicas_ = 1;

    sim::Mutex turn_;                    // Held by who appends, truncates or changes the role.
    PartitionWatchList log_end_;         // Who waits for the log's end to move.
    PartitionWatchList high_watermark_;  // Who waits for the high watermark to move.
    sim::Condition log_start_moved_;     // Of any replica, as a leader knows.
};

}  // namespace assize::model::replication
