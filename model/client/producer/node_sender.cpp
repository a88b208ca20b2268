#include "model/client/producer/node_sender.h"

#include <algorithm>
#include <utility>

#include "model/client/producer/batch_subjects.h"
#include "model/client/versions.h"
#include "model/facts/client.h"
#include "sim/process.h"
#include "sim/trace.h"

namespace assize::model::client {

void NodeSender::send_all(sim::Fiber& fiber) {
    const auto in_flight_max =
        static_cast<std::size_t>(config_.max_in_flight_requests_per_connection);
    for (;;) {
        room_.wait_until(fiber, sim::Deadline::never(),
                         [&] { return in_flight_.size() < in_flight_max; });
        wait_until_ready(fiber);
        // As in Kafka: what is not connected takes no batches, so that they are with whoever leads
        // once something can be sent.
        if (!connection_->make_ready(fiber)) {
            completion_.on_no_connection();
            continue;
        }
        Batches batches = accumulator_.drain(queues_, fiber.now());
        if (!batches.empty()) send(fiber, std::move(batches));
    }
}

void NodeSender::take_answers(sim::Fiber& fiber) {
    for (;;) {
        arrived_.wait_until(fiber, sim::Deadline::never(), [&] { return !in_flight_.empty(); });
        const auto answer = in_flight_.front().answer.get(fiber);
        Batches batches = std::move(in_flight_.front().batches);
        in_flight_.pop_front();
        completion_.on_answer(fiber, std::move(batches), answer);
        room_.notify_all();
        work_.notify_all();
    }
}

void NodeSender::lead(std::vector<PartitionQueue*> queues) {
    queues_ = std::move(queues);
    wake();
}

void NodeSender::wait_until_ready(sim::Fiber& fiber) {
    for (;;) {
        const sim::MonotonicInstant ready_at = earliest_ready();
        if (ready_at <= fiber.now()) return;
        work_.wait(fiber, sim::Deadline::at(ready_at));
    }
}

sim::MonotonicInstant NodeSender::earliest_ready() const {
    auto earliest = sim::MonotonicInstant::never();
    for (const PartitionQueue* queue : queues_) {
        earliest = std::min(earliest, accumulator_.ready_at(*queue));
    }
    return earliest;
}

void NodeSender::send(sim::Fiber& fiber, Batches batches) {
    const wire::ProduceRequest request = request_with(batches);
    state_sending(fiber, batches);
    for (const auto& batch : batches) batch->begin_attempt();
    if (config_.acks == config::Acks::kNone) {
        send_without_answer(fiber, request, std::move(batches));
        return;
    }
    auto answer = connection_->send(fiber, request, versions::kProduce);
    if (!answer) {
        completion_.on_unsent(fiber, std::move(batches), answer.error());
        return;
    }
    in_flight_.push_back(InFlight{std::move(batches), std::move(*answer)});
    arrived_.notify_all();
}

void NodeSender::send_without_answer(sim::Fiber& fiber, const wire::ProduceRequest& request,
                                     Batches batches) {
    const auto sent = connection_->send_only(fiber, request, versions::kProduce);
    if (sent) {
        completion_.on_sent_for_good(fiber, std::move(batches));
    } else {
        completion_.on_unsent(fiber, std::move(batches), sent.error());
    }
}

wire::ProduceRequest NodeSender::request_with(const Batches& batches) const {
    wire::ProduceRequest request{.acks = static_cast<std::int16_t>(config_.acks),
                                 .timeout_ms = static_cast<std::int32_t>(
                                     config_.request_timeout / sim::Duration::milliseconds(1))};
    for (const auto& batch : batches) {
        const TopicPartition& partition = batch->partition();
        auto& topics = request.topic_data;
        auto topic =
            std::ranges::find(topics, partition.topic, &wire::ProduceRequest::TopicData::name);
        if (topic == topics.end()) {
            topics.push_back({.name = partition.topic});
            topic = std::prev(topics.end());
        }
        topic->partition_data.push_back({.index = partition.partition, .records = batch->close()});
    }
    return request;
}

void NodeSender::state_sending(sim::Fiber& fiber, const Batches& batches) const {
    const sim::Life life = fiber.life();
    for (const auto& batch : batches) {
        const auto subjects = subjects_of(*batch, fiber);
        life.emit(ProducerBatchSent{.partition = batch->name(),
                                    .batch = batch->number(),
                                    .broker = broker_,
                                    .records = static_cast<std::int32_t>(batch->record_count()),
                                    .crc = batch->checksum(),
                                    .attempt = batch->attempts() + 1,
                                    .acks = static_cast<std::int8_t>(config_.acks)},
                  sim::About{.changed = sim::Changed::kYes, .subjects = subjects});
    }
}

}  // namespace assize::model::client
