#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "model/client/connections.h"
#include "model/client/metadata.h"
#include "model/client/producer/accumulator.h"
#include "model/client/producer/batch_outcome.h"
#include "model/client/producer/completion.h"
#include "model/client/producer/node_sender.h"
#include "model/client/producer/partitioner.h"
#include "model/client/producer/record.h"
#include "model/config/client_config.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/sync/task_group.h"
#include "sim/time.h"

namespace assize::model::client {

/// Writes records: gathers them into batches per partition, sends those to the leaders, and again
/// when that fails, until they are acknowledged or delivery.timeout.ms has passed.
///
/// It works on fibers of its own, which end with it. Any fiber of its process may use it.
/// Requires: it is destroyed by the fiber that made it.
/// Source: Kafka, KafkaProducer. Departs: neither idempotence nor transactions yet, so
/// `enable.idempotence` and `transactional.id` have no effect; versions are not negotiated.
class Producer {
public:
    /// `bootstrap`: some brokers, to begin with; not empty.
    Producer(sim::Fiber& owner, std::vector<sim::Address> bootstrap, config::ProducerConfig config);
    Producer(const Producer&) = delete;
    Producer& operator=(const Producer&) = delete;

    const config::ProducerConfig& config() const { return config_; }

    /// Takes a record on. Waits at most max.block.ms, for the topic's partitions and for memory.
    /// `callback`, if any, hears what becomes of the record, and so does the handle.
    /// Fails: MESSAGE_TOO_LARGE beyond max.request.size or buffer.memory; REQUEST_TIMED_OUT;
    /// UNKNOWN_TOPIC_OR_PARTITION; INVALID_TOPIC_EXCEPTION. Nothing is written then, and
    /// the callback is not called.
    sim::Result<SentRecord, SendError> send(sim::Fiber& fiber, const ProducerRecord& record,
                                            SendCallback callback = {});
    /// Takes a record on, and waits for what becomes of it.
    SendResult send_and_wait(sim::Fiber& fiber, const ProducerRecord& record);

    /// Sends all that was taken on so far without lingering, and waits for what becomes of it.
    /// Returns false when the deadline passes first, or the fiber is being unwound.
    bool flush(sim::Fiber& fiber, sim::Deadline deadline = sim::Deadline::never());

private:
    sim::Result<std::int32_t, SendError> choose_partition(sim::Fiber& fiber,
                                                          const ProducerRecord& record,
                                                          sim::Deadline deadline);
    sim::Result<const std::vector<PartitionLeader>*, SendError> partitions_of(
        sim::Fiber& fiber, std::string_view topic, std::size_t at_least, sim::Deadline deadline);
    std::vector<PartitionLoad> loads_of(std::string_view topic,
                                        const std::vector<PartitionLeader>& leaders);
    void on_appended(const TopicPartition& partition, const ProducerRecord& record,
                     std::size_t bytes);
    void wake_sender(const PartitionQueue& queue);

    void follow_leaders(sim::Fiber& fiber);
    void assign_leaders();
    NodeSender* sender_to(BrokerId broker);
    void expire_old_batches(sim::Fiber& fiber);

    const config::ProducerConfig config_;
    sim::Random random_;
    Connections connections_;
    Metadata metadata_;
    RecordAccumulator accumulator_;
    StickyPartitioner partitioner_;
    Completion completion_;
    std::map<BrokerId, std::unique_ptr<NodeSender>> senders_;
    bool look_for_leaders_ = false;  // There is a queue whose leader is not assigned.
    sim::Condition first_batch_;     // There is a batch again, after there was none.
    bool nothing_to_expire_ = false;
    sim::TaskGroup tasks_;  // Goes first: its fibers use all of the above.
};

}  // namespace assize::model::client
