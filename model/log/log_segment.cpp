#include "model/log/log_segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "model/log/wall_clock.h"

namespace assize::model::log {
namespace {

constexpr std::size_t kLookupChunk = 4096;

}  // namespace

std::string offset_in_file_name(Offset offset) {
    return fmt::format("{:020}", offset.value());
}

std::optional<Offset> offset_of_file_name(std::string_view name, std::string_view suffix) {
    constexpr std::size_t kDigits = 20;
    if (name.size() != kDigits + suffix.size() || !name.ends_with(suffix)) return std::nullopt;
    std::int64_t offset = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + kDigits, offset);
    if (error != std::errc() || end != name.data() + kDigits || offset < 0) return std::nullopt;
    return Offset(offset);
}

DiskResult<std::shared_ptr<LogSegment>> LogSegment::open(sim::Fiber& fiber, sim::Disk& disk,
                                                         const std::string& directory,
                                                         Offset base) {
    const std::string path = directory + "/" + offset_in_file_name(base);
    const bool index_missing = !disk.exists(path + ".index") || !disk.exists(path + ".timeindex");
    auto log = disk.open(fiber, path + ".log", sim::OpenMode::kCreateIfMissing);
    if (!log) return sim::Failure(log.error());
    auto offsets = OffsetIndex::open(fiber, disk, path + ".index");
    if (!offsets) return sim::Failure(offsets.error());
    auto times = TimeIndex::open(fiber, disk, path + ".timeindex");
    if (!times) return sim::Failure(times.error());
    std::optional<TxnIndex> txns;
    if (disk.exists(path + ".txnindex")) {
        auto opened = TxnIndex::open(fiber, disk, path + ".txnindex");
        if (!opened) return sim::Failure(opened.error());
        txns = std::move(*opened);
    }
    const auto size = log->size();
    if (!size) return sim::Failure(size.error());

    auto segment = std::shared_ptr<LogSegment>(new LogSegment(
        disk, base, path,
        Files{std::move(*log), std::move(*offsets), std::move(*times), std::move(txns)}));
    segment->size_ = *size;
    segment->created_ms_ = wall_ms(fiber);
    segment->judge_indexes(index_missing);
    return segment;
}

void LogSegment::judge_indexes(bool one_was_missing) {
    const auto& offsets = files_.offsets.entries();
    const auto& times = files_.times.entries();
    needs_rebuild_ = !files_.offsets.sane() || !files_.times.sane() ||
                     (files_.txns && !files_.txns->sane()) ||
                     (!offsets.empty() && offsets.back().position >= size_) ||
                     (size_ > 0 && (one_was_missing || times.empty()));
    if (needs_rebuild_ || times.empty()) return;
    largest_ = LargestTimestamp{times.back().timestamp_ms,
                                base_ + RecordCount(times.back().relative_offset)};
}

std::span<const TxnEntry> LogSegment::aborted_txns() const {
    if (!files_.txns) return {};
    return files_.txns->entries();
}

bool LogSegment::should_roll_before(const Incoming& incoming, const LogConfig& config) const {
    if (size_ > config.segment_bytes - incoming.bytes) return true;
    const std::int64_t distance = (incoming.last_offset - base_).value();
    if (distance < 0 || distance > std::numeric_limits<std::int32_t>::max()) return true;
    if (files_.offsets.size_bytes() >
        config.segment_index_bytes - static_cast<std::int64_t>(OffsetEntry::kBytes)) {
        return true;
    }
    if (files_.times.size_bytes() >
        config.segment_index_bytes - 2 * static_cast<std::int64_t>(TimeEntry::kBytes)) {
        return true;
    }
    if (size_ == 0 || config.segment_ms == sim::Duration::max()) return false;
    const std::int64_t waited_ms = first_timestamp_ms_ && *first_timestamp_ms_ >= 0
                                       ? incoming.max_timestamp_ms - *first_timestamp_ms_
                                       : incoming.now_ms - created_ms_;
    return waited_ms > config.segment_ms / sim::Duration::milliseconds(1);
}

// --- Changes -------------------------------------------------------------------------------

DiskResult<void> LogSegment::write(sim::Fiber& fiber, std::span<const std::byte> bytes,
                                   std::span<const BatchSummary> batches) {
    if (auto written = files_.log.append(fiber, bytes); !written) return written;
    for (const BatchSummary& batch : batches) {
        remember(batch.base_offset, size_ + static_cast<std::int64_t>(batch.at));
        note_timestamp(batch);
    }
    size_ += static_cast<std::int64_t>(bytes.size());
    return {};
}

