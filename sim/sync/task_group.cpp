#include "sim/sync/task_group.h"

#include <algorithm>
#include <utility>

namespace assize::sim {

TaskGroup::~TaskGroup() {
    // Youngest first, as the fibers of a process unwind.
    while (!tasks_.empty()) {
        // One that still runs may spawn another meanwhile, which is the last one then.
        const FiberHandle youngest = tasks_.back();
        tasks_.pop_back();
        owner_.kill_and_join(youngest);
    }
}

void TaskGroup::spawn(FiberBody body) {
    const bool worth_tidying = tasks_.size() == tasks_.capacity();
    if (worth_tidying)
        std::erase_if(tasks_, [](const FiberHandle& task) { return task.finished(); });
    tasks_.push_back(owner_.spawn(std::move(body)));
}

std::size_t TaskGroup::running() const {
    const auto runs = [](const FiberHandle& task) { return !task.finished(); };
    return static_cast<std::size_t>(std::count_if(tasks_.begin(), tasks_.end(), runs));
}

Wake TaskGroup::wait(Fiber& fiber, Deadline deadline) {
    while (!tasks_.empty()) {
        const Wake wake = fiber.join(tasks_.back(), deadline);
        if (wake != Wake::kSignalled) return wake;
        tasks_.pop_back();
    }
    return Wake::kSignalled;
}

}  // namespace assize::sim
