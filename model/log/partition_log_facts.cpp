#include "model/facts/log.h"
#include "model/facts/log_index.h"
#include "model/facts/log_producers.h"
#include "model/log/log_segment.h"
#include "model/log/partition_log.h"
#include "model/wire/control_batch.h"
#include "model/wire/record_batch.h"

namespace assize::model::log {

void PartitionLog::emit_appended(const wire::RecordBatchView& batch, std::uint32_t sent_crc,
                                 AppendOrigin origin) {
    const LeaderEpoch epoch = batch.leader_epoch().value_or(LeaderEpoch(-1));
    BatchAppended fact{.broker = directory_.broker().value(),
                       .topic_id = topic_id_text_,
                       .base = batch.base_offset().value(),
                       .end = batch.next_offset().value(),
                       .leader_epoch = epoch.value(),
                       .crc = batch.crc(),
                       .bytes = static_cast<std::int64_t>(batch.size_bytes()),
                       .origin = origin,
                       .producer_id = std::nullopt,
                       .producer_epoch = std::nullopt,
                       .base_sequence = std::nullopt,
                       .transactional = batch.is_transactional(),
                       .control = batch.is_control(),
                       .max_timestamp_ms = batch.max_timestamp_ms()};
    if (sent_crc != batch.crc()) fact.sent_crc = sent_crc;
    if (const auto producer = batch.producer()) {
        fact.producer_id = producer->id.value();
        fact.producer_epoch = producer->epoch.value();
        if (producer->base_sequence) fact.base_sequence = producer->base_sequence->value();
    }
    directory_.life().emit(
        fact, {.changed = sim::Changed::kYes,
               .subjects = {records(batch.base_offset(), batch.next_offset()),
                            {"leader_epoch", name_, epoch.value(), epoch.value() + 1}}});
}

void PartitionLog::emit_marker(const wire::RecordBatchView& batch) {
    const auto marker = wire::end_transaction_marker(batch);
    if (!marker) return;
    directory_.life().emit(
        TxnMarkerAppended{.broker = directory_.broker().value(),
                          .topic_id = topic_id_text_,
                          .base = batch.base_offset().value(),
                          .producer_id = marker->producer_id.value(),
                          .producer_epoch = marker->producer_epoch.value(),
                          .coordinator_epoch = marker->coordinator_epoch,
                          .commit = marker->result == wire::TransactionResult::kCommit},
        {.changed = sim::Changed::kYes,
         .subjects = {records(batch.base_offset(), batch.next_offset())}});
}

/// Says what is remembered of the producer of that batch now.
void PartitionLog::emit_producer(const wire::RecordBatchView& batch) {
    const auto id = batch.producer_id();
    if (!id) return;
    if (batch.is_control()) emit_marker(batch);
    const auto found = producers_.producers().find(*id);
    if (found == producers_.producers().end()) return;
    const ProducerState& state = found->second;
    ProducerStateChanged fact{.broker = directory_.broker().value(),
                              .topic_id = topic_id_text_,
                              .at = log_end_offset_.value(),
                              .producer_id = id->value(),
                              .producer_epoch = state.epoch.value(),
                              .last_sequence = std::nullopt,
                              .coordinator_epoch = state.coordinator_epoch,
                              .txn_first_offset = std::nullopt};
    if (!state.batches.empty()) fact.last_sequence = state.batches.back().last_sequence.value();
    if (state.txn_first_offset) fact.txn_first_offset = state.txn_first_offset->value();
    directory_.life().emit(fact, {.changed = sim::Changed::kYes,
                                  .subjects = {records(batch.base_offset(), batch.next_offset())}});
}

/// Says what is remembered of all producers, after it was made anew.
void PartitionLog::emit_producers() {
    if (producers_.empty()) return;
    ProducerStatesRebuilt fact{.broker = directory_.broker().value(),
                               .topic_id = topic_id_text_,
                               .at = log_end_offset_.value(),
                               .producer_ids = {},
                               .producer_epochs = {},
                               .last_sequences = {},
                               .coordinator_epochs = {},
                               .txn_first_offsets = {}};
    for (const auto& [id, state] : producers_.producers()) {
        const bool any = !state.batches.empty();
        fact.producer_ids.push_back(id.value());
        fact.producer_epochs.push_back(state.epoch.value());
        fact.last_sequences.push_back(any ? state.batches.back().last_sequence.value() : -1);
        fact.coordinator_epochs.push_back(state.coordinator_epoch.value_or(-1));
        fact.txn_first_offsets.push_back(state.txn_first_offset.value_or(Offset(-1)).value());
    }
    directory_.life().emit(fact, {.changed = sim::Changed::kYes,
                                  .subjects = {records(log_start_offset_, log_end_offset_)}});
}

// --- Indexes -------------------------------------------------------------------------------

PartitionLog::IndexSizes PartitionLog::index_sizes(const LogSegment& segment) {
    return {.offsets = segment.offset_entries().size(), .times = segment.time_entries().size()};
}

/// Says what entries the indexes of a segment have that they had not. At most one each.
void PartitionLog::emit_index_added(const LogSegment& segment, IndexSizes before) {
    const IndexSizes now = index_sizes(segment);
    if (now.offsets <= before.offsets && now.times <= before.times) return;
    const std::int64_t base = segment.base().value();
    IndexEntriesAdded fact{.broker = directory_.broker().value(),
                           .topic_id = topic_id_text_,
                           .segment = base,
                           .last_offset = std::nullopt,
                           .position = std::nullopt,
                           .largest_timestamp_ms = std::nullopt,
                           .timestamp_offset = std::nullopt};
    if (now.offsets > before.offsets) {
        const OffsetEntry& entry = segment.offset_entries().back();
        fact.last_offset = base + entry.relative_offset;
        fact.position = entry.position;
    }
    if (now.times > before.times) {
        const TimeEntry& entry = segment.time_entries().back();
        fact.largest_timestamp_ms = entry.timestamp_ms;
        fact.timestamp_offset = base + entry.relative_offset;
    }
    directory_.life().emit(fact, {.changed = sim::Changed::kYes,
                                  .subjects = {records(segment.base(), log_end_offset_)}});
}

/// Says all that the indexes of a segment hold.
void PartitionLog::emit_indexed(const LogSegment& segment) {
    const std::int64_t base = segment.base().value();
    SegmentIndexed fact{.broker = directory_.broker().value(),
                        .topic_id = topic_id_text_,
                        .segment = base,
                        .last_offsets = {},
                        .positions = {},
                        .largest_timestamps_ms = {},
                        .timestamp_offsets = {}};
    for (const OffsetEntry& entry : segment.offset_entries()) {
        fact.last_offsets.push_back(base + entry.relative_offset);
        fact.positions.push_back(entry.position);
    }
    for (const TimeEntry& entry : segment.time_entries()) {
        fact.largest_timestamps_ms.push_back(entry.timestamp_ms);
        fact.timestamp_offsets.push_back(base + entry.relative_offset);
    }
    directory_.life().emit(fact, {.changed = sim::Changed::kYes,
                                  .subjects = {records(segment.base(), log_end_offset_)}});
}

void PartitionLog::emit_looked_up(std::int64_t timestamp_ms, std::optional<Offset> found,
                                  Offset log_start, Offset log_end) {
    TimestampLookedUp fact{.broker = directory_.broker().value(),
                           .topic_id = topic_id_text_,
                           .timestamp_ms = timestamp_ms,
                           .found = std::nullopt,
                           .log_start = log_start.value(),
                           .log_end = log_end.value()};
    if (found) fact.found = found->value();
    directory_.life().emit(
        fact, {.changed = sim::Changed::kNo, .subjects = {records(log_start, log_end)}});
}

}  // namespace assize::model::log
