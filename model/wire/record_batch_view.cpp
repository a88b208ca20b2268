#include "model/wire/record_batch_view.h"

#include <utility>

#include "model/wire/crc32c.h"
#include "model/wire/record_reader.h"

namespace assize::model::wire {

namespace {

std::vector<RecordHeader> own(const RecordHeadersView& views) {
    std::vector<RecordHeader> headers;
    headers.reserve(views.size());
    for (const RecordHeaderView view : views) {
        RecordHeader header{.key = std::string(view.key), .value = {}};
        if (view.value) header.value = Bytes::copy_of(*view.value);
        headers.push_back(std::move(header));
    }
    return headers;
}

/// The rest of `reader` as slices of `owner`, where reader.unpacked() begins at `origin`.
sim::Result<std::vector<Record>, BatchError> own_records(RecordReader& reader, std::size_t capacity,
                                                         const Bytes& owner,
                                                         const std::byte* origin) {
    const auto slice = [&](const std::optional<std::span<const std::byte>>& part) {
        if (!part) return std::optional<Bytes>();
        const auto at = static_cast<std::size_t>(part->data() - origin);
        return std::optional(owner.slice(at, part->size()));
    };
    std::vector<Record> records;
    records.reserve(capacity);
    while (const auto record = reader.next()) {
        records.push_back({.offset = record->offset,
                           .timestamp_ms = record->timestamp_ms,
                           .key = slice(record->key),
                           .value = slice(record->value),
                           .headers = own(record->headers)});
    }
    if (reader.error()) return sim::Failure(*reader.error());
    return records;
}

}  // namespace

std::optional<LeaderEpoch> RecordBatchView::leader_epoch() const {
    const auto epoch = load<std::int32_t>(layout::kLeaderEpoch);
    if (epoch < 0) return std::nullopt;
    return LeaderEpoch(epoch);
}

std::optional<ProducerStamp> RecordBatchView::producer() const {
    const auto id = producer_id();
    if (!id) return std::nullopt;
    const ProducerEpoch epoch(load<std::int16_t>(layout::kProducerEpoch));
    return ProducerStamp{.id = *id, .epoch = epoch, .base_sequence = base_sequence()};
}

std::optional<ProducerId> RecordBatchView::producer_id() const {
    const auto id = load<std::int64_t>(layout::kProducerId);
    if (id < 0) return std::nullopt;
    return ProducerId(id);
}

std::optional<ProducerEpoch> RecordBatchView::producer_epoch() const {
    const auto epoch = load<std::int16_t>(layout::kProducerEpoch);
    if (epoch < 0) return std::nullopt;
    return ProducerEpoch(epoch);
}

std::optional<Sequence> RecordBatchView::base_sequence() const {
    const auto sequence = load<std::int32_t>(layout::kBaseSequence);
    if (sequence < 0) return std::nullopt;
    return Sequence(sequence);
}

std::optional<Sequence> RecordBatchView::last_sequence() const {
    const auto base = base_sequence();
    if (!base) return std::nullopt;
    const std::int64_t last = std::int64_t{base->value()} + last_offset_delta();
    return Sequence(static_cast<std::int32_t>(last & 0x7fffffff));
}

sim::Result<std::vector<Record>, BatchError> RecordBatchView::records() const {
    auto reader = RecordReader::open(*this);
    if (!reader) return sim::Failure(reader.error());
    const auto unpacked = reader->unpacked();
    const bool packed = compression() != Compression::kNone;
    const Bytes owner = packed ? Bytes(reader->take_storage()) : Bytes::copy_of(unpacked);
    return own_records(*reader, static_cast<std::size_t>(record_count()), owner, unpacked.data());
}

sim::Result<std::vector<Record>, BatchError> RecordBatchView::records_sharing(
    const Bytes& owner) const {
    if (compression() != Compression::kNone) return records();
    auto reader = RecordReader::open(*this);
    if (!reader) return sim::Failure(reader.error());
    return own_records(*reader, static_cast<std::size_t>(record_count()), owner, owner.data());
}

sim::Result<RecordBatchView, BatchError> first_batch(std::span<const std::byte> bytes) {
    // A version is named ahead of all that depends on it, at the same place in all versions.
    if (bytes.size() <= layout::kMagic) return sim::Failure(BatchError::kPartial);
    const auto length = load_big_endian<std::int32_t>(bytes.data() + layout::kBatchLength);
    const auto magic = load_big_endian<std::int8_t>(bytes.data() + layout::kMagic);
    if (magic != layout::kMagic2) return sim::Failure(BatchError::kBadMagic);
    if (length < static_cast<std::int32_t>(layout::kHeaderSize - layout::kLengthEnd)) {
        return sim::Failure(BatchError::kBadLength);
    }
    const std::size_t size = layout::kLengthEnd + static_cast<std::size_t>(length);
    if (bytes.size() < size) return sim::Failure(BatchError::kPartial);

    const RecordBatchView batch(bytes.first(size));
    const bool known_codec = batch.compression() <= Compression::kZstd;
    if (!known_codec || (batch.attributes() & ~layout::kDefinedBits) != 0) {
        return sim::Failure(BatchError::kBadAttributes);
    }
    if (batch.record_count() < 0 || batch.last_offset_delta() < 0 ||
        batch.record_count() > batch.delta_to_next()) {
        return sim::Failure(BatchError::kBadCount);
    }
    return batch;
}

bool check_crc(const RecordBatchView& batch) {
    return crc32c(batch.bytes().subspan(layout::kAttributes)) == batch.crc();
}

}  // namespace assize::model::wire
