#include "model/client/consumer/partition_state.h"

#include <utility>

#include "sim/invariant.h"
#include "sim/simulation.h"
#include "sim/trace.h"

namespace assize::model::client {

std::optional<ResetTo> reset_policy(const config::ConsumerConfig& config) {
    switch (config.auto_offset_reset) {
        case config::AutoOffsetReset::kEarliest: return ResetTo::kEarliest;
        case config::AutoOffsetReset::kLatest: return ResetTo::kLatest;
        case config::AutoOffsetReset::kNone: break;
    }
    return std::nullopt;
}

void PartitionState::set_position(const sim::Life& life, Offset position,
                                  std::optional<LeaderEpoch> epoch, PositionReason reason) {
    life.emit(ConsumerPositionSet{.partition = name_,
                                  .position_before = position_,
                                  .position_after = position,
                                  .reason = reason},
              sim::About{.changed = sim::Changed::kYes});
    position_ = position;
    position_epoch_ = epoch;
    state_ = FetchState::kFetching;
    version_ += 1;
    fetched_.reset();
    preferred_.reset();
}

void PartitionState::request_reset(ResetTo to) {
    reset_to_ = to;
    state_ = FetchState::kAwaitReset;
    version_ += 1;
    fetched_.reset();
    preferred_.reset();
}

void PartitionState::on_leader(const PartitionLeader& leader) {
    if (leader == leader_) return;
    leader_ = leader;
    preferred_.reset();
    if (state_ == FetchState::kFetching && position_epoch_ && leader.epoch) {
        state_ = FetchState::kAwaitValidation;
        version_ += 1;
    }
}

void PartitionState::on_validated() {
    INVARIANT(state_ == FetchState::kAwaitValidation, "a position is validated when in doubt");
    state_ = FetchState::kFetching;
    version_ += 1;
}

std::optional<BrokerId> PartitionState::read_from(sim::MonotonicInstant now) const {
    if (preferred_ && now < preferred_->until) return preferred_->replica;
    return leader_.broker;
}

void PartitionState::prefer_replica(BrokerId replica, sim::MonotonicInstant until) {
    preferred_ = Preferred{replica, until};
}

bool PartitionState::fetchable() const {
    return state_ == FetchState::kFetching && !paused_ && !fetched_;
}

sim::Result<std::vector<wire::Record>, wire::ErrorCode> PartitionState::take(const sim::Life& life,
                                                                             std::size_t at_most) {
    const Offset before = *position_;
    auto records = fetched_->take(at_most);
    if (!records) {
        fetched_.reset();
        return records;
    }
    const Offset after = fetched_->position();
    if (after != before) {
        sim::Trace& trace = life.process().simulation().trace();
        const sim::Subject read{"records", trace.intern(name_), before.value(), after.value()};
        life.emit(RecordsConsumed{.partition = name_,
                                  .records = static_cast<std::int32_t>(records->size()),
                                  .position_before = before,
                                  .position_after = after},
                  sim::About{.changed = sim::Changed::kYes, .subjects = {read}});
    }
    position_ = after;
    position_epoch_ = fetched_->position_epoch();
    if (fetched_->exhausted()) fetched_.reset();
    return records;
}

PartitionState* Assignment::find(const TopicPartition& partition) const {
    const auto found = partitions.find(partition);
    return found == partitions.end() ? nullptr : found->second.get();
}

void Assignment::report(ConsumerError error) {
    errors.push_back(std::move(error));
    arrived.notify_all();
}

}  // namespace assize::model::client
