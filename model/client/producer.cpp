#include "model/client/producer.h"

#include <algorithm>
#include <utility>

#include "model/wire/murmur2.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::model::client {
namespace {

auto not_written(wire::ErrorCode error) {
    return sim::Failure(SendError{error, Fate::kNotWritten});
}

}  // namespace

Producer::Producer(sim::Fiber& owner, std::vector<sim::Address> bootstrap,
                   config::ProducerConfig config)
    : config_(std::move(config)),
      random_(owner.process().simulation().random("client").split(owner.process().name())),
      connections_(std::move(bootstrap), connection_options(config_), random_.split("connections")),
      metadata_(connections_, metadata_options(config_), random_.split("metadata")),
      accumulator_(config_),
      partitioner_(static_cast<std::size_t>(config_.batch_size),
                   config_.partitioner_adaptive_partitioning_enable, random_.split("partitioner")),
      completion_(config_, accumulator_, metadata_, random_.split("backoff")),
      tasks_(owner) {
    tasks_.spawn([this](sim::Fiber& fiber) { metadata_.run(fiber); });
    tasks_.spawn([this](sim::Fiber& fiber) { follow_leaders(fiber); });
    tasks_.spawn([this](sim::Fiber& fiber) { expire_old_batches(fiber); });
}

sim::Result<SentRecord, SendError> Producer::send(sim::Fiber& fiber, const ProducerRecord& record,
                                                  SendCallback callback) {
    const std::size_t bytes = lone_batch_bound(record);
    const auto bytes_max = std::min<std::int64_t>(config_.max_request_size, config_.buffer_memory);
    if (static_cast<std::int64_t>(bytes) > bytes_max) {
        return not_written(wire::ErrorCode::kMessageTooLarge);
    }
    const sim::Deadline deadline = fiber.after(config_.max_block);
    const auto index = choose_partition(fiber, record, deadline);
    if (!index) return sim::Failure(index.error());

    const TopicPartition partition{record.topic, *index};
    const std::int64_t now_ms = fiber.wall_time().since_origin() / sim::Duration::milliseconds(1);
    auto appended =
        accumulator_.append(fiber, partition, record, record.timestamp_ms.value_or(now_ms),
                            std::move(callback), deadline);
    if (!appended) return sim::Failure(appended.error());
    on_appended(partition, record, bytes);
    if (appended->may_send) wake_sender(accumulator_.queue(partition));
    return std::move(appended->record);
}

SendResult Producer::send_and_wait(sim::Fiber& fiber, const ProducerRecord& record) {
    const auto sent = send(fiber, record);
    if (!sent) return sim::Failure(sent.error());
    return sent->get(fiber);
}

bool Producer::flush(sim::Fiber& fiber, sim::Deadline deadline) {
    class Flushing {
    public:
        explicit Flushing(RecordAccumulator& accumulator) : accumulator_(accumulator) {
            accumulator_.begin_flush();
        }
        ~Flushing() { accumulator_.end_flush(); }
        Flushing(const Flushing&) = delete;
        Flushing& operator=(const Flushing&) = delete;

    private:
        RecordAccumulator& accumulator_;
    };
    const Flushing flushing(accumulator_);
    for (const auto& [broker, sender] : senders_) sender->wake();
    auto waiting = accumulator_.outcomes();
    while (!waiting.empty()) {
        const std::shared_ptr<BatchOutcome> outcome = std::move(waiting.back());
        waiting.pop_back();
        const bool ended = outcome->changed().wait_until(
            fiber, deadline, [&] { return outcome->result() || outcome->was_split(); });
        if (!ended) return false;
        for (const auto& part : outcome->parts()) waiting.push_back(part.outcome);
    }
    return true;
}

sim::Result<std::int32_t, SendError> Producer::choose_partition(sim::Fiber& fiber,
                                                                const ProducerRecord& record,
                                                                sim::Deadline deadline) {
    if (record.partition && *record.partition < 0) {
        return not_written(wire::ErrorCode::kUnknownTopicOrPartition);
    }
    const auto at_least = static_cast<std::size_t>(record.partition.value_or(0)) + 1;
    const auto leaders = partitions_of(fiber, record.topic, at_least, deadline);
    if (!leaders) return sim::Failure(leaders.error());
    if (record.partition) return *record.partition;
    if (record.key && !config_.partitioner_ignore_keys) {
        const auto count = static_cast<std::int32_t>((*leaders)->size());
        return wire::partition_of_key(record.key->span(), count);
    }
    return partitioner_.partition(record.topic, [&] { return loads_of(record.topic, **leaders); });
}

