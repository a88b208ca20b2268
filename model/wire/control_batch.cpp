#include "model/wire/control_batch.h"

#include <array>

#include "model/wire/big_endian.h"
#include "model/wire/message.h"
#include "model/wire/messages/end_txn_marker.h"
#include "model/wire/record_batch_builder.h"
#include "model/wire/record_reader.h"

namespace assize::model::wire {

namespace {

constexpr std::int16_t kKeyVersion = 0;
constexpr std::size_t kKeySize = 4;  // Version, type.
constexpr std::int16_t kMarkerVersion = 0;

template <class M>
constexpr ControlType kTypeOf = ControlType::kLeaderChange;
template <>
constexpr ControlType kTypeOf<SnapshotHeaderRecord> = ControlType::kSnapshotHeader;
template <>
constexpr ControlType kTypeOf<SnapshotFooterRecord> = ControlType::kSnapshotFooter;
template <>
constexpr ControlType kTypeOf<KRaftVersionRecord> = ControlType::kKRaftVersion;
template <>
constexpr ControlType kTypeOf<VotersRecord> = ControlType::kKRaftVoters;

std::array<std::byte, kKeySize> key_of(ControlType type) {
    std::array<std::byte, kKeySize> key{};
    store_big_endian(key.data(), kKeyVersion);
    store_big_endian(key.data() + sizeof(kKeyVersion), static_cast<std::int16_t>(type));
    return key;
}

std::optional<ControlType> type_of(const RecordView& record) {
    // A later version may say more, behind what this one says.
    if (!record.key || record.key->size() < kKeySize) return std::nullopt;
    if (load_big_endian<std::int16_t>(record.key->data()) < kKeyVersion) return std::nullopt;
    const auto type = load_big_endian<std::int16_t>(record.key->data() + sizeof(kKeyVersion));
    if (type < 0 || type > static_cast<std::int16_t>(ControlType::kKRaftVoters)) {
        return std::nullopt;
    }
    return static_cast<ControlType>(type);
}

std::vector<std::byte> one_record(const BatchOptions& options, std::int64_t timestamp_ms,
                                  ControlType type, std::span<const std::byte> value) {
    RecordBatchBuilder builder(options);
    builder.append(timestamp_ms, key_of(type), value);
    return builder.build();
}

template <class M>
sim::Result<ControlMessage, BatchError> decoded(std::span<const std::byte> value) {
    const Bytes bytes = Bytes::copy_of(value);
    const std::int16_t version = Reader(bytes).int16();  // 0 when there is none; then it fails.
    if (!has_version<M>(version)) return sim::Failure(BatchError::kBadControl);
    auto message = decode_whole<M>(bytes, version);
    if (!message) return sim::Failure(BatchError::kBadControl);
    return *std::move(message);
}

}  // namespace

std::string_view to_string(ControlType type) {
    switch (type) {
        case ControlType::kAbort: return "abort";
        case ControlType::kCommit: return "commit";
        case ControlType::kLeaderChange: return "leader change";
        case ControlType::kSnapshotHeader: return "snapshot header";
        case ControlType::kSnapshotFooter: return "snapshot footer";
        case ControlType::kKRaftVersion: return "kraft version";
        case ControlType::kKRaftVoters: return "kraft voters";
    }
    return "unknown";
}

sim::Result<std::vector<ControlRecord>, BatchError> control_records(const RecordBatchView& batch) {
    if (!batch.is_control() || batch.compression() != Compression::kNone) {
        return sim::Failure(BatchError::kBadControl);
    }
    std::vector<ControlRecord> records;
    bool understood = true;
    const auto read = for_each_record(batch, [&](const RecordView& record) {
        const auto type = type_of(record);
        understood = understood && type && record.value;
        if (understood) records.push_back({.type = *type, .value = *record.value});
    });
    if (!read) return sim::Failure(read.error());
    if (!understood || records.empty()) return sim::Failure(BatchError::kBadControl);
    return records;
}

std::optional<ControlType> control_type(const RecordBatchView& batch) {
    if (!batch.is_control() || batch.compression() != Compression::kNone) return std::nullopt;
    auto reader = RecordReader::open(batch);
    if (!reader) return std::nullopt;
    const auto record = reader->next();
    if (!record) return std::nullopt;
    return type_of(*record);
}

std::vector<std::byte> control_batch(const ControlBatchStamp& stamp,
                                     const ControlMessage& message) {
    const BatchOptions options{
        .base_offset = stamp.base_offset, .leader_epoch = stamp.leader_epoch, .control = true};
    return std::visit(
        [&]<class M>(const M& said) {
            const auto value = encode_whole(said, said.version);
            return one_record(options, stamp.timestamp_ms, kTypeOf<M>, value);
        },
        message);
}

sim::Result<ControlMessage, BatchError> control_message(const ControlRecord& record) {
    switch (record.type) {
        case ControlType::kAbort:
        case ControlType::kCommit: break;
        case ControlType::kLeaderChange: return decoded<LeaderChangeMessage>(record.value);
        case ControlType::kSnapshotHeader: return decoded<SnapshotHeaderRecord>(record.value);
        case ControlType::kSnapshotFooter: return decoded<SnapshotFooterRecord>(record.value);
        case ControlType::kKRaftVersion: return decoded<KRaftVersionRecord>(record.value);
        case ControlType::kKRaftVoters: return decoded<VotersRecord>(record.value);
    }
    return sim::Failure(BatchError::kBadControl);
}

std::vector<std::byte> end_transaction_batch(const ControlBatchStamp& stamp,
                                             const EndTransactionMarker& marker) {
    Writer value;
    value.int16(kMarkerVersion);
    encode(EndTxnMarker{.coordinator_epoch = marker.coordinator_epoch}, kMarkerVersion, value);
    const ProducerStamp producer{
        .id = marker.producer_id, .epoch = marker.producer_epoch, .base_sequence = {}};
    const BatchOptions options{.base_offset = stamp.base_offset,
                               .leader_epoch = stamp.leader_epoch,
                               .producer = producer,
                               .transactional = true,
                               .control = true};
    const bool commits = marker.result == TransactionResult::kCommit;
    return one_record(options, stamp.timestamp_ms,
                      commits ? ControlType::kCommit : ControlType::kAbort, value.take());
}

sim::Result<EndTransactionMarker, BatchError> end_transaction_marker(const RecordBatchView& batch) {
    const auto records = control_records(batch);
    if (!records) return sim::Failure(records.error());
    const auto producer = batch.producer();
    const ControlRecord& record = records->front();
    const bool ends = record.type == ControlType::kAbort || record.type == ControlType::kCommit;
    if (!ends || !producer || records->size() != 1) {
        return sim::Failure(BatchError::kBadControl);
    }
    // A later version may say more, behind what this one says.
    Reader value(Bytes::copy_of(record.value));
    const std::int16_t version = value.int16();
    const auto said = decode<EndTxnMarker>(value, kMarkerVersion);
    if (!said || version < kMarkerVersion) return sim::Failure(BatchError::kBadControl);
    return EndTransactionMarker{.result = record.type == ControlType::kCommit
                                              ? TransactionResult::kCommit
                                              : TransactionResult::kAbort,
                                .producer_id = producer->id,
                                .producer_epoch = producer->epoch,
                                .coordinator_epoch = said->coordinator_epoch};
}

}  // namespace assize::model::wire
