#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/log/leader_epoch_cache.h"
#include "model/log/log_config.h"
#include "model/log/log_directory.h"
#include "model/log/log_types.h"
#include "model/log/producer_states.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/sync/mutex.h"
#include "sim/trace.h"

namespace assize::model::log {

class LogSegment;
struct BatchSummary;
struct CutLog;

/// How a log is found on disk, and how far to trust that.
struct PartitionLogOptions {
    TopicPartition partition;
    Uuid topic_id = {};  // Zero: as `partition.metadata` has it.
    LogConfig config = {};
    bool clean_shutdown = false;          // The last life of the process ended in order.
    Offset recovery_point = Offset(0);    // As checkpointed.
    Offset log_start_offset = Offset(0);  // As checkpointed.
    Offset high_watermark = Offset(0);    // As checkpointed.
};

/// The records one replica holds for one partition, as segments in a directory of a disk.
///
/// Units: offsets count records, sizes and positions bytes, ranges are half-open.
/// Invariant: log_start_offset() <= last_stable_offset() <= high_watermark() <=
/// log_end_offset(), and recovery_point() <= log_end_offset().
/// Any number of fibers may use it: those that change it take turns, and those that read see it
/// before or after a change, never in between.
/// An I/O error takes its whole directory offline. Fails, all that wait: kKafkaStorageError when
/// the directory is, or goes, offline, and when the log is closed.
/// It states all facts of model/facts/log.h about itself: whoever calls it need not.
/// Requires: goes before its LogDirectory does.
/// Source: UnifiedLog, LocalLog, LogLoader of Kafka 3.9/4.x. Departs: index files are not
/// preallocated; what Kafka does in Partition for a follower whose first fetched batch straddles
/// the log start is done in append_as_follower(); markFlushed does not trust a flush during
/// which the log was truncated.
class PartitionLog : public std::enable_shared_from_this<PartitionLog> {
public:
    template <class T>
    using Answer = sim::Result<T, wire::ErrorCode>;

    /// Opens what is in `<directory>/<topic>-<partition>`, after repairing it, or makes it.
    static Answer<std::shared_ptr<PartitionLog>> open(sim::Fiber& fiber, LogDirectory& directory,
                                                      const PartitionLogOptions& options);
    /// As open, of a directory with another name (a "-stray" or "-future" one).
    static Answer<std::shared_ptr<PartitionLog>> open_at(sim::Fiber& fiber, LogDirectory& directory,
                                                         const std::string& path,
                                                         const PartitionLogOptions& options);
    ~PartitionLog();
    PartitionLog(const PartitionLog&) = delete;
    PartitionLog& operator=(const PartitionLog&) = delete;

    const TopicPartition& partition() const { return partition_; }
    const Uuid& topic_id() const { return topic_id_; }  // Zero: unknown.
    LogDirectory& directory() const { return directory_; }
    const std::string& path() const { return path_; }
    const LogConfig& config() const { return config_; }
    void set_config(const LogConfig& config) { config_ = config; }
    /// Under which name facts speak of this partition: "orders-0".
    sim::NameId name() const { return name_; }
    bool closed() const { return closed_; }

    // --- Where it stands. These neither wait nor fail, even offline.

    Offset log_start_offset() const { return log_start_offset_; }
    Offset log_end_offset() const { return log_end_offset_; }
    Offset high_watermark() const { return high_watermark_; }
    Offset last_stable_offset() const;
    /// All below is on stable storage.
    Offset recovery_point() const { return recovery_point_; }
    const LeaderEpochCache& leader_epoch_cache() const { return epochs_; }
    std::optional<LeaderEpoch> latest_epoch() const { return epochs_.latest_epoch(); }
    /// See LeaderEpochCache::end_offset_for.
    std::optional<EpochEnd> end_offset_for(LeaderEpoch epoch) const {
        return epochs_.end_offset_for(epoch, log_end_offset_);
    }
    const ProducerStates& producer_states() const { return producers_; }
    std::int64_t size_bytes() const;
    std::size_t segment_count() const { return segments_.size(); }
    std::vector<Offset> segment_bases() const;

    // --- Writing.

