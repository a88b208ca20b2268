#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/disk/disk.h"
#include "sim/disk/error.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/sync/condition.h"

namespace assize::model::log {

class PartitionLog;

/// A directory of logs, online until the first I/O error: then it stays offline for as long as
/// the process lives, its logs answer KAFKA_STORAGE_ERROR, and whoever waits is woken.
/// Its background work (flushing rolled segments, unlinking deleted files) is done by the fiber
/// that runs run_background().
/// Requires: goes before its process does.
class LogDirectory {
public:
    struct Options {
        std::string path;
        BrokerId broker;
        Uuid id = {};  // Zero: none yet.
    };

    LogDirectory(sim::Life life, Options options)
        : life_(life), path_(std::move(options.path)), broker_(options.broker), id_(options.id) {}
    LogDirectory(const LogDirectory&) = delete;
    LogDirectory& operator=(const LogDirectory&) = delete;

    const std::string& path() const { return path_; }
    const sim::Life& life() const { return life_; }
    BrokerId broker() const { return broker_; }
    const Uuid& id() const { return id_; }
    void set_id(const Uuid& id) { id_ = id; }
    sim::Disk& disk() const;

    bool online() const { return online_; }
    /// Takes the directory offline, because of that. Returns what to answer.
    wire::ErrorCode fail(sim::DiskError error, std::string_view what);
    /// What goes on when the directory fails. One listener: who owns the directory.
    sim::Condition& failed() { return failed_; }
    void notify_failure_to(sim::Condition& condition) { on_failure_ = &condition; }

    /// Flushes that log up to `offset`, some time soon.
    void flush_later(std::weak_ptr<PartitionLog> log, Offset offset);
    /// Unlinks a file, or a directory with all in it, at that time.
    void unlink_later(std::string path, sim::MonotonicInstant at);
    /// Does the work of the two above, for ever.
    void run_background(sim::Fiber& fiber);

private:
    struct Flush {
        std::weak_ptr<PartitionLog> log;
        Offset offset;
    };
    void do_flushes(sim::Fiber& fiber);
    void do_unlinks(sim::Fiber& fiber);

    sim::Life life_;
    std::string path_;
    BrokerId broker_;
    Uuid id_;
    bool online_ = true;
    sim::Condition failed_;
    sim::Condition* on_failure_ = nullptr;
    sim::Condition work_;
    std::vector<Flush> flushes_;
    std::multimap<sim::MonotonicInstant, std::string> unlinks_;
};

}  // namespace assize::model::log
