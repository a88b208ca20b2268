#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/log/checkpoint_files.h"
#include "model/log/log_config.h"
#include "model/log/log_directory.h"
#include "model/log/partition_log.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/sync/condition.h"
#include "sim/sync/mutex.h"
#include "sim/sync/task_group.h"

namespace assize::model::log {

struct LogManagerOptions {
    BrokerId broker;
    std::string cluster_id = {};
    std::vector<std::string> directories;  // `log.dirs`: absolute paths.
    LogConfig default_config = {};
    sim::Duration flush_scheduler_interval = sim::Duration::max();
    sim::Duration recovery_point_checkpoint_interval = sim::Duration::seconds(60);
    sim::Duration log_start_checkpoint_interval = sim::Duration::seconds(60);
    sim::Duration high_watermark_checkpoint_interval = sim::Duration::seconds(5);
    sim::Duration retention_check_interval = sim::Duration::seconds(300);
    sim::Duration producer_expiration_check_interval = sim::Duration::seconds(600);
    /// Of these topics the logs belong to others: they are left alone.
    std::string metadata_topic = "__cluster_metadata";
};

/// What the rest of the broker knows about the logs that start() finds.
struct LogManagerStart {
    /// The configuration of a topic's logs; by default default_config.
    std::function<LogConfig(const std::string& topic)> config_of = {};
    /// Whether a log on disk has no business here any more: it is moved away. By default none.
    std::function<bool(const TopicPartition&, const Uuid& topic_id, const LogDirectory&)> is_stray =
        {};
};

/// Where a new log goes.
struct LogPlacement {
    TopicPartition partition;
    Uuid topic_id;
    std::optional<Uuid> directory = std::nullopt;  // Unset: the one with the fewest logs.
};

/// All logs of a broker, in its log directories, but the metadata log's.
///
/// What it writes beside the logs, in Kafka's formats: `meta.properties`,
/// `recovery-point-offset-checkpoint`, `log-start-offset-checkpoint`,
/// `replication-offset-checkpoint` and `.kafka_cleanshutdown` in each directory.
/// Source: LogManager, ReplicaManager's high watermark checkpoints. Departs: one fiber recovers
/// all logs of all directories, one after the other; a checkpoint that would say the same as the
/// last one is not written; the deletion of the clean shutdown mark is synced, and checkpoints are
/// written anew after recovery, so that no power loss makes an unclean log pass for a clean one.
class LogManager {
public:
    template <class T>
    using Answer = sim::Result<T, wire::ErrorCode>;

    LogManager(sim::Life life, LogManagerOptions options);
    LogManager(const LogManager&) = delete;
    LogManager& operator=(const LogManager&) = delete;

    /// Reads meta.properties of all directories, and formats those that have none: call it
    /// before the broker registers, which tells the directory ids. A directory that cannot be
    /// read is offline from then on. Fails: kKafkaStorageError when all are.
    Answer<void> open_directories(sim::Fiber& fiber);
    /// What the last life left when it shut down in order: its broker epoch, if all directories
    /// are there and agree. Valid after open_directories().
    std::optional<BrokerEpoch> previous_broker_epoch() const { return previous_broker_epoch_; }

    /// Loads all logs, recovering those that need it. Deletes the clean shutdown marks first.
    /// Requires: open_directories() succeeded. Fails: kKafkaStorageError when no directory is left.
    Answer<void> start(sim::Fiber& fiber, const LogManagerStart& start = {});
    /// The recurring work (flush, checkpoints, retention, expiry, unlinking), one fiber each.
    /// Requires: `tasks` goes before this does.
    void spawn_upkeep(sim::TaskGroup& tasks);
    /// Closes all logs, checkpoints them, and marks the shutdown as clean.
    void shut_down(sim::Fiber& fiber, std::optional<BrokerEpoch> broker_epoch);

    // --- Logs.

