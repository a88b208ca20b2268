#include "model/log/append_rules.h"

#include <algorithm>
#include <limits>

namespace assize::model::log {
namespace {

using wire::ErrorCode;
using wire::RecordBatchView;
using Verdict = sim::Result<void, ErrorCode>;

BatchSummary summary_of(const RecordBatchView& batch, std::size_t at) {
    return {.base_offset = batch.base_offset(),
            .last_offset = batch.last_offset(),
            .max_timestamp_ms = batch.max_timestamp_ms(),
            .at = at,
            .size = batch.size_bytes()};
}

std::int64_t in_ms(sim::Duration duration) {
    return duration / sim::Duration::milliseconds(1);
}

/// Whether a producer's timestamp is as near to now as the topic asks for.
bool timestamp_is_near(std::int64_t timestamp_ms, const StampingRules& rules) {
    const LogConfig& config = rules.config;
    const bool too_old = config.message_timestamp_before_max != sim::Duration::max() &&
                         rules.now_ms - timestamp_ms > in_ms(config.message_timestamp_before_max);
    const bool too_new = config.message_timestamp_after_max != sim::Duration::max() &&
                         timestamp_ms - rules.now_ms > in_ms(config.message_timestamp_after_max);
    return !too_old && !too_new;
}

/// Reads every record, as what clients send has to be good through and through.
/// Returns the largest timestamp.
sim::Result<std::int64_t, ErrorCode> check_records(const RecordBatchView& batch,
                                                   const StampingRules& rules) {
    auto reader = wire::RecordReader::open(batch);
    if (!reader) return sim::Failure(ErrorCode::kCorruptMessage);
    const bool create_time = rules.config.message_timestamp_type == TimestampPolicy::kCreateTime;
    std::int64_t largest = -1;
    std::int64_t expected = batch.base_offset().value();
    while (const auto record = reader->next()) {
        if (record->offset.value() != expected++) return sim::Failure(ErrorCode::kInvalidRecord);
        if (rules.config.cleanup_compact && !record->key) {
            return sim::Failure(ErrorCode::kInvalidRecord);
        }
        if (create_time && !timestamp_is_near(record->timestamp_ms, rules)) {
            return sim::Failure(ErrorCode::kInvalidTimestamp);
        }
        largest = std::max(largest, record->timestamp_ms);
    }
    if (reader->error()) return sim::Failure(ErrorCode::kInvalidRecord);
    return largest;
}

Verdict check_client_batch(const RecordBatchView& batch) {
    const bool right = batch.base_offset() == Offset(0) && !batch.is_control() &&
                       batch.record_count() > 0 &&
                       batch.last_offset_delta() == batch.record_count() - 1;
    if (!right) return sim::Failure(ErrorCode::kInvalidRecord);
    const auto producer = batch.producer();
    if (producer && !producer->base_sequence) return sim::Failure(ErrorCode::kInvalidRecord);
    if (!producer && batch.is_transactional()) return sim::Failure(ErrorCode::kInvalidRecord);
    return {};
}

Verdict check_raft_batch(const RecordBatchView& batch, Offset expected,
                         const StampingRules& rules) {
    if (batch.base_offset() != expected) return sim::Failure(ErrorCode::kOffsetOutOfRange);
    if (batch.leader_epoch() != rules.epoch) return sim::Failure(ErrorCode::kInvalidRecord);
    return {};
}

void stamp_time(std::span<std::byte> bytes, const StampingRules& rules,
                std::int64_t largest_timestamp_ms) {
    if (rules.config.message_timestamp_type == TimestampPolicy::kLogAppendTime) {
        wire::set_max_timestamp(bytes, wire::TimestampType::kLogAppendTime, rules.now_ms);
    } else {
        wire::set_max_timestamp(bytes, wire::TimestampType::kCreateTime, largest_timestamp_ms);
    }
}

}  // namespace

void IncomingBatches::clear() {
    views.clear();
    summaries.clear();
    checksums.clear();
    bytes = 0;
}

std::int64_t IncomingBatches::max_timestamp_ms() const {
    std::int64_t largest = -1;
    for (const BatchSummary& batch : summaries) {
        largest = std::max(largest, batch.max_timestamp_ms);
    }
    return largest;
}

Verdict take_apart(std::span<const std::byte> records, PartialTail tail, IncomingBatches& into) {
    into.clear();
    while (into.bytes < records.size()) {
        const auto batch = wire::first_batch(records.subspan(into.bytes));
        if (!batch) {
            if (batch.error() == wire::BatchError::kPartial && tail == PartialTail::kDrop) break;
            const bool old = batch.error() == wire::BatchError::kBadMagic;
            return sim::Failure(old ? ErrorCode::kInvalidRecord : ErrorCode::kCorruptMessage);
        }
        const bool sound = batch->base_offset() >= Offset(0) && batch->last_offset_delta() >= 0 &&
                           batch->last_offset() >= batch->base_offset() &&
                           batch->last_offset() != Offset(std::numeric_limits<std::int64_t>::max());
        if (!sound || !wire::check_crc(*batch)) return sim::Failure(ErrorCode::kCorruptMessage);
        into.views.push_back(*batch);
        into.summaries.push_back(summary_of(*batch, into.bytes));
        into.checksums.push_back(batch->crc());
        into.bytes += batch->size_bytes();
    }
    return {};
}

Verdict check_and_stamp(std::span<std::byte> records, const StampingRules& rules,
                        IncomingBatches& batches) {
    if (rules.origin == AppendOrigin::kClient && batches.views.size() != 1) {
        return sim::Failure(ErrorCode::kInvalidRecord);
    }
    Offset offset = rules.next_offset;
    for (std::size_t i = 0; i < batches.views.size(); ++i) {
        const RecordBatchView& batch = batches.views[i];
        const std::int64_t batch_bytes = static_cast<std::int64_t>(batch.size_bytes());
        if (batch_bytes > rules.config.max_message_bytes) {
            return sim::Failure(ErrorCode::kMessageTooLarge);
        }
        const auto bytes = records.subspan(batches.summaries[i].at, batches.summaries[i].size);
        if (rules.origin == AppendOrigin::kRaftLeader) {
            if (auto fits = check_raft_batch(batch, offset, rules); !fits) return fits;
        } else {
            std::int64_t largest = batch.max_timestamp_ms();
            if (rules.origin == AppendOrigin::kClient) {
                if (auto right = check_client_batch(batch); !right) return right;
                const auto checked = check_records(batch, rules);
                if (!checked) return sim::Failure(checked.error());
                largest = *checked;
            }
            wire::set_base_offset(bytes, offset);
            wire::set_leader_epoch(bytes, rules.epoch);
            stamp_time(bytes, rules, largest);
        }
        batches.summaries[i] = summary_of(batch, batches.summaries[i].at);
        offset = batch.next_offset();
    }
    const bool fits = static_cast<std::int64_t>(records.size()) <= rules.config.segment_bytes;
    if (!fits && rules.origin != AppendOrigin::kRaftLeader) {
        return sim::Failure(ErrorCode::kRecordListTooLarge);
    }
    return {};
}

Verdict check_order(const IncomingBatches& batches, Offset next_offset) {
    for (const BatchSummary& batch : batches.summaries) {
        if (batch.base_offset < next_offset) return sim::Failure(ErrorCode::kOffsetOutOfRange);
        next_offset = next(batch.last_offset);
    }
    return {};
}

}  // namespace assize::model::log
