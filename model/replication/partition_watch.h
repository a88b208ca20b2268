#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>
#include <vector>

#include "model/types.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::replication {

class WaitingFiber;

/// The interest of one waiting fiber in one partition: a place in that partition's list, left
/// when either of them goes.
class PartitionWatch : public boost::intrusive::list_base_hook<
                           boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    PartitionWatch(WaitingFiber& owner, std::size_t index) : owner_(&owner), index_(index) {}

    /// Beyond which offset the fiber waits for something.
    Offset beyond() const { return beyond_; }
    void set_beyond(Offset offset) { beyond_ = offset; }
    /// Leaves the list and wakes the fiber, telling it which of its partitions moved.
    void wake();

private:
    WaitingFiber* owner_;
    std::size_t index_;
    Offset beyond_ = Offset(0);
};

using PartitionWatchList =
    boost::intrusive::list<PartitionWatch, boost::intrusive::constant_time_size<false>>;

/// A fiber that waits for any of several partitions to make progress. It costs nothing while
/// nothing happens; what happens wakes only who waits for it, and says where to look.
/// Lives on the stack of the fiber.
class WaitingFiber {
public:
    WaitingFiber() = default;
    WaitingFiber(const WaitingFiber&) = delete;
    WaitingFiber& operator=(const WaitingFiber&) = delete;

    /// One watch for each of `count` partitions, not yet in any list. Requires: called once.
    void make_watches(std::size_t count);
    PartitionWatch& watch(std::size_t index) { return watches_[index]; }
    bool empty() const { return watches_.empty(); }

    /// Waits until a watch is woken, unless one was already, or until the deadline. Returns the
    /// numbers of those that were since the last time, in that order; none past the deadline.
    std::vector<std::size_t> wait(sim::Fiber& fiber, sim::Deadline deadline);

private:
    friend class PartitionWatch;
    sim::Condition condition_;
    std::vector<PartitionWatch> watches_;
    std::vector<std::size_t> woken_;
};

}  // namespace assize::model::replication
