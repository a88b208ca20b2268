#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/log/disk_files.h"
#include "model/types.h"
#include "model/wire/big_endian.h"
#include "sim/disk/disk.h"
#include "sim/fiber.h"

namespace assize::model::log {

/// An index file of a segment: entries of a fixed size, in order, which are also kept in memory.
/// It can be derived from the segment's `.log` file, and is when it is missing or makes no sense.
/// `Entry` says how it is encoded (kBytes, encode, decode), and which entry may follow which.
template <class Entry>
class SegmentIndex {
public:
    /// Opens the file at `path`, or makes it. What it holds counts only if sane().
    static DiskResult<SegmentIndex> open(sim::Fiber& fiber, sim::Disk& disk,
                                         const std::string& path) {
        auto file = disk.open(fiber, path, sim::OpenMode::kCreateIfMissing);
        if (!file) return sim::Failure(file.error());
        SegmentIndex index(std::move(*file));
        if (auto loaded = index.load(fiber); !loaded) return sim::Failure(loaded.error());
        return index;
    }

    /// Whether the file held whole entries in order when it was opened.
    bool sane() const { return sane_; }
    const std::vector<Entry>& entries() const { return entries_; }
    bool empty() const { return entries_.empty(); }
    std::int64_t size_bytes() const {
        return static_cast<std::int64_t>(entries_.size() * Entry::kBytes);
    }

    /// The entry counts at once; should this fiber be killed while it waits for a disk that is
    /// slow, the next call writes what this one did not.
    DiskResult<void> append(sim::Fiber& fiber, const Entry& entry) {
        entries_.push_back(entry);
        return write(fiber);
    }
    /// Keeps the first `count` entries.
    DiskResult<void> truncate(sim::Fiber& fiber, std::size_t count) {
        while (entries_.size() > count) entries_.pop_back();
        written_ = std::min(written_, count);
        sane_ = true;
        return file_.truncate(fiber, static_cast<std::int64_t>(written_ * Entry::kBytes));
    }
    DiskResult<void> sync(sim::Fiber& fiber) {
        if (auto written = write(fiber); !written) return written;
        return file_.sync(fiber);
    }

private:
    explicit SegmentIndex(sim::File file) : file_(std::move(file)) {}

    DiskResult<void> write(sim::Fiber& fiber) {
        while (written_ < entries_.size()) {
            std::byte bytes[Entry::kBytes];
            entries_[written_].encode(bytes);
            const std::size_t number = written_;
            const auto at = static_cast<std::int64_t>(number * Entry::kBytes);
            if (auto done = file_.pwrite(fiber, at, bytes); !done) return done;
            written_ = std::min(std::max(written_, number + 1), entries_.size());
        }
        return {};
    }

    DiskResult<void> load(sim::Fiber& fiber) {
        const auto size = file_.size();
        if (!size) return sim::Failure(size.error());
        std::vector<std::byte> bytes(static_cast<std::size_t>(*size));
        const auto read = file_.pread(fiber, 0, bytes);
        if (!read) return sim::Failure(read.error());
        sane_ = bytes.size() % Entry::kBytes == 0;
        for (std::size_t at = 0; at + Entry::kBytes <= bytes.size(); at += Entry::kBytes) {
            const Entry entry = Entry::decode(bytes.data() + at);
            sane_ =
                sane_ && (entries_.empty() ? entry.may_begin() : entry.may_follow(entries_.back()));
            entries_.push_back(entry);
        }
        written_ = entries_.size();
        return {};
    }

    sim::File file_;
    std::vector<Entry> entries_;
    std::size_t written_ = 0;  // How many of them are in the file.
    bool sane_ = true;
};

/// Of the offset index: the batch at `position` ends with that offset.
struct OffsetEntry {
    std::int32_t relative_offset;  // To the segment's base.
    std::int32_t position;

    static constexpr std::size_t kBytes = 8;
    void encode(std::byte* to) const {
        wire::store_big_endian(to, relative_offset);
        wire::store_big_endian(to + 4, position);
    }
    static OffsetEntry decode(const std::byte* from) {
        return {wire::load_big_endian<std::int32_t>(from),
                wire::load_big_endian<std::int32_t>(from + 4)};
    }
    bool may_begin() const { return relative_offset >= 0 && position >= 0; }
    bool may_follow(const OffsetEntry& other) const {
        return relative_offset > other.relative_offset && position > other.position;
    }
};

/// Of the time index: the largest timestamp so far, and the last offset of the batch that has it.
struct TimeEntry {
    std::int64_t timestamp_ms;
    std::int32_t relative_offset;

    static constexpr std::size_t kBytes = 12;
    void encode(std::byte* to) const {
        wire::store_big_endian(to, timestamp_ms);
        wire::store_big_endian(to + 8, relative_offset);
    }
    static TimeEntry decode(const std::byte* from) {
        return {wire::load_big_endian<std::int64_t>(from),
                wire::load_big_endian<std::int32_t>(from + 8)};
    }
    bool may_begin() const { return relative_offset >= 0; }
    bool may_follow(const TimeEntry& other) const {
        return timestamp_ms > other.timestamp_ms && relative_offset > other.relative_offset;
    }
};

/// Of the transaction index: an aborted transaction, whose marker lies in this segment.
struct TxnEntry {
    ProducerId producer_id{0};
    Offset first_offset{0};
    Offset last_offset{0};         // The marker's.
    Offset last_stable_offset{0};  // When it was completed.

    static constexpr std::int16_t kVersion = 0;
    static constexpr std::size_t kBytes = 34;
    void encode(std::byte* to) const {
        wire::store_big_endian(to, kVersion);
        wire::store_big_endian(to + 2, producer_id.value());
        wire::store_big_endian(to + 10, first_offset.value());
        wire::store_big_endian(to + 18, last_offset.value());
        wire::store_big_endian(to + 26, last_stable_offset.value());
    }
    static TxnEntry decode(const std::byte* from) {
        return {ProducerId(wire::load_big_endian<std::int64_t>(from + 2)),
                Offset(wire::load_big_endian<std::int64_t>(from + 10)),
                Offset(wire::load_big_endian<std::int64_t>(from + 18)),
                Offset(wire::load_big_endian<std::int64_t>(from + 26))};
    }
    bool may_begin() const { return first_offset <= last_offset; }
    bool may_follow(const TxnEntry& other) const {
        return may_begin() && last_offset > other.last_offset;
    }
};

using OffsetIndex = SegmentIndex<OffsetEntry>;
using TimeIndex = SegmentIndex<TimeEntry>;
using TxnIndex = SegmentIndex<TxnEntry>;

}  // namespace assize::model::log
