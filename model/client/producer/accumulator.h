#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "model/client/producer/batch.h"
#include "model/client/producer/buffer_pool.h"
#include "model/client/producer/record.h"
#include "model/config/client_config.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/time.h"

namespace assize::model::client {

/// The batches of one partition that wait to be sent, in the order in which they have to be.
struct PartitionQueue {
    TopicPartition partition;
    std::deque<std::unique_ptr<ProducerBatch>> batches = {};
    bool muted = false;  // A batch is under way, and no other may overtake it.
    std::optional<BrokerId> leader = std::nullopt;

    explicit PartitionQueue(TopicPartition of) : partition(std::move(of)) {}
};

/// What a producer has taken on and not yet sent: a queue of batches per partition.
/// Source: Kafka, RecordAccumulator.
class RecordAccumulator {
public:
    explicit RecordAccumulator(const config::ProducerConfig& config);

    /// What an append did beside taking the record.
    struct Appended {
        SentRecord record;
        bool may_send;  // There is a new batch, or a full one.
    };
    /// Adds a record to the last batch of its partition, or to a new one. Waits for memory.
    /// Fails: REQUEST_TIMED_OUT when there is none by the deadline.
    sim::Result<Appended, SendError> append(sim::Fiber& fiber, const TopicPartition& partition,
                                            const ProducerRecord& record, std::int64_t timestamp_ms,
                                            SendCallback callback, sim::Deadline deadline);

    PartitionQueue& queue(const TopicPartition& partition);
    /// All queues, by partition: they stay where they are.
    std::map<TopicPartition, PartitionQueue>& queues() { return queues_; }

    /// When the front batch of a queue may be sent: at once, when lingering or backing off ends, or
    /// never when there is none or the queue is muted.
    sim::MonotonicInstant ready_at(const PartitionQueue& queue) const;
    /// Takes the front batches of these queues, at most one each and together at most
    /// max.request.size (one in any case): all but those that are muted or back off.
    std::vector<std::unique_ptr<ProducerBatch>> drain(std::vector<PartitionQueue*>& queues,
                                                      sim::MonotonicInstant now);

    /// Puts a batch back to the front of its queue, to be sent again.
    void requeue(std::unique_ptr<ProducerBatch> batch);
    /// Puts the records of a batch that was too large for the broker back, in smaller batches.
    void split_and_requeue(std::unique_ptr<ProducerBatch> batch);
    /// A batch comes to its end: tells all who wait, and gives its memory back.
    void settle(ProducerBatch& batch, const BatchResult& result);

    /// The oldest batch that is not settled, waiting or under way. Null when there is none.
    ProducerBatch* oldest() const;
    /// The batches that are not settled, in the order of their making.
    std::vector<std::shared_ptr<BatchOutcome>> outcomes() const;
    /// Drops what is settled, but was never taken out, from a queue.
    void drop_settled(const TopicPartition& partition);

    /// While somebody flushes, nothing lingers.
    void begin_flush() { flushes_ += 1; }
    void end_flush() { flushes_ -= 1; }

private:
    std::unique_ptr<ProducerBatch> make_batch(const TopicPartition& partition,
                                              std::size_t size_limit, std::size_t memory,
                                              sim::MonotonicInstant created_at);

    const config::ProducerConfig& config_;
    BufferPool memory_;
    std::map<TopicPartition, PartitionQueue> queues_;
    std::map<std::uint64_t, ProducerBatch*> unsettled_;  // By number.
    std::uint64_t batches_made_ = 0;
    std::uint32_t flushes_ = 0;
    std::size_t drained_first_ = 0;  // Which queue had its turn first: so that none starves.
};

}  // namespace assize::model::client
