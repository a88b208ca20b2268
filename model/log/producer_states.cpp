#include "model/log/producer_states.h"

#include <algorithm>
#include <limits>

#include "model/wire/big_endian.h"
#include "model/wire/control_batch.h"
#include "model/wire/crc32c.h"

namespace assize::model::log {
namespace {

using wire::ErrorCode;

constexpr std::int16_t kSnapshotVersion = 1;
constexpr std::size_t kCrcAt = 2;
constexpr std::size_t kCountAt = 6;
constexpr std::size_t kEntriesAt = 10;
constexpr std::size_t kEntryBytes = 46;

Sequence after(Sequence sequence) {
    if (sequence.value() == std::numeric_limits<std::int32_t>::max()) return Sequence(0);
    return Sequence(sequence.value() + 1);
}

/// The sequence `count` before that one.
Sequence before(Sequence sequence, std::int32_t count) {
    const std::int64_t earlier = std::int64_t{sequence.value()} - count;
    constexpr std::int64_t kSequences = std::int64_t{1} << 31;
    return Sequence(static_cast<std::int32_t>(earlier < 0 ? earlier + kSequences : earlier));
}

std::int64_t or_minus_one(const std::optional<Offset>& offset) {
    return offset ? offset->value() : -1;
}

void write_entry(std::byte* to, ProducerId id, const ProducerState& state) {
    const bool any = !state.batches.empty();
    const ProducerBatch none{Sequence(-1), Sequence(-1), Offset(-1), Offset(-1), -1};
    const ProducerBatch& last = any ? state.batches.back() : none;
    const auto delta = static_cast<std::int32_t>((last.last_offset - last.first_offset).value());
    wire::store_big_endian(to, id.value());
    wire::store_big_endian(to + 8, state.epoch.value());
    wire::store_big_endian(to + 10, last.last_sequence.value());
    wire::store_big_endian(to + 14, last.last_offset.value());
    wire::store_big_endian(to + 22, delta);
    wire::store_big_endian(to + 26, state.last_timestamp_ms);
    wire::store_big_endian(to + 34, state.coordinator_epoch.value_or(-1));
    wire::store_big_endian(to + 38, or_minus_one(state.txn_first_offset));
}

ProducerState read_entry(const std::byte* from) {
    ProducerState state{ProducerEpoch(wire::load_big_endian<std::int16_t>(from + 8))};
    const Sequence last(wire::load_big_endian<std::int32_t>(from + 10));
    const Offset offset(wire::load_big_endian<std::int64_t>(from + 14));
    const auto delta = wire::load_big_endian<std::int32_t>(from + 22);
    state.last_timestamp_ms = wire::load_big_endian<std::int64_t>(from + 26);
    const auto coordinator = wire::load_big_endian<std::int32_t>(from + 34);
    const auto txn = wire::load_big_endian<std::int64_t>(from + 38);
    if (last.value() >= 0) {
        state.batches.push_back(ProducerBatch{before(last, delta), last,
                                              offset - RecordCount(delta), offset,
                                              state.last_timestamp_ms});
    }
    if (coordinator >= 0) state.coordinator_epoch = coordinator;
    if (txn >= 0) state.txn_first_offset = Offset(txn);
    return state;
}

}  // namespace

sim::Result<std::optional<ProducerBatch>, ErrorCode> ProducerStates::check(
    const wire::RecordBatchView& batch) const {
    const auto producer = batch.producer();
    if (!producer) return std::nullopt;
    const auto found = producers_.find(producer->id);
    if (found == producers_.end()) return std::nullopt;
    const ProducerState& state = found->second;
    if (producer->epoch < state.epoch) return sim::Failure(ErrorCode::kInvalidProducerEpoch);
    if (batch.is_control()) {
        const auto marker = wire::end_transaction_marker(batch);
        if (marker && state.coordinator_epoch.value_or(-1) > marker->coordinator_epoch) {
            return sim::Failure(ErrorCode::kTransactionCoordinatorFenced);
        }
        return std::nullopt;
    }
    const Sequence first = producer->base_sequence.value_or(Sequence(0));
    const Sequence last = batch.last_sequence().value_or(Sequence(0));
    if (producer->epoch == state.epoch) {
        for (const ProducerBatch& known : state.batches) {
            if (known.first_sequence == first && known.last_sequence == last) return known;
        }
    }
    const bool goes_on = producer->epoch == state.epoch && !state.batches.empty();
    const Sequence expected = goes_on ? after(state.batches.back().last_sequence) : Sequence(0);
    if (first != expected) return sim::Failure(ErrorCode::kOutOfOrderSequenceNumber);
    if (state.txn_first_offset && !batch.is_transactional()) {
        return sim::Failure(ErrorCode::kInvalidTxnState);
    }
    return std::nullopt;
}

std::optional<CompletedTxn> ProducerStates::update(const wire::RecordBatchView& batch) {
    const auto producer = batch.producer();
    if (!producer) return std::nullopt;
    ProducerState& state =
        producers_.try_emplace(producer->id, ProducerState{producer->epoch}).first->second;
    if (state.epoch != producer->epoch) {
        state.epoch = producer->epoch;
        state.batches.clear();
    }
    state.last_timestamp_ms = batch.max_timestamp_ms();
    if (batch.is_control()) return update_by_marker(state, batch);
    update_by_data(state, batch);
    return std::nullopt;
}

std::optional<CompletedTxn> ProducerStates::update_by_marker(ProducerState& state,
                                                             const wire::RecordBatchView& batch) {
    const auto marker = wire::end_transaction_marker(batch);
    if (!marker) return std::nullopt;
    state.coordinator_epoch = marker->coordinator_epoch;
    if (!state.txn_first_offset) return std::nullopt;
    const CompletedTxn completed{.producer_id = marker->producer_id,
                                 .first_offset = *state.txn_first_offset,
                                 .last_offset = batch.last_offset(),
                                 .outcome = marker->result == wire::TransactionResult::kAbort
                                                ? CompletedTxn::Outcome::kAborted
                                                : CompletedTxn::Outcome::kCommitted};
    state.txn_first_offset.reset();
    ongoing_.erase(completed.first_offset);
    unreplicated_.insert_or_assign(completed.first_offset, completed.last_offset);
    return completed;
}

void ProducerStates::update_by_data(ProducerState& state, const wire::RecordBatchView& batch) {
    if (batch.is_transactional() && !state.txn_first_offset) {
        state.txn_first_offset = batch.base_offset();
        ongoing_.insert_or_assign(batch.base_offset(), *batch.producer_id());
    }
    const auto first = batch.base_sequence();
    const auto last = batch.last_sequence();
    if (!first || !last) return;
    state.batches.push_back(ProducerBatch{*first, *last, batch.base_offset(), batch.last_offset(),
                                          batch.max_timestamp_ms()});
    if (state.batches.size() > kBatchesRemembered) state.batches.pop_front();
}

void ProducerStates::on_high_watermark(Offset high_watermark) {
    std::erase_if(unreplicated_,
                  [&](const auto& completed) { return completed.second < high_watermark; });
}

std::optional<Offset> ProducerStates::first_unstable_offset() const {
    std::optional<Offset> first;
    if (!ongoing_.empty()) first = ongoing_.begin()->first;
    if (!unreplicated_.empty() && (!first || unreplicated_.begin()->first < *first)) {
        first = unreplicated_.begin()->first;
    }
    return first;
}

Offset ProducerStates::last_stable_offset_after(const CompletedTxn& completed) const {
    for (const auto& [first_offset, producer] : ongoing_) {
        if (producer != completed.producer_id) return first_offset;
    }
    return next(completed.last_offset);
}

std::vector<ProducerId> ProducerStates::remove_expired(std::int64_t now_ms,
                                                       sim::Duration expiration) {
    const std::int64_t expiration_ms = expiration / sim::Duration::milliseconds(1);
    std::vector<ProducerId> expired;
    for (const auto& [id, state] : producers_) {
        if (state.txn_first_offset || now_ms - state.last_timestamp_ms < expiration_ms) continue;
        expired.push_back(id);
    }
    for (const ProducerId id : expired) producers_.erase(id);
    return expired;
}

void ProducerStates::clear() {
    producers_.clear();
    ongoing_.clear();
    unreplicated_.clear();
}

std::vector<std::byte> ProducerStates::snapshot() const {
    std::vector<std::byte> bytes(kEntriesAt + producers_.size() * kEntryBytes);
    wire::store_big_endian(bytes.data(), kSnapshotVersion);
    wire::store_big_endian(bytes.data() + kCountAt, static_cast<std::int32_t>(producers_.size()));
    std::byte* at = bytes.data() + kEntriesAt;
    for (const auto& [id, state] : producers_) {
        write_entry(at, id, state);
        at += kEntryBytes;
    }
    const auto covered = std::span<const std::byte>(bytes).subspan(kCountAt);
    wire::store_big_endian(bytes.data() + kCrcAt, wire::crc32c(covered));
    return bytes;
}

std::optional<ProducerStates> ProducerStates::from_snapshot(std::span<const std::byte> bytes) {
    if (bytes.size() < kEntriesAt) return std::nullopt;
    if (wire::load_big_endian<std::int16_t>(bytes.data()) != kSnapshotVersion) return std::nullopt;
    const auto crc = wire::load_big_endian<std::uint32_t>(bytes.data() + kCrcAt);
    if (crc != wire::crc32c(bytes.subspan(kCountAt))) return std::nullopt;
    const auto count = wire::load_big_endian<std::int32_t>(bytes.data() + kCountAt);
    const std::size_t entries = (bytes.size() - kEntriesAt) / kEntryBytes;
    if (count < 0 || entries != static_cast<std::size_t>(count)) return std::nullopt;
    ProducerStates states;
    for (std::size_t i = 0; i < entries; ++i) {
        const std::byte* from = bytes.data() + kEntriesAt + i * kEntryBytes;
        const ProducerId id(wire::load_big_endian<std::int64_t>(from));
        const ProducerState state = read_entry(from);
        if (state.txn_first_offset) states.ongoing_.emplace(*state.txn_first_offset, id);
        states.producers_.insert_or_assign(id, state);
    }
    return states;
}

}  // namespace assize::model::log
