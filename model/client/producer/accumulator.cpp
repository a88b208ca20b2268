#include "model/client/producer/accumulator.h"

#include <algorithm>
#include <utility>

namespace assize::model::client {
namespace {

wire::Compression compression_of(config::CompressionType type) {
    switch (type) {
        case config::CompressionType::kGzip: return wire::Compression::kGzip;
        case config::CompressionType::kSnappy: return wire::Compression::kSnappy;
        case config::CompressionType::kLz4: return wire::Compression::kLz4;
        case config::CompressionType::kZstd: return wire::Compression::kZstd;
        case config::CompressionType::kNone:
        case config::CompressionType::kProducer: break;
    }
    return wire::Compression::kNone;
}

}  // namespace

RecordAccumulator::RecordAccumulator(const config::ProducerConfig& config)
    : config_(config), memory_(static_cast<std::size_t>(config.buffer_memory)) {}

sim::Result<RecordAccumulator::Appended, SendError> RecordAccumulator::append(
    sim::Fiber& fiber, const TopicPartition& partition, const ProducerRecord& record,
    std::int64_t timestamp_ms, SendCallback callback, sim::Deadline deadline) {
    PartitionQueue& queue = this->queue(partition);
    const auto add_to_last = [&]() -> std::optional<Appended> {
        if (queue.batches.empty()) return std::nullopt;
        ProducerBatch& last = *queue.batches.back();
        auto sent = last.try_append(record, timestamp_ms, callback);
        if (!sent) return std::nullopt;
        return Appended{std::move(*sent), last.is_full()};
    };
    if (auto appended = add_to_last()) return std::move(*appended);

    const std::size_t limit =
        std::max(static_cast<std::size_t>(config_.batch_size), lone_batch_bound(record));
    if (!memory_.acquire(fiber, limit, deadline)) {
        return sim::Failure(SendError{wire::ErrorCode::kRequestTimedOut, Fate::kNotWritten});
    }
    // While this fiber waited for memory, another may have begun a batch.
    if (auto appended = add_to_last()) {
        memory_.release(limit);
        return std::move(*appended);
    }
    queue.batches.push_back(make_batch(partition, limit, limit, fiber.now()));
    auto sent = queue.batches.back()->try_append(record, timestamp_ms, callback);
    return Appended{std::move(*sent), true};
}

PartitionQueue& RecordAccumulator::queue(const TopicPartition& partition) {
    return queues_.try_emplace(partition, partition).first->second;
}

sim::MonotonicInstant RecordAccumulator::ready_at(const PartitionQueue& queue) const {
    if (queue.muted || queue.batches.empty()) return sim::MonotonicInstant::never();
    const ProducerBatch& front = *queue.batches.front();
    const bool full = queue.batches.size() > 1 || front.is_full();
    const bool lingers = !full && front.attempts() == 0 && flushes_ == 0 && !memory_.exhausted();
    if (!lingers) return front.retry_at();
    return std::max(front.options().created_at + config_.linger, front.retry_at());
}

std::vector<std::unique_ptr<ProducerBatch>> RecordAccumulator::drain(
    std::vector<PartitionQueue*>& queues, sim::MonotonicInstant now) {
    std::vector<std::unique_ptr<ProducerBatch>> drained;
    std::size_t bytes = 0;
    drained_first_ += 1;
    for (std::size_t i = 0; i < queues.size(); ++i) {
        PartitionQueue& queue = *queues[(drained_first_ + i) % queues.size()];
        if (queue.muted || queue.batches.empty()) continue;
        ProducerBatch& front = *queue.batches.front();
        if (now < front.retry_at()) continue;  // Backs off.
        const std::size_t size = front.close().size();
        const auto limit = static_cast<std::size_t>(config_.max_request_size);
        if (!drained.empty() && bytes + size > limit) break;
        bytes += size;
        queue.muted = config_.max_in_flight_requests_per_connection == 1;
        drained.push_back(std::move(queue.batches.front()));
        queue.batches.pop_front();
    }
    return drained;
}

void RecordAccumulator::requeue(std::unique_ptr<ProducerBatch> batch) {
    PartitionQueue& queue = this->queue(batch->partition());
    queue.batches.push_front(std::move(batch));
}

void RecordAccumulator::split_and_requeue(std::unique_ptr<ProducerBatch> batch) {
    // The first part takes over the memory of all.
    std::size_t memory = batch->options().memory_reserved;
    auto parts = batch->split([&](std::size_t size_limit) {
        return make_batch(batch->partition(), size_limit, std::exchange(memory, 0),
                          batch->options().created_at);
    });
    unsettled_.erase(batch->number());
    PartitionQueue& queue = this->queue(batch->partition());
    while (!parts.empty()) {
        queue.batches.push_front(std::move(parts.back()));
        parts.pop_back();
    }
}

void RecordAccumulator::settle(ProducerBatch& batch, const BatchResult& result) {
    unsettled_.erase(batch.number());
    memory_.release(batch.options().memory_reserved);
    batch.settle(result);
}

ProducerBatch* RecordAccumulator::oldest() const {
    return unsettled_.empty() ? nullptr : unsettled_.begin()->second;
}

std::vector<std::shared_ptr<BatchOutcome>> RecordAccumulator::outcomes() const {
    std::vector<std::shared_ptr<BatchOutcome>> outcomes;
    outcomes.reserve(unsettled_.size());
    for (const auto& [number, batch] : unsettled_) outcomes.push_back(batch->outcome());
    return outcomes;
}

void RecordAccumulator::drop_settled(const TopicPartition& partition) {
    std::erase_if(queue(partition).batches, [](const auto& batch) { return batch->settled(); });
}

std::unique_ptr<ProducerBatch> RecordAccumulator::make_batch(const TopicPartition& partition,
                                                             std::size_t size_limit,
                                                             std::size_t memory,
                                                             sim::MonotonicInstant created_at) {
    auto batch = std::make_unique<ProducerBatch>(
        partition, ProducerBatchOptions{.number = ++batches_made_,
                                        .size_limit = size_limit,
                                        .memory_reserved = memory,
                                        .created_at = created_at,
                                        .compression = compression_of(config_.compression_type)});
    unsettled_.emplace(batch->number(), batch.get());
    return batch;
}

}  // namespace assize::model::client
