#include "model/client/producer/batch.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "model/wire/record_batch_view.h"
#include "sim/invariant.h"

namespace assize::model::client {

ProducerBatch::ProducerBatch(TopicPartition partition, const ProducerBatchOptions& options)
    : options_(options),
      name_(to_string(partition)),
      outcome_(std::make_shared<BatchOutcome>(std::move(partition))),
      builder_(wire::BatchOptions{.compression = options.compression}) {}

std::optional<SentRecord> ProducerBatch::try_append(const ProducerRecord& record,
                                                    std::int64_t timestamp_ms,
                                                    SendCallback& callback) {
    if (closed()) return std::nullopt;
    const auto key = span_of(record.key);
    const auto value = span_of(record.value);
    const auto bound = wire::RecordBatchBuilder::record_size_bound(key, value, record.headers);
    const bool fits = builder_.estimated_size() + bound <= options_.size_limit;
    if (!fits && record_count_ > 0) return std::nullopt;

    builder_.append(timestamp_ms, key, value, record.headers);
    record_size_max_ = std::max(record_size_max_, bound);
    if (record.number) note_number(*record.number);
    const std::size_t index = record_count_++;
    if (callback) callbacks_.push_back(Callback{index, timestamp_ms, std::move(callback)});
    return SentRecord(outcome_, index, timestamp_ms);
}

const wire::Bytes& ProducerBatch::close() {
    if (!bytes_) bytes_ = wire::Bytes(builder_.build());
    return *bytes_;
}

std::uint32_t ProducerBatch::checksum() const {
    const auto batch = wire::first_batch(bytes_->span());
    INVARIANT(batch, "a producer can read its own batch");
    return batch->crc();
}

void ProducerBatch::begin_attempt() {
    under_way_ = true;
    attempts_ += 1;
}

void ProducerBatch::take_back(sim::MonotonicInstant retry_at) {
    under_way_ = false;
    attempts_ -= 1;
    retry_at_ = retry_at;
}

void ProducerBatch::back_off(wire::ErrorCode error, sim::MonotonicInstant retry_at) {
    maybe_written_ = verdict(error).fate == Fate::kMaybeWritten;
    under_way_ = false;
    retry_at_ = retry_at;
}

SendError ProducerBatch::verdict(wire::ErrorCode error) const {
    const bool maybe = maybe_written_ || fate_after(error) == Fate::kMaybeWritten;
    return SendError{error, maybe ? Fate::kMaybeWritten : Fate::kNotWritten};
}

SendError ProducerBatch::expiry_verdict() const {
    const bool maybe = maybe_written_ || under_way_;
    return SendError{wire::ErrorCode::kRequestTimedOut,
                     maybe ? Fate::kMaybeWritten : Fate::kNotWritten};
}

void ProducerBatch::settle(const BatchResult& result) {
    outcome_->settle(result);
    for (const Callback& callback : std::exchange(callbacks_, {})) {
        callback.call(SentRecord::result_of(*outcome_, callback.index, callback.timestamp_ms));
    }
}

void ProducerBatch::note_number(std::int64_t number) {
    if (!numbered_.empty()) {
        NumberedRecords& last = numbered_.back();
        const auto count = static_cast<std::size_t>(last.end - last.begin);
        if (last.end == number && last.first + count == record_count_) {
            last.end += 1;
            return;
        }
    }
    numbered_.push_back({.first = record_count_, .begin = number, .end = number + 1});
}

std::optional<std::int64_t> ProducerBatch::number_of(std::size_t index) const {
    const auto behind = std::ranges::upper_bound(numbered_, index, {}, &NumberedRecords::first);
    if (behind == numbered_.begin()) return std::nullopt;
    const NumberedRecords& run = *std::prev(behind);
    const std::int64_t number = run.begin + static_cast<std::int64_t>(index - run.first);
    if (number >= run.end) return std::nullopt;
    return number;
}

std::size_t ProducerBatch::split_limit() const {
    // Half, so that a batch that is too large for the broker is not made again as it was.
    return std::max(record_size_max_, size() / 2);
}

SendCallback ProducerBatch::take_callback(std::size_t index) {
    const auto found = std::ranges::lower_bound(callbacks_, index, {}, &Callback::index);
    if (found == callbacks_.end() || found->index != index) return {};
    return std::move(found->call);
}

std::vector<std::unique_ptr<ProducerBatch>> ProducerBatch::split(const MakeBatch& make) {
    const auto batch = wire::first_batch(close().span());
    INVARIANT(batch, "a producer can read its own batch");
    const auto records = batch->records_sharing(*bytes_);
    INVARIANT(records, "a producer can read its own batch");

    std::vector<std::unique_ptr<ProducerBatch>> parts;
    std::vector<BatchOutcome::Part> places;
    const std::size_t limit = split_limit();
    for (std::size_t index = 0; index < records->size(); ++index) {
        const wire::Record& record = (*records)[index];
        const ProducerRecord again{.topic = partition().topic,
                                   .key = record.key,
                                   .value = record.value,
                                   .headers = record.headers,
                                   .number = number_of(index)};
        SendCallback callback = take_callback(index);
        if (!parts.empty() && parts.back()->try_append(again, record.timestamp_ms, callback)) {
            continue;
        }
        parts.push_back(make(limit));
        parts.back()->maybe_written_ = maybe_written_;
        places.push_back({.first = index, .outcome = parts.back()->outcome()});
        parts.back()->try_append(again, record.timestamp_ms, callback);
    }
    callbacks_.clear();
    outcome_->split_into(std::move(places));
    return parts;
}

}  // namespace assize::model::client