    /// Null when there is none (any more), or its directory is offline.
    std::shared_ptr<PartitionLog> get(const TopicPartition& partition) const;
    /// The log, or a new and empty one. Fails: kKafkaStorageError.
    Answer<std::shared_ptr<PartitionLog>> get_or_create(sim::Fiber& fiber,
                                                        const LogPlacement& placement,
                                                        const LogConfig& config);
    /// Renames the log's directory to "...-delete"; its files go after file.delete.delay.ms.
    /// No log: nothing to do.
    Answer<void> remove(sim::Fiber& fiber, const TopicPartition& partition);
    /// As remove, but what is on disk stays, as "...-stray".
    Answer<void> set_aside(sim::Fiber& fiber, const TopicPartition& partition);
    /// Truncates, and checkpoints the recovery point. Fails: as PartitionLog::truncate_to.
    Answer<RecordCount> truncate_to(sim::Fiber& fiber, PartitionLog& log, Offset end);
    Answer<void> truncate_fully_and_start_at(sim::Fiber& fiber, PartitionLog& log, Offset start);
    /// The logs of directories that are online, by partition.
    std::vector<std::shared_ptr<PartitionLog>> logs() const;

    // --- Directories.

    const std::vector<std::unique_ptr<LogDirectory>>& directories() const { return directories_; }
    LogDirectory* directory(const Uuid& id) const;
    bool all_directories_failed() const;
    std::size_t online_directories() const;
    /// Notified when a directory has gone offline: look at directories() again.
    sim::Condition& directory_failed() { return directory_failed_; }

    // --- Checkpoints. Each directory's failure is its own.

    void checkpoint_recovery_points(sim::Fiber& fiber);
    void checkpoint_log_start_offsets(sim::Fiber& fiber);
    void checkpoint_high_watermarks(sim::Fiber& fiber);

private:
    /// What goes with a directory, by the same index.
    struct Ledger {
        bool marked_clean = false;                        // By the last life.
        bool loaded = false;                              // With all its logs, in this life.
        std::map<std::string, std::string> written = {};  // Checkpoints: name to last content.
    };
    struct Checkpoints;

    // log_manager_load.cpp
    DiskResult<void> open_directory(sim::Fiber& fiber, LogDirectory& directory, Ledger& ledger,
                                    std::vector<CleanShutdown>& marks);
    DiskResult<void> load_directory(sim::Fiber& fiber, LogDirectory& directory, Ledger& ledger,
                                    const LogManagerStart& start);
    DiskResult<Checkpoints> read_checkpoints(sim::Fiber& fiber, const LogDirectory& directory);
    DiskResult<void> load_log(sim::Fiber& fiber, LogDirectory& directory,
                              const PartitionLogOptions& options, const LogManagerStart& start);

    // log_manager_checkpoints.cpp
    void every(sim::TaskGroup& tasks, sim::Duration interval,
               std::function<void(sim::Fiber&)> action);
    void flush_by_time(sim::Fiber& fiber);
    void apply_retention(sim::Fiber& fiber);
    void expire_producers(sim::Fiber& fiber);
    void checkpoint(sim::Fiber& fiber, std::size_t index, std::string_view name);
    void checkpoint_everywhere(sim::Fiber& fiber, std::string_view name);
    void checkpoint_all_of(sim::Fiber& fiber, const LogDirectory& directory);
    bool shut_down_directory(sim::Fiber& fiber, LogDirectory& directory);

    std::vector<std::shared_ptr<PartitionLog>> logs_in(const LogDirectory& directory) const;
    Answer<LogDirectory*> place(const LogPlacement& placement) const;
    std::string name_of_removed(const TopicPartition& partition, std::string_view suffix);

    const sim::Life life_;
    const LogManagerOptions options_;
    std::vector<std::unique_ptr<LogDirectory>> directories_;
    std::vector<Ledger> ledgers_;
    std::map<TopicPartition, std::shared_ptr<PartitionLog>> logs_;
    std::optional<BrokerEpoch> previous_broker_epoch_;
    sim::Condition directory_failed_;
    sim::Mutex placing_;              // Held by who makes or removes a log.
    sim::Mutex checkpointing_;        // Held by who writes checkpoints.
    std::uint64_t removed_ever_ = 0;  // Makes the names of removed logs unique.
};

}  // namespace assize::model::log
