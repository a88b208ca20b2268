#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/types.h"
#include "model/wire/compression.h"
#include "model/wire/record.h"
#include "model/wire/record_batch_view.h"

namespace assize::model::wire {

/// What a batch says of itself besides its records.
struct BatchOptions {
    Offset base_offset{0};
    Compression compression = Compression::kNone;
    std::optional<LeaderEpoch> leader_epoch = {};
    std::optional<ProducerStamp> producer = {};
    bool transactional = false;
    bool control = false;
    /// The broker's clock: makes the batch one of LogAppendTime, with this maximal timestamp.
    std::optional<std::int64_t> log_append_time_ms = {};
    /// How many bytes of records to make room for at once. Guess high: to grow while a large batch
    /// is written costs more than to write it.
    std::size_t expected_bytes = 0;
};

/// Writes one record batch, straight into the buffer that build() gives away.
class RecordBatchBuilder {
public:
    using OptionalBytes = std::optional<std::span<const std::byte>>;

    explicit RecordBatchBuilder(const BatchOptions& options);

    /// Adds a record behind the last, at the next offset. Its bytes are copied.
    void append(std::int64_t timestamp_ms, OptionalBytes key, OptionalBytes value,
                std::span<const RecordHeader> headers = {});

    /// Adds a record of another batch, at its own offset.
    /// Requires: `record.offset` is not below next_offset().
    void append(const RecordView& record);

    std::int32_t record_count() const { return record_count_; }
    bool empty() const { return record_count_ == 0; }
    /// Where the next record will be.
    Offset next_offset() const;
    /// What the batch takes, if it were built now without compression.
    std::size_t estimated_size() const { return size_; }
    /// No record with these takes more than this in a batch.
    static std::size_t record_size_bound(OptionalBytes key, OptionalBytes value,
                                         std::span<const RecordHeader> headers = {});

    /// Producers learn these when the batch is about to be sent.
    void set_producer(const ProducerStamp& producer) { options_.producer = producer; }

    /// The batch, packed and with its checksum. The builder is empty then, and of no further use.
    /// Requires: one record at least.
    std::vector<std::byte> build();

private:
    /// Where a record stands within its batch.
    struct Place {
        std::int64_t timestamp_delta;
        std::int64_t offset_delta;
    };

    Place place(std::int64_t timestamp_ms, std::int64_t offset_delta);
    std::byte* begin_record(const Place& at, std::size_t content_size);
    void end_record(const std::byte* end, const Place& at);
    void write_header();

    BatchOptions options_;
    std::vector<std::byte> buffer_;  // Longer than size_: room to write into.
    std::size_t size_;
    std::int32_t record_count_ = 0;
    std::int64_t last_delta_ = -1;  // Offset of the last record, from base_offset.
    std::int64_t base_timestamp_ms_ = -1;
    std::int64_t max_timestamp_ms_ = -1;
};

}  // namespace assize::model::wire
