#include "model/replication/partition_watch.h"

#include <utility>

namespace assize::model::replication {

void PartitionWatch::wake() {
    unlink();
    owner_->woken_.push_back(index_);
    owner_->condition_.notify_one();
}

void WaitingFiber::make_watches(std::size_t count) {
    watches_.reserve(count);
    for (std::size_t index = 0; index < count; ++index) watches_.emplace_back(*this, index);
}

std::vector<std::size_t> WaitingFiber::wait(sim::Fiber& fiber, sim::Deadline deadline) {
    condition_.wait_until(fiber, deadline, [this] { return !woken_.empty(); });
    return std::exchange(woken_, {});
}

}  // namespace assize::model::replication
