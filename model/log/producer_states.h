#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "model/log/log_types.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/record_batch.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::log {

/// How many batches of a producer a log remembers, to know them again.
inline constexpr std::size_t kBatchesRemembered = 5;

/// One batch of an idempotent producer, as the log remembers it.
struct ProducerBatch {
    Sequence first_sequence;
    Sequence last_sequence;
    Offset first_offset;
    Offset last_offset;
    std::int64_t timestamp_ms;

    bool operator==(const ProducerBatch&) const = default;
};

/// What a log knows of one producer id.
struct ProducerState {
    ProducerEpoch epoch;
    std::deque<ProducerBatch> batches = {};  // The last few of this epoch, the oldest first.
    std::optional<std::int32_t> coordinator_epoch = std::nullopt;  // Of the last marker.
    std::int64_t last_timestamp_ms = -1;
    std::optional<Offset> txn_first_offset = std::nullopt;  // Of the transaction that is open.

    bool operator==(const ProducerState&) const = default;
};

/// A transaction whose marker is in the log.
struct CompletedTxn {
    enum class Outcome : std::uint8_t { kCommitted, kAborted };
    ProducerId producer_id;
    Offset first_offset;
    Offset last_offset;  // The marker's.
    Outcome outcome;
};

/// The producers of a log: who wrote which sequence numbers last, and which transactions are
/// open. A fold over the batches of the log; plain memory, and the bytes of its snapshots.
/// Source: ProducerStateManager, ProducerAppendInfo, VerificationStateEntry.
/// Departs: no verification guards yet; sequence checks are skipped for replication.
class ProducerStates {
public:
    /// What is known of a batch before it is appended.
    /// Returns the original when it is a duplicate of one of the last few.
    /// Fails: kInvalidProducerEpoch, kOutOfOrderSequenceNumber, kInvalidTxnState,
    /// kTransactionCoordinatorFenced.
    sim::Result<std::optional<ProducerBatch>, wire::ErrorCode> check(
        const wire::RecordBatchView& batch) const;

    /// Learns from a batch of the log. Returns the transaction that it completed, if any.
    std::optional<CompletedTxn> update(const wire::RecordBatchView& batch);
    /// The marker of a completed transaction stays unstable until the high watermark is above.
    void on_high_watermark(Offset high_watermark);
    /// The first offset that a read_committed reader must not see, given the high watermark.
    std::optional<Offset> first_unstable_offset() const;
    /// What the last stable offset would be if `completed` were the last to complete.
    Offset last_stable_offset_after(const CompletedTxn& completed) const;

    /// Forgets who has no open transaction and was idle for that long. Returns whom.
    std::vector<ProducerId> remove_expired(std::int64_t now_ms, sim::Duration expiration);
    void clear();

    const std::map<ProducerId, ProducerState>& producers() const { return producers_; }
    bool empty() const { return producers_.empty(); }

    /// Kafka's snapshot file, version 1: of each producer only the last batch.
    std::vector<std::byte> snapshot() const;
    /// Fails: when the bytes are no snapshot, or its checksum is wrong.
    static std::optional<ProducerStates> from_snapshot(std::span<const std::byte> bytes);

private:
    std::optional<CompletedTxn> update_by_marker(ProducerState& state,
                                                 const wire::RecordBatchView& batch);
    void update_by_data(ProducerState& state, const wire::RecordBatchView& batch);

    std::map<ProducerId, ProducerState> producers_;
    std::map<Offset, ProducerId> ongoing_;   // Open transactions, by first offset.
    std::map<Offset, Offset> unreplicated_;  // Completed ones: first offset to marker.
};

}  // namespace assize::model::log
