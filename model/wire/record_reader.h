#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/wire/record_batch_view.h"
#include "model/wire/zigzag.h"
#include "sim/result.h"

namespace assize::model::wire {

/// Reads the records of one batch in order. Those of an unpacked batch are read where they lie, and
/// nothing is allocated; a packed batch is unpacked once, into the reader, which its views point
/// to. Every length, number and offset is checked, and that nothing follows the last record.
class RecordReader {
public:
    /// Fails: kBadPacking, kTooLarge when the batch unpacks to more than `limit`.
    static sim::Result<RecordReader, BatchError> open(const RecordBatchView& batch,
                                                      std::size_t limit = kUnpackedSizeMax);

    /// The next record; none at the end, and after an error. Ask error() then.
    std::optional<RecordView> next();

    /// What is wrong with the batch: kBadCount, kBadRecord or kBadOffset. None as far as was read.
    std::optional<BatchError> error() const { return error_; }

    /// All records as they are encoded, one behind the other.
    std::span<const std::byte> unpacked() const { return unpacked_; }
    /// Gives away what a packed batch unpacked to; unpacked() and all views then last as long as
    /// it.
    std::vector<std::byte> take_storage() { return std::move(storage_); }

private:
    RecordReader(const RecordBatchView& batch, std::vector<std::byte> storage,
                 std::span<const std::byte> unpacked);

    std::optional<RecordView> fail(BatchError error);
    static bool take_headers(ZigzagReader& in, RecordHeadersView& headers);
    std::int64_t timestamp_of(std::int64_t delta) const;

    std::vector<std::byte> storage_;  // What a packed batch unpacked to; else empty.
    std::span<const std::byte> unpacked_;
    ZigzagReader in_;
    std::int64_t base_offset_;
    std::int64_t base_timestamp_ms_;
    std::optional<std::int64_t> append_time_ms_;  // With LogAppendTime, the time of every record.
    std::int32_t last_offset_delta_;
    std::int32_t records_left_;
    std::int64_t offset_delta_ = -1;  // Of the record read last.
    std::optional<BatchError> error_;
};

/// Calls `visit(const RecordView&)` for each record, and checks them all.
/// Fails: as RecordReader does; `visit` has seen the records before the bad one then.
template <class Visit>
[[nodiscard]] sim::Result<void, BatchError> for_each_record(const RecordBatchView& batch,
                                                            Visit&& visit) {
    auto reader = RecordReader::open(batch);
    if (!reader) return sim::Failure(reader.error());
    while (const auto record = reader->next()) visit(*record);
    if (reader->error()) return sim::Failure(*reader->error());
    return {};
}

}  // namespace assize::model::wire
