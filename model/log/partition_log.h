#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/log/disk_files.h"
#include "model/log/leader_epoch_cache.h"
#include "model/log/log_config.h"
#include "model/log/log_directory.h"
#include "model/log/log_types.h"
#include "model/log/producer_states.h"
#include "model/log/segment_index.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/sync/mutex.h"
#include "sim/trace.h"

namespace assize::model::log {

class LogSegment;
struct IncomingBatches;

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
/// It states all facts of model/facts/log.h, log_producers.h and log_index.h about itself:
/// whoever calls it need not.
/// Requires: goes before its LogDirectory does.
/// Source: UnifiedLog, LocalLog, LogLoader of Kafka 3.9/4.x.
/// Departs, so that L1-L9 hold after any power loss: a truncation, and each rewritten epoch file,
/// is synced; segments are cut from the last to the first; recovery cuts at a hole between
/// segments (unless the topic is compacted) and syncs what it mends; a flush across a truncation
/// or a roll begins anew; producers are rebuilt from a snapshot below the high watermark, so that
/// markers above it stay unstable; a log start that only the epoch file remembers is kept.
/// Departs, for simplicity: index files are not preallocated; what Kafka does in Partition for a
/// follower whose first batch straddles the log start is done in append_as_follower(). A fiber
/// that is killed in the middle of a truncation, by a disk slow enough, leaves the log closed.
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
    Answer<std::size_t> remove_expired_producers(sim::Fiber& fiber);

    /// The end of an orderly life: a producer snapshot, and everything durable.
    Answer<void> close(sim::Fiber& fiber);
    /// Moves the log's directory away ("<name>.<unique>-delete", "-stray") and closes the log.
    Answer<void> rename_and_close(sim::Fiber& fiber, const std::string& new_path);

private:
    class Change;  // What has to be done whole, or the log is closed.
    using Segments = std::vector<std::shared_ptr<LogSegment>>;

    PartitionLog(LogDirectory& directory, std::string path, const PartitionLogOptions& options);

    // Loading: partition_log_load.cpp.
    struct LoadTally;
    DiskResult<void> load(sim::Fiber& fiber, const PartitionLogOptions& options);
    void emit_loaded(bool created, const PartitionLogOptions& options, const LoadTally& tally);
    DiskResult<void> load_topic_id(sim::Fiber& fiber);
    DiskResult<void> load_files(sim::Fiber& fiber);
    DiskResult<void> recover(sim::Fiber& fiber, const PartitionLogOptions& options,
                             LoadTally& tally);
    DiskResult<bool> recover_segment(sim::Fiber& fiber, LogSegment& segment, LoadTally& tally);
    bool is_sound(const wire::RecordBatchView& batch) const;
    DiskResult<void> learn_from(sim::Fiber& fiber, const wire::RecordBatchView& batch,
                                std::int64_t position, LogSegment& segment);
    DiskResult<void> cut_segments_from(sim::Fiber& fiber, std::size_t index, LoadTally& tally);
    DiskResult<void> start_over(sim::Fiber& fiber, LoadTally& tally);
    DiskResult<void> drop_snapshots_above(sim::Fiber& fiber, Offset offset);
    DiskResult<void> load_producers(sim::Fiber& fiber, const LoadTally& tally);
    DiskResult<void> rebuild_producers(sim::Fiber& fiber, Offset end);
    std::optional<Offset> best_snapshot(Offset end) const;
    DiskResult<Offset> load_snapshot(sim::Fiber& fiber, Offset end);
    std::optional<TxnEntry> learn_producer(const wire::RecordBatchView& batch);

    // Writing: partition_log_append.cpp.
    Answer<AppendInfo> append_batches(sim::Fiber& fiber, std::span<const std::byte> bytes,
                                      AppendOrigin origin);
    Answer<std::optional<AppendInfo>> find_duplicate();
    void take_in(const wire::RecordBatchView& batch, std::uint32_t sent_crc, AppendOrigin origin);
    DiskResult<void> index_batches(sim::Fiber& fiber, std::int64_t position);
    DiskResult<void> roll_to(sim::Fiber& fiber, Offset base);
    DiskResult<void> seal(sim::Fiber& fiber);
    DiskResult<void> note_epoch(sim::Fiber& fiber, LeaderEpoch epoch, Offset start);
    DiskResult<void> write_epochs(sim::Fiber& fiber);
    DiskResult<void> sync_snapshots(sim::Fiber& fiber, Offset offset);
    DiskResult<void> take_snapshot(sim::Fiber& fiber, Offset offset);

