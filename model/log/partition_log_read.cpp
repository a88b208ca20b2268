#include <algorithm>
#include <utility>

#include "model/log/append_rules.h"
#include "model/log/log_segment.h"
#include "model/log/partition_log.h"
#include "model/wire/record_batch_layout.h"

namespace assize::model::log {

using wire::ErrorCode;

namespace {

std::int64_t size_of_batch_at(const std::byte* header) {
    namespace layout = wire::layout;
    return wire::load_big_endian<std::int32_t>(header + layout::kBatchLength) +
           static_cast<std::int64_t>(layout::kLengthEnd);
}

}  // namespace

// --- Fetching ------------------------------------------------------------------------------

Offset PartitionLog::bound_of(FetchIsolation isolation) const {
    switch (isolation) {
        case FetchIsolation::kLogEnd: return log_end_offset_;
        case FetchIsolation::kHighWatermark: return high_watermark_;
        case FetchIsolation::kTxnCommitted: return last_stable_offset();
    }
    return log_start_offset_;
}

FetchData PartitionLog::empty_fetch() const {
    return {.records = {},
            .log_start_offset = log_start_offset_,
            .log_end_offset = log_end_offset_,
            .high_watermark = high_watermark_,
            .last_stable_offset = last_stable_offset(),
            .aborted = {}};
}

PartitionLog::Answer<FetchData> PartitionLog::read(sim::Fiber& fiber, const ReadRequest& request) {
    while (true) {
        const std::uint64_t cuts = cuts_;
        auto data = read_once(fiber, request);
        if (cuts == cuts_ || closed_) return data;
    }
}

PartitionLog::Answer<FetchData> PartitionLog::read_once(sim::Fiber& fiber,
                                                        const ReadRequest& request) {
    if (const auto error = refusal()) return sim::Failure(*error);
    if (request.from < log_start_offset_ || request.from > log_end_offset_) {
        return sim::Failure(ErrorCode::kOffsetOutOfRange);
    }
    FetchData data = empty_fetch();
    const Offset bound = bound_of(request.isolation);
    if (request.from >= bound) return data;

    std::size_t index = index_of_segment(request.from);
    while (index < segments_.size() && segments_[index]->base() < bound) {
        const std::shared_ptr<LogSegment> segment = segments_[index];
        auto found = read_segment(fiber, *segment, request, bound);
        if (!found) return sim::Failure(found.error());
        if (*found) {
            data.records = std::move(**found);
            break;
        }
        // Nothing at or above `from` in there: look at what comes next, if it is still there.
        const auto after =
            std::upper_bound(segments_.begin(), segments_.end(), segment->base(),
                             [](Offset base, const auto& other) { return base < other->base(); });
        index = static_cast<std::size_t>(after - segments_.begin());
    }
    if (request.isolation == FetchIsolation::kTxnCommitted) {
        data.aborted = aborted_between(request.from, bound);
    }
    return data;
}

/// The batches of a segment from the one with `request.from` on, below `bound`. None when the
/// segment has no such batch; empty when the first one is too large.
PartitionLog::Answer<std::optional<wire::Bytes>> PartitionLog::read_segment(
    sim::Fiber& fiber, LogSegment& segment, const ReadRequest& request, Offset bound) {
    const std::int64_t segment_end = segment.size();
    const auto position = segment.find(fiber, request.from);
    if (!position) return sim::Failure(fail(position.error(), "read"));
    if (*position >= segment_end) return std::nullopt;

    constexpr auto kHeader = static_cast<std::int64_t>(wire::layout::kHeaderSize);
    const std::int64_t available = segment.exact_position(bound).value_or(segment_end) - *position;
    const std::int64_t wanted = std::max<std::int64_t>(request.max_bytes, kHeader);
    std::vector<std::byte> buffer(static_cast<std::size_t>(std::min(available, wanted)));
    auto read = segment.read(fiber, *position, buffer);
    if (!read) return sim::Failure(fail(read.error(), "read"));
    if (static_cast<std::int64_t>(*read) < kHeader) {
        return sim::Failure(ErrorCode::kCorruptMessage);
    }
    const std::int64_t first_size = size_of_batch_at(buffer.data());
    if (first_size < kHeader || first_size > available) {
        return sim::Failure(ErrorCode::kCorruptMessage);
    }
    if (first_size > request.max_bytes) {
        if (request.min_one_message == MinOneMessage::kNo) return wire::Bytes();
        buffer.resize(static_cast<std::size_t>(first_size));
        read = segment.read(fiber, *position, buffer);
        if (!read) return sim::Failure(fail(read.error(), "read"));
    }
    buffer.resize(*read);

    std::size_t whole = 0;
    for (const wire::RecordBatchView& batch : wire::BatchRange(buffer)) {
        if (batch.base_offset() >= bound) break;
        whole += batch.size_bytes();
    }
    if (whole == 0) return sim::Failure(ErrorCode::kCorruptMessage);
    return wire::Bytes(std::move(buffer)).slice(0, whole);
}

/// The aborted transactions that a reader of [begin, end) has to leave out.
std::vector<AbortedTxn> PartitionLog::aborted_between(Offset begin, Offset end) const {
    std::vector<AbortedTxn> aborted;
    for (std::size_t i = index_of_segment(begin); i < segments_.size(); ++i) {
        for (const TxnEntry& entry : segments_[i]->aborted_txns()) {
            if (entry.last_offset < begin || entry.first_offset >= end) continue;
            aborted.push_back(AbortedTxn{entry.producer_id, entry.first_offset});
        }
    }
    return aborted;
}

// --- Looking for timestamps ----------------------------------------------------------------

PartitionLog::Answer<std::optional<TimestampedOffset>> PartitionLog::fetch_offset_by_timestamp(
    sim::Fiber& fiber, std::int64_t timestamp_ms) {
    if (const auto error = refusal()) return sim::Failure(*error);
    if (timestamp_ms == kLatestTimestamp) {
        return TimestampedOffset{-1, log_end_offset_, latest_epoch()};
    }
    if (timestamp_ms == kEarliestTimestamp || timestamp_ms == kEarliestLocalTimestamp) {
        return TimestampedOffset{-1, log_start_offset_, epochs_.epoch_for(log_start_offset_)};
    }
    while (true) {
        const std::uint64_t cuts = cuts_;
        const Offset log_start = log_start_offset_;
        const Offset log_end = log_end_offset_;
        auto found = find_timestamp(fiber, timestamp_ms);
        if (cuts != cuts_ && !closed_) continue;
        if (found && cuts == cuts_ && timestamp_ms >= 0) {
            emit_looked_up(timestamp_ms, *found ? std::optional((*found)->offset) : std::nullopt,
                           log_start, log_end);
        }
        return found;
    }
}

PartitionLog::Answer<std::optional<TimestampedOffset>> PartitionLog::find_timestamp(
    sim::Fiber& fiber, std::int64_t timestamp_ms) {
    const Segments segments = segments_;
    if (timestamp_ms == kMaxTimestamp) {
        for (const auto& segment : segments) {
            if (const auto largest = segment->largest_timestamp()) {
                timestamp_ms = std::max(timestamp_ms, largest->timestamp_ms);
            }
        }
    }
    if (timestamp_ms < 0) return std::nullopt;
    for (const auto& segment : segments) {
        const auto largest = segment->largest_timestamp();
        if (!largest || largest->timestamp_ms < timestamp_ms) continue;
        const auto found = find_timestamp_in(fiber, *segment, timestamp_ms);
        if (!found || *found) return found;
    }
    return std::nullopt;
}

PartitionLog::Answer<std::optional<TimestampedOffset>> PartitionLog::find_timestamp_in(
    sim::Fiber& fiber, LogSegment& segment, std::int64_t timestamp_ms) {
    const Offset begin = std::max(segment.offset_before(timestamp_ms), log_start_offset_);
    auto scanner = segment.scan({.begin = segment.position_before(begin), .end = segment.size()});
    while (true) {
        const auto batch = scanner.next(fiber);
        if (!batch) return sim::Failure(fail(batch.error(), "read"));
        if (!*batch) return std::nullopt;
        if ((*batch)->max_timestamp_ms() < timestamp_ms) continue;
        if ((*batch)->last_offset() < log_start_offset_) continue;
        auto reader = wire::RecordReader::open(**batch);
        if (!reader) return sim::Failure(ErrorCode::kCorruptMessage);
        while (const auto record = reader->next()) {
            if (record->timestamp_ms < timestamp_ms || record->offset < log_start_offset_) continue;
            return TimestampedOffset{record->timestamp_ms, record->offset,
                                     (*batch)->leader_epoch()};
        }
    }
}

}  // namespace assize::model::log
