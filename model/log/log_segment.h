#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/log/batch_scanner.h"
#include "model/log/disk_files.h"
#include "model/log/log_config.h"
#include "model/log/segment_index.h"
#include "model/types.h"
#include "model/wire/record_batch.h"
#include "sim/disk/disk.h"
#include "sim/fiber.h"

namespace assize::model::log {

/// What the log needs to know about a batch that it writes.
struct BatchSummary {
    Offset base_offset;
    Offset last_offset;
    std::int64_t max_timestamp_ms;
    std::size_t at;  // In bytes, from the begin of the append.
    std::size_t size;
};

/// The largest timestamp of a segment so far, and the last offset of the batch that has it.
struct LargestTimestamp {
    std::int64_t timestamp_ms;
    Offset offset;
};

/// "00000000000000000042" for 42, as Kafka names files by offset.
std::string offset_in_file_name(Offset offset);
/// The offset in such a name with that suffix.
std::optional<Offset> offset_of_file_name(std::string_view name, std::string_view suffix);

/// A part of a log: a `.log` file with the batches from a base offset on, and its indexes.
/// Units: positions are bytes in the `.log` file.
/// It does not check what it is given: PartitionLog does, and serialises who changes it.
/// Source: LogSegment of Kafka 3.9/4.x.
class LogSegment {
public:
    static constexpr std::array<std::string_view, 4> kSuffixes{".log", ".index", ".timeindex",
                                                               ".txnindex"};
    static constexpr std::string_view kDeletedSuffix = ".deleted";

    /// Opens the files of the segment with that base, and makes those that are missing.
    static DiskResult<std::shared_ptr<LogSegment>> open(sim::Fiber& fiber, sim::Disk& disk,
                                                        const std::string& directory, Offset base);

    Offset base() const { return base_; }
    std::int64_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    /// Whether indexes were missing or senseless when it was opened: rebuild() it.
    bool needs_rebuild() const { return needs_rebuild_; }
    std::optional<LargestTimestamp> largest_timestamp() const { return largest_; }
    /// Of the first batch, for rolling by time.
    std::optional<std::int64_t> first_timestamp_ms() const { return first_timestamp_ms_; }
    std::int64_t created_ms() const { return created_ms_; }
    /// What its indexes hold.
    const std::vector<OffsetEntry>& offset_entries() const { return files_.offsets.entries(); }
    const std::vector<TimeEntry>& time_entries() const { return files_.times.entries(); }
    /// The aborted transactions whose markers are in here.
    std::span<const TxnEntry> aborted_txns() const;

    /// Whether an append of that many bytes, up to that offset, has to go to a new segment.
    struct Incoming {
        std::int64_t bytes;
        Offset last_offset;
        std::int64_t max_timestamp_ms;
        std::int64_t now_ms;
    };
    bool should_roll_before(const Incoming& incoming, const LogConfig& config) const;

    // --- Changes.

    /// Writes the batches at the end: all of them, or none. index() each of them then.
    DiskResult<void> write(sim::Fiber& fiber, std::span<const std::byte> bytes,
                           std::span<const BatchSummary> batches);
    /// Enters a batch that lies at `position` into the indexes, if it is time for an entry.
    DiskResult<void> index(sim::Fiber& fiber, const BatchSummary& batch, std::int64_t position,
                           std::int64_t index_interval_bytes);
    DiskResult<void> append(sim::Fiber& fiber, const TxnEntry& aborted);
    /// Cuts the files at that position, which is where the batch with that offset begins.
    DiskResult<void> truncate(sim::Fiber& fiber, std::int64_t position, Offset offset);
    /// Notes the largest timestamp in the time index: before the segment is left for good.
    DiskResult<void> seal(sim::Fiber& fiber);
    DiskResult<void> sync(sim::Fiber& fiber);
    /// Renames its files to "....deleted". Returns their new paths.
    DiskResult<std::vector<std::string>> mark_deleted(sim::Fiber& fiber);

    // --- For recovery: the indexes are derived anew, batch by batch.

    DiskResult<void> begin_rebuild(sim::Fiber& fiber);
    DiskResult<void> rebuild(sim::Fiber& fiber, const BatchSummary& batch, std::int64_t position,
                             std::int64_t index_interval_bytes);
    /// Cuts the file at `position`, where the good batches end, and makes all of it durable.
    DiskResult<void> end_rebuild(sim::Fiber& fiber, std::int64_t position);
    /// Learns from the file what the indexes do not tell, when it goes on being written.
    DiskResult<void> prepare_to_append(sim::Fiber& fiber);
    /// The offset after its last batch; none when its end is no whole batch.
    DiskResult<std::optional<Offset>> read_end(sim::Fiber& fiber);

    // --- Reading.

    /// Where to begin looking for a batch: it, or one before it.
    std::int64_t position_before(Offset offset) const;
    /// Where a batch begins with just that offset, if that is known without reading.
    std::optional<std::int64_t> exact_position(Offset offset) const;
    /// Where the batch begins that contains `offset`, or the first after it; size() when none.
    DiskResult<std::int64_t> find(sim::Fiber& fiber, Offset offset);
    DiskResult<std::size_t> read(sim::Fiber& fiber, std::int64_t position,
                                 std::span<std::byte> into) {
        return files_.log.pread(fiber, position, into);
    }
    static constexpr std::size_t kScanChunk = 1 << 16;
    BatchScanner scan(BatchScanner::Range range, std::size_t chunk = kScanChunk) {
        return BatchScanner(files_.log, range, chunk);
    }
    /// The offset up to which all timestamps are below that, as the time index knows it.
    Offset offset_before(std::int64_t timestamp_ms) const;

private:
    struct Files {
        sim::File log;
        OffsetIndex offsets;
        TimeIndex times;
        std::optional<TxnIndex> txns;  // Made when there is the first aborted transaction.
    };
    LogSegment(sim::Disk& disk, Offset base, std::string path, Files files)
        : disk_(disk), base_(base), path_(std::move(path)), files_(std::move(files)) {}
    std::int32_t relative(Offset offset) const {
        return static_cast<std::int32_t>((offset - base_).value());
    }
    void judge_indexes(bool one_was_missing);
    void note_timestamp(const BatchSummary& batch);
    DiskResult<void> note_largest_timestamp(sim::Fiber& fiber);

    /// Where the last batches lie: a reader of the tail needs no index.
    struct Recent {
        Offset base_offset{0};
        std::int64_t position = 0;
    };
    static constexpr std::size_t kRecent = 64;
    void remember(Offset base_offset, std::int64_t position);
    const Recent* recent_batch(Offset offset) const;

    sim::Disk& disk_;
    const Offset base_;
    const std::string path_;  // Without suffix; as it was when it was opened.
    Files files_;
    std::int64_t size_ = 0;
    std::int64_t unindexed_bytes_ = 0;  // Since the last entry of the offset index.
    std::optional<LargestTimestamp> largest_;
    std::optional<std::int64_t> first_timestamp_ms_;
    std::int64_t created_ms_ = 0;
    bool needs_rebuild_ = false;
    std::array<Recent, kRecent> recent_;  // A ring: recent_[recent_count_ % kRecent] is next.
    std::uint64_t recent_count_ = 0;
};

}  // namespace assize::model::log