    // What it says of itself: partition_log_facts.cpp.
    void emit_appended(const wire::RecordBatchView& batch, std::uint32_t sent_crc,
                       AppendOrigin origin);
    void emit_marker(const wire::RecordBatchView& batch);
    void emit_producer(const wire::RecordBatchView& batch);
    void emit_producers();
    struct IndexSizes {
        std::size_t offsets;
        std::size_t times;
    };
    static IndexSizes index_sizes(const LogSegment& segment);
    void emit_index_added(const LogSegment& segment, IndexSizes before);
    void emit_indexed(const LogSegment& segment);
    void emit_looked_up(std::int64_t timestamp_ms, std::optional<Offset> found, Offset log_start,
                        Offset log_end);

    // Cutting: partition_log_truncate.cpp.
    DiskResult<void> cut_at(sim::Fiber& fiber, Offset end);
    DiskResult<void> sync_cut(sim::Fiber& fiber);
    DiskResult<void> restart_at(sim::Fiber& fiber, Offset start);
    DiskResult<void> delete_segment_files(sim::Fiber& fiber, LogSegment& segment);
    DiskResult<void> delete_snapshots_from(sim::Fiber& fiber, Offset offset);
    DiskResult<void> save_everything(sim::Fiber& fiber);

    // Retention: partition_log_retention.cpp.
    std::optional<RetentionReason> reason_to_delete(const LogSegment& segment, Offset end,
                                                    std::int64_t now_ms) const;
    DiskResult<void> delete_first_segment(sim::Fiber& fiber);

    // Reading: partition_log_read.cpp.
    FetchData empty_fetch() const;
    Answer<FetchData> read_once(sim::Fiber& fiber, const ReadRequest& request);
    Answer<std::optional<wire::Bytes>> read_segment(sim::Fiber& fiber, LogSegment& segment,
                                                    const ReadRequest& request, Offset bound);
    std::vector<AbortedTxn> aborted_between(Offset begin, Offset end) const;
    Offset bound_of(FetchIsolation isolation) const;
    Answer<std::optional<TimestampedOffset>> find_timestamp(sim::Fiber& fiber,
                                                            std::int64_t timestamp_ms);
    Answer<std::optional<TimestampedOffset>> find_timestamp_in(sim::Fiber& fiber,
                                                               LogSegment& segment,
                                                               std::int64_t timestamp_ms);

    /// Waits for this fiber's turn to change the log.
    Answer<sim::Mutex::Guard> enter(sim::Fiber& fiber);
    std::optional<wire::ErrorCode> refusal() const;
    wire::ErrorCode fail(sim::DiskError error, std::string_view what) {
        return directory_.fail(error, what);
    }
    LogSegment& active() const { return *segments_.back(); }
    std::size_t index_of_segment(Offset offset) const;
    Offset end_of_segment(std::size_t index) const;
    sim::Subject records(Offset begin, Offset end) const;
    void set_high_watermark(Offset high_watermark, HighWatermarkReason reason);
    void set_log_start(Offset start, LogStartReason reason);
    void set_recovery_point(Offset offset);
    std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

    LogDirectory& directory_;
    std::string path_;
    const TopicPartition partition_;
    Uuid topic_id_;
    std::string topic_id_text_;  // Empty: unknown.
    LogConfig config_;
    const sim::NameId name_;

    sim::Mutex lock_;    // Held by who changes segments, epochs or producers.
    Segments segments_;  // By base; the last is the active one.
    LeaderEpochCache epochs_;
    bool epochs_durable_ = true;  // Whether epochs_ is what a power loss would leave.
    ProducerStates producers_;
    std::set<Offset> snapshots_;  // Producer snapshots on disk.
    std::set<Offset> unsynced_snapshots_;
    std::vector<TxnEntry> aborted_;  // Completed by the append at hand, not yet indexed.

    Offset log_start_offset_{0};
    Offset log_end_offset_{0};
    Offset high_watermark_{0};
    Offset recovery_point_{0};
    // How often records went, or files were sealed: what was read or synced across that is void.
    std::uint64_t cuts_ = 0;
    sim::MonotonicInstant last_flushed_ = sim::MonotonicInstant::origin();
    bool closed_ = false;
    std::vector<std::byte> scratch_;  // Batches while they are stamped.
    std::unique_ptr<IncomingBatches> incoming_;
};

}  // namespace assize::model::log
