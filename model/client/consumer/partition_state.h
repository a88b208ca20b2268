#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/client/consumer/completed_fetch.h"
#include "model/client/consumer/record.h"
#include "model/client/metadata.h"
#include "model/config/client_config.h"
#include "model/facts/client.h"
#include "model/types.h"
#include "sim/process.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::client {

/// What a consumer is about to do with a partition (Kafka's FetchStates).
enum class FetchState : std::uint8_t {
    kInitializing,     // It has no position, and nobody has said where to get one.
    kFetching,         // It reads from its position on.
    kAwaitReset,       // It asks where the log begins, or ends.
    kAwaitValidation,  // It asks whether what it has read is still there (KIP-320).
};

/// Where to go without a position, by its number on the wire.
enum class ResetTo : std::int64_t { kEarliest = -2, kLatest = -1 };
/// What `auto.offset.reset` says: none, when its user is to decide.
std::optional<ResetTo> reset_policy(const config::ConsumerConfig& config);

/// A partition that a consumer was assigned, and where it stands in it.
/// Invariant: a position is there in kFetching and kAwaitValidation. What was fetched belongs to
/// the position: when that is set anew, it is dropped.
/// Source: Kafka, SubscriptionState.TopicPartitionState.
class PartitionState {
public:
    explicit PartitionState(TopicPartition partition)
        : partition_(std::move(partition)), name_(to_string(partition_)) {}

    const TopicPartition& partition() const { return partition_; }
    const std::string& name() const { return name_; }
    FetchState state() const { return state_; }
    /// The next offset to hand over.
    std::optional<Offset> position() const { return position_; }
    /// Of the last record that was handed over.
    std::optional<LeaderEpoch> position_epoch() const { return position_epoch_; }
    ResetTo reset_to() const { return reset_to_; }
    /// Grows whenever the position is set or doubted, so that answers to older questions are known
    /// as such.
    std::uint64_t version() const { return version_; }

    void set_position(const sim::Life& life, Offset position, std::optional<LeaderEpoch> epoch,
                      PositionReason reason);
    void request_reset(ResetTo to);
    /// The leader in the metadata. A change means that the position has to be validated, when it
    /// has an epoch.
    void on_leader(const PartitionLeader& leader);
    const PartitionLeader& leader() const { return leader_; }
    /// What was read is still there. Requires: kAwaitValidation.
    void on_validated();

    void set_paused(bool paused) { paused_ = paused; }
    bool paused() const { return paused_; }

    /// Whom to ask for records: the leader, or the follower that it named (KIP-392).
    std::optional<BrokerId> read_from(sim::MonotonicInstant now) const;
    void prefer_replica(BrokerId replica, sim::MonotonicInstant until);
    void forget_preferred_replica() { preferred_ = std::nullopt; }

    /// Whether there is something to ask a broker for: it reads, and has handed over all it had.
    bool fetchable() const;
    /// After an error the partition is left alone for a while.
    void back_off(sim::MonotonicInstant until) { retry_at_ = until; }
    sim::MonotonicInstant retry_at() const { return retry_at_; }

    bool has_fetched() const { return fetched_.has_value(); }
    void add_fetched(CompletedFetch fetched) { fetched_ = std::move(fetched); }
    /// Takes at most `at_most` records, and moves the position behind them.
    /// Requires: has_fetched(). Fails: CORRUPT_MESSAGE.
    sim::Result<std::vector<wire::Record>, wire::ErrorCode> take(const sim::Life& life,
                                                                 std::size_t at_most);

private:
    struct Preferred {
        BrokerId replica;
        sim::MonotonicInstant until;
    };

    TopicPartition partition_;
    std::string name_;
    FetchState state_ = FetchState::kInitializing;
    std::optional<Offset> position_;
    std::optional<LeaderEpoch> position_epoch_;
    ResetTo reset_to_ = ResetTo::kLatest;
    PartitionLeader leader_;
    std::uint64_t version_ = 0;
    bool paused_ = false;
    std::optional<Preferred> preferred_;
    sim::MonotonicInstant retry_at_ = sim::MonotonicInstant::origin();
    std::optional<CompletedFetch> fetched_;
};

/// All that a consumer was assigned, and what its user is to hear: shared by its fibers.
struct Assignment {
    std::map<TopicPartition, std::unique_ptr<PartitionState>> partitions = {};
    std::deque<ConsumerError> errors = {};
    sim::Condition arrived = {};  // There are records, or errors, or a position.
    sim::Condition work = {};     // There may be something to fetch, or to find out.

    /// Null when it is not assigned, or no more.
    PartitionState* find(const TopicPartition& partition) const;
    void report(ConsumerError error);
};

}  // namespace assize::model::client