sim::Result<const std::vector<PartitionLeader>*, SendError> Producer::partitions_of(
    sim::Fiber& fiber, std::string_view topic, std::size_t at_least, sim::Deadline deadline) {
    metadata_.add_topic(topic);
    for (;;) {
        const auto* leaders = metadata_.topic(topic);
        if (leaders && leaders->size() >= at_least) return leaders;
        const auto error = metadata_.topic_error(topic);
        if (error == wire::ErrorCode::kInvalidTopicException ||
            error == wire::ErrorCode::kTopicAuthorizationFailed) {
            return not_written(*error);
        }
        if (leaders) metadata_.request_update();  // The topic may have got more partitions.
        if (!metadata_.await_update(fiber, deadline)) {
            return not_written(wire::ErrorCode::kRequestTimedOut);
        }
    }
}

std::vector<PartitionLoad> Producer::loads_of(std::string_view topic,
                                              const std::vector<PartitionLeader>& leaders) {
    std::vector<PartitionLoad> loads;
    loads.reserve(leaders.size());
    for (const PartitionLeader& leader : leaders) {
        const TopicPartition partition{std::string(topic), static_cast<std::int32_t>(loads.size())};
        loads.push_back(PartitionLoad{.available = leader.broker.has_value(),
                                      .queued = accumulator_.queue(partition).batches.size()});
    }
    return loads;
}

void Producer::on_appended(const TopicPartition& partition, const ProducerRecord& record,
                           std::size_t bytes) {
    const bool chosen_by_sticky =
        !record.partition && (!record.key || config_.partitioner_ignore_keys);
    if (chosen_by_sticky) {
        const auto& batches = accumulator_.queue(partition).batches;
        const bool at_boundary = batches.empty() || batches.back()->is_full();
        partitioner_.on_appended(partition.topic, bytes, at_boundary);
    }
    if (nothing_to_expire_) {
        nothing_to_expire_ = false;
        first_batch_.notify_all();
    }
}

void Producer::wake_sender(const PartitionQueue& queue) {
    if (queue.leader) {
        if (NodeSender* sender = sender_to(*queue.leader)) sender->wake();
        return;
    }
    look_for_leaders_ = true;
    metadata_.changed().notify_all();
}

void Producer::follow_leaders(sim::Fiber& fiber) {
    std::uint64_t followed = 0;
    for (;;) {
        if (metadata_.version() == followed && !look_for_leaders_) {
            metadata_.changed().wait(fiber);
            continue;
        }
        followed = metadata_.version();
        look_for_leaders_ = false;
        assign_leaders();
    }
}

void Producer::assign_leaders() {
    std::map<BrokerId, std::vector<PartitionQueue*>> led;
    for (const auto& [broker, sender] : senders_) led[broker] = {};
    bool leaderless = false;
    for (auto& [partition, queue] : accumulator_.queues()) {
        const PartitionLeader* leader = metadata_.leader(partition);
        queue.leader = leader ? leader->broker : std::nullopt;
        if (queue.leader) led[*queue.leader].push_back(&queue);
        leaderless = leaderless || (!queue.leader && !queue.batches.empty());
    }
    for (auto& [broker, queues] : led) {
        if (NodeSender* sender = sender_to(broker)) sender->lead(std::move(queues));
    }
    if (leaderless) metadata_.request_update();
}

NodeSender* Producer::sender_to(BrokerId broker) {
    const auto found = senders_.find(broker);
    if (found != senders_.end()) return found->second.get();
    auto connection = connections_.to(broker);
    if (!connection) return nullptr;
    auto made = std::make_unique<NodeSender>(broker, config_, std::move(connection), accumulator_,
                                             completion_);
    NodeSender* sender = made.get();
    senders_.emplace(broker, std::move(made));
    tasks_.spawn([sender](sim::Fiber& fiber) { sender->send_all(fiber); });
    tasks_.spawn([sender](sim::Fiber& fiber) { sender->take_answers(fiber); });
    return sender;
}

void Producer::expire_old_batches(sim::Fiber& fiber) {
    for (;;) {
        ProducerBatch* oldest = accumulator_.oldest();
        if (!oldest) {
            nothing_to_expire_ = true;
            first_batch_.wait(fiber);
            continue;
        }
        const auto expires_at = oldest->options().created_at + config_.delivery_timeout;
        if (fiber.now() < expires_at) {
            // A batch that is done by then leaves a younger one, which needs no earlier look.
            fiber.sleep_until(expires_at);
            continue;
        }
        const TopicPartition partition = oldest->partition();
        completion_.on_expired(fiber, *oldest);
        accumulator_.drop_settled(partition);
        wake_sender(accumulator_.queue(partition));
    }
}

}  // namespace assize::model::client