void LogSegment::note_timestamp(const BatchSummary& batch) {
    if (!first_timestamp_ms_) first_timestamp_ms_ = batch.max_timestamp_ms;
    if (largest_ && batch.max_timestamp_ms <= largest_->timestamp_ms) return;
    largest_ = LargestTimestamp{batch.max_timestamp_ms, batch.last_offset};
}

DiskResult<void> LogSegment::index(sim::Fiber& fiber, const BatchSummary& batch,
                                   std::int64_t position, std::int64_t index_interval_bytes) {
    if (unindexed_bytes_ > index_interval_bytes) {
        unindexed_bytes_ = 0;
        const OffsetEntry entry{relative(batch.last_offset), static_cast<std::int32_t>(position)};
        if (auto added = files_.offsets.append(fiber, entry); !added) return added;
        if (auto added = note_largest_timestamp(fiber); !added) return added;
    }
    unindexed_bytes_ += static_cast<std::int64_t>(batch.size);
    return {};
}

DiskResult<void> LogSegment::note_largest_timestamp(sim::Fiber& fiber) {
    if (!largest_) return {};
    const auto& times = files_.times.entries();
    if (!times.empty() && times.back().timestamp_ms >= largest_->timestamp_ms) return {};
    return files_.times.append(fiber,
                               TimeEntry{largest_->timestamp_ms, relative(largest_->offset)});
}

DiskResult<void> LogSegment::append(sim::Fiber& fiber, const TxnEntry& aborted) {
    if (!files_.txns) {
        auto made = TxnIndex::open(fiber, disk_, path_ + ".txnindex");
        if (!made) return sim::Failure(made.error());
        files_.txns = std::move(*made);
    }
    return files_.txns->append(fiber, aborted);
}

DiskResult<void> LogSegment::truncate(sim::Fiber& fiber, std::int64_t position, Offset offset) {
    recent_count_ = 0;
    size_ = position;
    if (auto cut = files_.log.truncate(fiber, position); !cut) return cut;
    const auto keep = [&](const auto& entries, auto stays) {
        return static_cast<std::size_t>(
            std::partition_point(entries.begin(), entries.end(), stays) - entries.begin());
    };
    const auto below = [&](const auto& entry) { return entry.relative_offset < relative(offset); };
    if (auto cut = files_.offsets.truncate(fiber, keep(files_.offsets.entries(), below)); !cut) {
        return cut;
    }
    if (auto cut = files_.times.truncate(fiber, keep(files_.times.entries(), below)); !cut) {
        return cut;
    }
    if (files_.txns) {
        const auto txn_below = [&](const TxnEntry& entry) { return entry.last_offset < offset; };
        auto cut = files_.txns->truncate(fiber, keep(files_.txns->entries(), txn_below));
        if (!cut) return cut;
    }
    return prepare_to_append(fiber);
}

DiskResult<void> LogSegment::seal(sim::Fiber& fiber) {
    return note_largest_timestamp(fiber);
}

DiskResult<void> LogSegment::sync(sim::Fiber& fiber) {
    if (auto synced = files_.log.sync(fiber); !synced) return synced;
    if (auto synced = files_.offsets.sync(fiber); !synced) return synced;
    if (auto synced = files_.times.sync(fiber); !synced) return synced;
    if (files_.txns) return files_.txns->sync(fiber);
    return {};
}

DiskResult<std::vector<std::string>> LogSegment::mark_deleted(sim::Fiber& fiber) {
    std::vector<std::string> deleted;
    for (const std::string_view suffix : kSuffixes) {
        const std::string path = path_ + std::string(suffix);
        deleted.push_back(path + std::string(kDeletedSuffix));
        const auto renamed = disk_.rename(fiber, path, deleted.back());
        if (renamed) continue;
        if (renamed.error() != sim::DiskError::kNotFound) return sim::Failure(renamed.error());
        deleted.pop_back();
    }
    return deleted;
}

// --- Recovery ------------------------------------------------------------------------------

DiskResult<void> LogSegment::begin_rebuild(sim::Fiber& fiber) {
    recent_count_ = 0;
    unindexed_bytes_ = 0;
    largest_.reset();
    first_timestamp_ms_.reset();
    if (auto cut = files_.offsets.truncate(fiber, 0); !cut) return cut;
    if (auto cut = files_.times.truncate(fiber, 0); !cut) return cut;
    if (files_.txns) return files_.txns->truncate(fiber, 0);
    return {};
}

DiskResult<void> LogSegment::rebuild(sim::Fiber& fiber, const BatchSummary& batch,
                                     std::int64_t position, std::int64_t index_interval_bytes) {
    note_timestamp(batch);
    return index(fiber, batch, position, index_interval_bytes);
}

