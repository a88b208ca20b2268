#include "model/log/log_directory.h"

#include <utility>

#include "model/facts/log.h"
#include "model/log/partition_log.h"
#include "sim/host.h"

namespace assize::model::log {

sim::Disk& LogDirectory::disk() const {
    return life_.process().host().disk();
}

wire::ErrorCode LogDirectory::fail(sim::DiskError error, std::string_view what) {
    // A process that is over, and its handles, see errors that are not the disk's.
    const bool disks = error != sim::DiskError::kDead && error != sim::DiskError::kClosed;
    if (!disks || !online_) return wire::ErrorCode::kKafkaStorageError;
    life_.emit(
        LogDirectoryFailed{
            .broker = broker_.value(), .path = path_, .operation = what, .error = to_string(error)},
        {.changed = sim::Changed::kYes});
    online_ = false;
    failed_.notify_all();
    work_.notify_all();
    if (on_failure_) on_failure_->notify_all();
    return wire::ErrorCode::kKafkaStorageError;
}

void LogDirectory::flush_later(std::weak_ptr<PartitionLog> log, Offset offset) {
    flushes_.push_back(Flush{std::move(log), offset});
    work_.notify_all();
}

void LogDirectory::unlink_later(std::string path, sim::MonotonicInstant at) {
    unlinks_.emplace(at, std::move(path));
    work_.notify_all();
}

void LogDirectory::run_background(sim::Fiber& fiber) {
    while (online_) {
        do_flushes(fiber);
        do_unlinks(fiber);
        if (!flushes_.empty()) continue;
        const auto next =
            unlinks_.empty() ? sim::Deadline::never() : sim::Deadline::at(unlinks_.begin()->first);
        work_.wait(fiber, next);
    }
}

void LogDirectory::do_flushes(sim::Fiber& fiber) {
    for (const Flush& flush : std::exchange(flushes_, {})) {
        const auto log = flush.log.lock();
        if (log && !log->closed()) (void)log->flush(fiber, flush.offset);
    }
}

void LogDirectory::do_unlinks(sim::Fiber& fiber) {
    while (online_ && !unlinks_.empty() && unlinks_.begin()->first <= fiber.now()) {
        const std::string path = unlinks_.begin()->second;
        unlinks_.erase(unlinks_.begin());
        const auto unlinked = disk().unlink_all(fiber, path);
        if (!unlinked && unlinked.error() != sim::DiskError::kNotFound) {
            fail(unlinked.error(), "delete");
        }
    }
}

}  // namespace assize::model::log
