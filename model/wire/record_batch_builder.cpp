#include "model/wire/record_batch_builder.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "model/wire/big_endian.h"
#include "model/wire/crc32c.h"
#include "model/wire/record_batch_layout.h"
#include "model/wire/zigzag.h"
#include "sim/invariant.h"

namespace assize::model::wire {

namespace {

using OptionalBytes = RecordBatchBuilder::OptionalBytes;

std::size_t blob_size(const OptionalBytes& blob) {
    if (!blob) return 1;
    return varlong_size(static_cast<std::int64_t>(blob->size())) + blob->size();
}

std::byte* put_blob(std::byte* to, const OptionalBytes& blob) {
    if (!blob) return put_zigzag(to, -1);
    to = put_zigzag(to, static_cast<std::int64_t>(blob->size()));
    if (!blob->empty()) std::memcpy(to, blob->data(), blob->size());
    return to + blob->size();
}

OptionalBytes key_of(const RecordHeader& header) {
    return std::as_bytes(std::span(header.key));
}

OptionalBytes value_of(const RecordHeader& header) {
    if (!header.value) return std::nullopt;
    return header.value->span();
}

std::size_t headers_size(std::span<const RecordHeader> headers) {
    std::size_t size = 0;
    for (const RecordHeader& header : headers) {
        size += blob_size(key_of(header)) + blob_size(value_of(header));
    }
    return size;
}

/// A record without its length, deltas and headers.
std::size_t content_size(const OptionalBytes& key, const OptionalBytes& value,
                         std::size_t header_count) {
    constexpr std::size_t kAttributesSize = 1;
    return kAttributesSize + blob_size(key) + blob_size(value) +
           varlong_size(static_cast<std::int64_t>(header_count));
}

}  // namespace

RecordBatchBuilder::RecordBatchBuilder(const BatchOptions& options)
    : options_(options),
      buffer_(layout::kHeaderSize + options.expected_bytes),
      size_(layout::kHeaderSize) {}

void RecordBatchBuilder::append(std::int64_t timestamp_ms, OptionalBytes key, OptionalBytes value,
                                std::span<const RecordHeader> headers) {
    const Place at = place(timestamp_ms, last_delta_ + 1);
    std::byte* to =
        begin_record(at, content_size(key, value, headers.size()) + headers_size(headers));
    to = put_blob(put_blob(to, key), value);
    to = put_zigzag(to, static_cast<std::int64_t>(headers.size()));
    for (const RecordHeader& header : headers) {
        to = put_blob(put_blob(to, key_of(header)), value_of(header));
    }
    end_record(to, at);
}

void RecordBatchBuilder::append(const RecordView& record) {
    INVARIANT(record.offset >= next_offset(), "the records of a batch lie in the order of offsets");
    const auto headers = record.headers.encoded();
    const Place at = place(record.timestamp_ms, (record.offset - options_.base_offset).value());
    std::byte* to = begin_record(
        at, content_size(record.key, record.value, record.headers.size()) + headers.size());
    to = put_blob(put_blob(to, record.key), record.value);
    to = put_zigzag(to, static_cast<std::int64_t>(record.headers.size()));
    to = std::ranges::copy(headers, to).out;
    end_record(to, at);
}

Offset RecordBatchBuilder::next_offset() const {
    return options_.base_offset + RecordCount(last_delta_ + 1);
}

std::size_t RecordBatchBuilder::record_size_bound(OptionalBytes key, OptionalBytes value,
                                                  std::span<const RecordHeader> headers) {
    constexpr std::size_t kLengthAndDeltas = 5 + 10 + 5;
    return kLengthAndDeltas + content_size(key, value, headers.size()) + headers_size(headers);
}

RecordBatchBuilder::Place RecordBatchBuilder::place(std::int64_t timestamp_ms,
                                                    std::int64_t offset_delta) {
    INVARIANT(offset_delta <= std::numeric_limits<std::int32_t>::max(), "a batch counts in int32");
    if (empty()) base_timestamp_ms_ = max_timestamp_ms_ = timestamp_ms;
    max_timestamp_ms_ = std::max(max_timestamp_ms_, timestamp_ms);
    const auto timestamp_delta =
        static_cast<std::uint64_t>(timestamp_ms) - static_cast<std::uint64_t>(base_timestamp_ms_);
    return {.timestamp_delta = static_cast<std::int64_t>(timestamp_delta),
            .offset_delta = offset_delta};
}

std::byte* RecordBatchBuilder::begin_record(const Place& at, std::size_t content_size) {
    const std::size_t body_size =
        content_size + varlong_size(at.timestamp_delta) + varlong_size(at.offset_delta);
    const auto length = static_cast<std::int64_t>(body_size);
    const std::size_t needed = size_ + varlong_size(length) + body_size;
    if (needed > buffer_.size()) buffer_.resize(std::max(needed, 2 * buffer_.size()));
    std::byte* to = put_zigzag(buffer_.data() + size_, length);
    *to++ = std::byte{0};  // Attributes, of which there are none yet.
    return put_zigzag(put_zigzag(to, at.timestamp_delta), at.offset_delta);
}

void RecordBatchBuilder::end_record(const std::byte* end, const Place& at) {
    size_ = static_cast<std::size_t>(end - buffer_.data());
    last_delta_ = at.offset_delta;
    ++record_count_;
}

std::vector<std::byte> RecordBatchBuilder::build() {
    INVARIANT(!empty(), "a batch has a record");
    if (options_.compression != Compression::kNone) {
        const auto records = std::span(buffer_).first(size_).subspan(layout::kHeaderSize);
        const auto packed = compress(options_.compression, records);
        size_ = layout::kHeaderSize + packed.size();
        if (size_ > buffer_.size()) buffer_.resize(size_);
        std::ranges::copy(packed, buffer_.begin() + layout::kHeaderSize);
    }
    INVARIANT(size_ <= std::numeric_limits<std::int32_t>::max(), "a batch counts in int32");
    buffer_.resize(size_);
    write_header();
    size_ = layout::kHeaderSize;
    return std::exchange(buffer_, {});
}

void RecordBatchBuilder::write_header() {
    const auto put = [this](std::size_t at, auto value) {
        store_big_endian(buffer_.data() + at, value);
    };
    const auto append_time = options_.log_append_time_ms;
    unsigned attributes = static_cast<unsigned>(options_.compression);
    if (append_time) attributes |= layout::kLogAppendTimeBit;
    if (options_.transactional) attributes |= layout::kTransactionalBit;
    if (options_.control) attributes |= layout::kControlBit;
    const auto& producer = options_.producer;
    const bool sequenced = producer && producer->base_sequence;

    put(layout::kBaseOffset, options_.base_offset.value());
    put(layout::kBatchLength, static_cast<std::int32_t>(size_ - layout::kLengthEnd));
    put(layout::kLeaderEpoch, options_.leader_epoch ? options_.leader_epoch->value() : -1);
    put(layout::kMagic, layout::kMagic2);
    put(layout::kAttributes, static_cast<std::uint16_t>(attributes));
    put(layout::kLastOffsetDelta, static_cast<std::int32_t>(last_delta_));
    put(layout::kBaseTimestamp, base_timestamp_ms_);
    put(layout::kMaxTimestamp, append_time.value_or(max_timestamp_ms_));
    put(layout::kProducerId, producer ? producer->id.value() : std::int64_t{-1});
    put(layout::kProducerEpoch, producer ? producer->epoch.value() : std::int16_t{-1});
    put(layout::kBaseSequence, sequenced ? producer->base_sequence->value() : -1);
    put(layout::kRecordCount, record_count_);
    put(layout::kCrc, crc32c(std::span(buffer_).subspan(layout::kAttributes)));
}

}  // namespace assize::model::wire
