#include "model/replication/isr_state.h"

#include <utility>

#include "sim/invariant.h"

namespace assize::model::replication {

std::string_view to_string(IsrChange change) {
    return change == IsrChange::kExpand ? "expand" : "shrink";
}

IsrState::IsrState(BrokerIds committed, PartitionEpoch partition_epoch)
    : committed_(std::move(committed)), maximal_(committed_), partition_epoch_(partition_epoch) {}

const BrokerIds& IsrState::proposed() const {
    INVARIANT(pending_, "an ISR was proposed");
    return proposed_;
}

void IsrState::propose_expand(BrokerId joining) {
    INVARIANT(!pending_, "one change of an ISR at a time");
    INVARIANT(!metadata::contains(committed_, joining), "who joins an ISR is no member");
    pending_ = IsrChange::kExpand;
    proposed_ = committed_;
    proposed_.push_back(joining);
    maximal_ = proposed_;
}

void IsrState::propose_shrink(const BrokerIds& leaving) {
    INVARIANT(!pending_, "one change of an ISR at a time");
    pending_ = IsrChange::kShrink;
    proposed_ = metadata::without(committed_, leaving);
}

void IsrState::commit(BrokerIds isr, PartitionEpoch partition_epoch) {
    INVARIANT(partition_epoch >= partition_epoch_, "partition epochs go up");
    committed_ = std::move(isr);
    partition_epoch_ = partition_epoch;
    maximal_ = committed_;
    proposed_.clear();
    pending_.reset();
}

void IsrState::revert() {
    INVARIANT(pending_, "an ISR was proposed");
    maximal_ = committed_;
    proposed_.clear();
    pending_.reset();
}

}  // namespace assize::model::replication