    /// Appends what a client, a coordinator or the raft leader brings: assigns offsets from
    /// log_end_offset() on and stamps `epoch` (raft: requires both to be so already).
    /// It does not wait for the disk's sync, unless flush.messages is reached or the epoch is new.
    /// Fails: kCorruptMessage, kMessageTooLarge, kInvalidRecord, kInvalidTimestamp,
    /// kRecordListTooLarge; kOutOfOrderSequenceNumber, kInvalidProducerEpoch, kInvalidTxnState.
    /// Nothing was appended then. Requires: `records` stay as they are until it returns.
    Answer<AppendInfo> append_as_leader(sim::Fiber& fiber, std::span<const std::byte> records,
                                        LeaderEpoch epoch, AppendOrigin origin);
    /// Appends what a leader's log has, offsets and epochs included; a partial batch at the end
    /// is dropped. When the log is empty and the first batch straddles its end, the log starts
    /// anew at that batch.
    /// Fails: kCorruptMessage; kOffsetOutOfRange when the records begin below log_end_offset() or
    /// go back.
    Answer<AppendInfo> append_as_follower(sim::Fiber& fiber, std::span<const std::byte> records);

    /// Notes that the given epoch begins at `start`; durable when it returns.
    Answer<void> assign_epoch(sim::Fiber& fiber, LeaderEpoch epoch, Offset start);

    /// Drops all at or above `end`: high watermark, recovery point and log start go down with it.
    /// Returns how many records were dropped: none when `end` >= log_end_offset().
    Answer<RecordCount> truncate_to(sim::Fiber& fiber, Offset end);
    /// Drops everything; the log goes on at `start`.
    Answer<void> truncate_fully_and_start_at(sim::Fiber& fiber, Offset start);

    // --- Bounds.

    /// For a follower, and at start: sets the high watermark to that, within the log.
    /// Returns what it is now.
    Offset update_high_watermark(Offset high_watermark);
    /// For a leader: raises the high watermark to `high_watermark`, at most to the log end.
    /// Returns the old one when it rose.
    std::optional<Offset> maybe_increment_high_watermark(Offset high_watermark);
    /// Raises the log start; segments below go with the next retention check. Returns whether it
    /// rose. Fails: kOffsetOutOfRange when above the high watermark.
    Answer<bool> maybe_increment_log_start_offset(sim::Fiber& fiber, Offset start,
                                                  LogStartReason reason);

    // --- Reading.

    /// Whole batches from the one that contains `from` on, up to where the isolation sees; one
    /// batch even if it is larger than max_bytes, when asked so.
    /// Fails: kOffsetOutOfRange when `from` is outside [log_start_offset(), log_end_offset()];
    /// kCorruptMessage when what is on disk cannot be batches.
    Answer<FetchData> read(sim::Fiber& fiber, const ReadRequest& request);
    /// Where the first record with at least that timestamp is, or what kLatestTimestamp and the
    /// others stand for. None when there is no such record.
    Answer<std::optional<TimestampedOffset>> fetch_offset_by_timestamp(sim::Fiber& fiber,
                                                                       std::int64_t timestamp_ms);

    // --- Upkeep.

    /// Makes all below `offset` durable, and moves the recovery point there.
    Answer<void> flush(sim::Fiber& fiber, Offset offset);
    Answer<void> flush(sim::Fiber& fiber) { return flush(fiber, log_end_offset_); }
    /// When it was flushed last: for flush.ms.
    sim::MonotonicInstant last_flushed() const { return last_flushed_; }
    /// Begins a new segment, unless the active one is empty.
    Answer<void> roll(sim::Fiber& fiber);
    /// Applies retention by time, size and log start. Returns how many segments went.
    Answer<std::size_t> delete_old_segments(sim::Fiber& fiber);
    /// Forgets producers that were idle for producer.id.expiration.ms.
    std::size_t remove_expired_producers(sim::Fiber& fiber);

    /// The end of an orderly life: a producer snapshot, and everything durable.
    Answer<void> close(sim::Fiber& fiber);
    /// Moves the log's directory away ("<name>.<unique>-delete", "-stray") and closes the log.
    Answer<void> rename_and_close(sim::Fiber& fiber, const std::string& new_path);

private:
    PartitionLog(LogDirectory& directory, std::string path, const PartitionLogOptions& options);

    LogDirectory& directory_;
    std::string path_;
    const TopicPartition partition_;
    Uuid topic_id_;
    LogConfig config_;
    const sim::NameId name_;

    sim::Mutex lock_;  // Held by who changes segments, epochs or producers.
    std::vector<std::shared_ptr<LogSegment>> segments_;  // By base; the last is the active one.
    LeaderEpochCache epochs_;
    ProducerStates producers_;
    std::set<Offset> snapshots_;  // Producer snapshots on disk.

    Offset log_start_offset_{0};
    Offset log_end_offset_{0};
    Offset high_watermark_{0};
    Offset recovery_point_{0};
    std::uint64_t cuts_ = 0;  // How often records went: what was read across one is void.
    sim::MonotonicInstant last_flushed_ = sim::MonotonicInstant::origin();
    bool closed_ = false;
    std::vector<std::byte> scratch_;  // Batches while they are stamped.
};

}  // namespace assize::model::log
