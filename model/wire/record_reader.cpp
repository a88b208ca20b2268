#include "model/wire/record_reader.h"

namespace assize::model::wire {

namespace {

/// Length, attributes, two deltas, key length, value length, header count: a byte each.
constexpr std::size_t kRecordSizeMin = 7;

}  // namespace

sim::Result<RecordReader, BatchError> RecordReader::open(const RecordBatchView& batch,
                                                         std::size_t limit) {
    std::vector<std::byte> storage;
    auto unpacked = batch.packed_records();
    if (batch.compression() != Compression::kNone) {
        auto result = decompress(batch.compression(), unpacked, limit);
        if (!result) {
            const bool too_large = result.error() == CompressionError::kTooLarge;
            return sim::Failure(too_large ? BatchError::kTooLarge : BatchError::kBadPacking);
        }
        storage = *std::move(result);
        unpacked = storage;
    }
    // So that a count which is a lie makes nobody reserve memory.
    const auto record_count = static_cast<std::size_t>(batch.record_count());
    if (record_count > unpacked.size() / kRecordSizeMin) return sim::Failure(BatchError::kBadCount);
    return RecordReader(batch, std::move(storage), unpacked);
}

RecordReader::RecordReader(const RecordBatchView& batch, std::vector<std::byte> storage,
                           std::span<const std::byte> unpacked)
    : storage_(std::move(storage)),
      unpacked_(unpacked),
      in_(unpacked.data(), unpacked.data() + unpacked.size()),
      base_offset_(batch.base_offset().value()),
      base_timestamp_ms_(batch.base_timestamp_ms()),
      last_offset_delta_(batch.last_offset_delta()),
      records_left_(batch.record_count()) {
    if (batch.timestamp_type() == TimestampType::kLogAppendTime) {
        append_time_ms_ = batch.max_timestamp_ms();
    }
}

std::optional<RecordView> RecordReader::next() {
    if (error_) return std::nullopt;
    if (records_left_ == 0) {
        if (in_.remaining() != 0) error_ = BatchError::kBadCount;
        return std::nullopt;
    }
    if (in_.remaining() == 0) return fail(BatchError::kBadCount);
    --records_left_;

    std::optional<std::span<const std::byte>> body;
    if (!in_.take_blob(body) || !body) return fail(BatchError::kBadRecord);
    ZigzagReader in(body->data(), body->data() + body->size());
    std::byte attributes{};
    std::int64_t timestamp_delta = 0;
    std::int32_t offset_delta = 0;
    RecordView record{
        .offset = Offset(0), .timestamp_ms = 0, .key = {}, .value = {}, .headers = {}};
    const bool whole = in.take_byte(attributes) && attributes == std::byte{0} &&
                       in.take(timestamp_delta) && in.take(offset_delta) &&
                       in.take_blob(record.key) && in.take_blob(record.value) &&
                       take_headers(in, record.headers) && in.remaining() == 0;
    if (!whole) return fail(BatchError::kBadRecord);
    if (offset_delta <= offset_delta_ || offset_delta > last_offset_delta_) {
        return fail(BatchError::kBadOffset);
    }
    offset_delta_ = offset_delta;
    // Wraps, rather than overflows, for a batch that claims to be at the end of all offsets.
    record.offset = Offset(static_cast<std::int64_t>(static_cast<std::uint64_t>(base_offset_) +
                                                     static_cast<std::uint64_t>(offset_delta)));
    record.timestamp_ms = timestamp_of(timestamp_delta);
    return record;
}

std::optional<RecordView> RecordReader::fail(BatchError error) {
    error_ = error;
    return std::nullopt;
}

bool RecordReader::take_headers(ZigzagReader& in, RecordHeadersView& headers) {
    std::int32_t count = 0;
    if (!in.take(count) || count < 0) return false;
    const std::byte* begin = in.at();
    for (std::int32_t header = 0; header < count; ++header) {
        std::optional<std::span<const std::byte>> key;
        std::optional<std::span<const std::byte>> value;
        if (!in.take_blob(key) || !key || !in.take_blob(value)) return false;
    }
    headers = RecordHeadersView(static_cast<std::size_t>(count), {begin, in.at()});
    return true;
}

std::int64_t RecordReader::timestamp_of(std::int64_t delta) const {
    if (append_time_ms_) return *append_time_ms_;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base_timestamp_ms_) +
                                     static_cast<std::uint64_t>(delta));
}

}  // namespace assize::model::wire