DiskResult<void> LogSegment::end_rebuild(sim::Fiber& fiber, std::int64_t position) {
    needs_rebuild_ = false;
    if (position < size_) {
        size_ = position;
        if (auto cut = files_.log.truncate(fiber, position); !cut) return cut;
    }
    if (auto sealed = seal(fiber); !sealed) return sealed;
    return sync(fiber);
}

DiskResult<void> LogSegment::prepare_to_append(sim::Fiber& fiber) {
    unindexed_bytes_ = 0;
    largest_.reset();
    first_timestamp_ms_.reset();
    if (size_ == 0) return {};
    auto head = scan({.begin = 0, .end = size_}, kLookupChunk);
    const auto first = head.next(fiber);
    if (!first) return sim::Failure(first.error());
    if (*first) first_timestamp_ms_ = (*first)->max_timestamp_ms();

    const auto& times = files_.times.entries();
    std::int64_t begin = 0;
    if (!times.empty()) {
        const Offset offset = base_ + RecordCount(times.back().relative_offset);
        largest_ = LargestTimestamp{times.back().timestamp_ms, offset};
        begin = position_before(offset);
    }
    auto rest = scan({.begin = begin, .end = size_});
    while (true) {
        const auto batch = rest.next(fiber);
        if (!batch) return sim::Failure(batch.error());
        if (!*batch) return {};
        if (largest_ && (*batch)->max_timestamp_ms() <= largest_->timestamp_ms) continue;
        largest_ = LargestTimestamp{(*batch)->max_timestamp_ms(), (*batch)->last_offset()};
    }
}

DiskResult<std::optional<Offset>> LogSegment::read_end(sim::Fiber& fiber) {
    const auto& entries = files_.offsets.entries();
    const std::int64_t begin = entries.empty() ? 0 : entries.back().position;
    auto scanner = scan({.begin = begin, .end = size_});
    Offset end = base_;
    while (true) {
        const auto batch = scanner.next(fiber);
        if (!batch) return sim::Failure(batch.error());
        if (!*batch) break;
        end = (*batch)->next_offset();
    }
    if (scanner.position() < size_) return std::nullopt;
    return end;
}

// --- Reading -------------------------------------------------------------------------------

std::int64_t LogSegment::position_before(Offset offset) const {
    if (const Recent* recent = recent_batch(offset)) return recent->position;
    const auto& entries = files_.offsets.entries();
    const std::int64_t distance = (offset - base_).value();
    const auto above = std::upper_bound(entries.begin(), entries.end(), distance,
                                        [](std::int64_t wanted, const OffsetEntry& entry) {
                                            return wanted < entry.relative_offset;
                                        });
    if (above == entries.begin()) return 0;
    return std::prev(above)->position;
}

DiskResult<std::int64_t> LogSegment::find(sim::Fiber& fiber, Offset offset) {
    if (const auto exact = exact_position(offset)) return *exact;
    auto scanner = scan({.begin = position_before(offset), .end = size_}, kLookupChunk);
    while (true) {
        const auto batch = scanner.next(fiber);
        if (!batch) return sim::Failure(batch.error());
        if (!*batch || (*batch)->last_offset() >= offset) return scanner.position();
    }
}

Offset LogSegment::offset_before(std::int64_t timestamp_ms) const {
    const auto& entries = files_.times.entries();
    const auto above = std::upper_bound(
        entries.begin(), entries.end(), timestamp_ms,
        [](std::int64_t wanted, const TimeEntry& entry) { return wanted < entry.timestamp_ms; });
    if (above == entries.begin()) return base_;
    return base_ + RecordCount(std::prev(above)->relative_offset);
}

void LogSegment::remember(Offset base_offset, std::int64_t position) {
    recent_[recent_count_ % kRecent] = Recent{base_offset, position};
    ++recent_count_;
}

/// The last batch that begins at or below `offset`, if it is among the recent ones.
const LogSegment::Recent* LogSegment::recent_batch(Offset offset) const {
    const std::uint64_t oldest = recent_count_ > kRecent ? recent_count_ - kRecent : 0;
    for (std::uint64_t at = recent_count_; at > oldest; --at) {
        const Recent& batch = recent_[(at - 1) % kRecent];
        if (batch.base_offset <= offset) return &batch;
    }
    return nullptr;
}

std::optional<std::int64_t> LogSegment::exact_position(Offset offset) const {
    const Recent* recent = recent_batch(offset);
    if (!recent || recent->base_offset != offset) return std::nullopt;
    return recent->position;
}

}  // namespace assize::model::log
