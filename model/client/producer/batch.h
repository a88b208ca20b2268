#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/client/producer/batch_outcome.h"
#include "model/client/producer/record.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/record_batch_builder.h"
#include "sim/time.h"

namespace assize::model::client {

/// Records that follow each other in a batch, and that their user numbers [begin, end).
struct NumberedRecords {
    std::size_t first;  // Within the batch.
    std::int64_t begin;
    std::int64_t end;
};

/// How a batch is made.
struct ProducerBatchOptions {
    std::uint64_t number;         // Of the producer's batches, from 1.
    std::size_t size_limit;       // Of the batch before compression, in bytes.
    std::size_t memory_reserved;  // Of buffer.memory.
    sim::MonotonicInstant created_at;
    wire::Compression compression;
};

/// Records for one partition that travel together, and the attempts to have them written.
/// Units: sizes are bytes before compression.
/// Source: Kafka, ProducerBatch. Departs: compressed batches are not filled up by an estimate of
/// their ratio.
class ProducerBatch {
public:
    using MakeBatch = std::function<std::unique_ptr<ProducerBatch>(std::size_t size_limit)>;

    ProducerBatch(TopicPartition partition, const ProducerBatchOptions& options);

    std::uint64_t number() const { return options_.number; }
    const TopicPartition& partition() const { return outcome_->partition(); }
    /// Its partition's, as facts call it.
    const std::string& name() const { return name_; }
    const std::shared_ptr<BatchOutcome>& outcome() const { return outcome_; }
    const ProducerBatchOptions& options() const { return options_; }
    std::size_t record_count() const { return record_count_; }
    /// In the order of the records. Those that have no number are in none.
    const std::vector<NumberedRecords>& numbered() const { return numbered_; }
    /// As the batch carries it. Requires: closed().
    std::uint32_t checksum() const;

    /// Takes a record when there is room, or when it is the first.
    std::optional<SentRecord> try_append(const ProducerRecord& record, std::int64_t timestamp_ms,
                                         SendCallback& callback);
    /// Whether no record is ever taken again.
    bool is_full() const { return closed() || size() >= options_.size_limit; }
    std::size_t size() const { return closed() ? bytes_->size() : builder_.estimated_size(); }

    /// The batch as it travels. From then on no record is taken.
    const wire::Bytes& close();
    bool closed() const { return bytes_.has_value(); }

    // --- Its attempts.

    /// How often it was sent.
    std::uint32_t attempts() const { return attempts_; }
    /// Earliest at which it may be sent again.
    sim::MonotonicInstant retry_at() const { return retry_at_; }
    /// It is on its way. Until one of the next two, an end can mean anything.
    void begin_attempt();
    /// It never left: nobody could be reached. The attempt does not count.
    void take_back(sim::MonotonicInstant retry_at);
    /// The attempt failed like that, and it is to be sent again.
    void back_off(wire::ErrorCode error, sim::MonotonicInstant retry_at);
    /// What it means for the records that the last attempt ended in `error`.
    SendError verdict(wire::ErrorCode error) const;
    /// What it means for them that time is up.
    SendError expiry_verdict() const;

    // --- Its end.

    bool settled() const { return outcome_->result() || outcome_->was_split(); }
    /// Tells all who wait, and calls the callbacks in order. Requires: not settled.
    void settle(const BatchResult& result);
    /// Its records again in smaller batches, in order, made by `make(size limit)`. What becomes of
    /// those becomes of it. Requires: more than one record; not settled.
    std::vector<std::unique_ptr<ProducerBatch>> split(const MakeBatch& make);

private:
    struct Callback {
        std::size_t index;
        std::int64_t timestamp_ms;
        SendCallback call;
    };

    void note_number(std::int64_t number);
    std::optional<std::int64_t> number_of(std::size_t index) const;
    std::size_t split_limit() const;
    SendCallback take_callback(std::size_t index);

    ProducerBatchOptions options_;
    std::string name_;
    std::shared_ptr<BatchOutcome> outcome_;
    wire::RecordBatchBuilder builder_;
    std::optional<wire::Bytes> bytes_;  // Once closed.
    std::size_t record_count_ = 0;
    std::size_t record_size_max_ = 0;
    std::vector<Callback> callbacks_;
    std::vector<NumberedRecords> numbered_;

    std::uint32_t attempts_ = 0;
    bool under_way_ = false;
    bool maybe_written_ = false;  // One of the attempts before can have been.
    sim::MonotonicInstant retry_at_ = sim::MonotonicInstant::origin();
};

}  // namespace assize::model::client
