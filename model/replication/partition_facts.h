#pragma once

#include "model/replication/partition.h"

namespace assize::model::replication {

/// States a fact about records [begin, end) of the partition, and the epoch it is in.
/// In a header of its own, since only Partition's own files need it.
template <class F>
void Partition::emit(const F& fact, sim::Changed changed, Offset begin, Offset end) const {
    const std::int64_t epoch = leader_epoch_ ? leader_epoch_->value() : 0;
    surroundings_.life.emit(
        fact, {.changed = changed,
               .subjects = {sim::Subject{"records", name_, begin.value(), end.value()},
                            sim::Subject{"leader_epoch", name_, epoch, epoch + 1}}});
}

}  // namespace assize::model::replication
