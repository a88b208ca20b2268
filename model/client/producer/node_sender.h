#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "model/client/producer/accumulator.h"
#include "model/client/producer/batch.h"
#include "model/client/producer/completion.h"
#include "model/config/client_config.h"
#include "model/rpc/client.h"
#include "model/types.h"
#include "model/wire/messages/produce.h"
#include "sim/fiber.h"
#include "sim/sync/condition.h"

namespace assize::model::client {

/// Sends to one broker what is ready for it, at most max.in.flight.requests.per.connection at a
/// time, and takes the answers. Two fibers run it, for as long as the producer lives.
/// Source: Kafka, Sender.sendProducerData.
class NodeSender {
public:
    NodeSender(BrokerId broker, const config::ProducerConfig& config,
               std::shared_ptr<rpc::Client> connection, RecordAccumulator& accumulator,
               Completion& completion)
        : broker_(broker),
          config_(config),
          connection_(std::move(connection)),
          accumulator_(accumulator),
          completion_(completion) {}
    NodeSender(const NodeSender&) = delete;
    NodeSender& operator=(const NodeSender&) = delete;

    void send_all(sim::Fiber& fiber);
    void take_answers(sim::Fiber& fiber);

    /// These partitions are led by the broker now.
    void lead(std::vector<PartitionQueue*> queues);
    /// A queue of its has changed: looks whether there is something to send.
    void wake() { work_.notify_all(); }

private:
    using Batches = std::vector<std::unique_ptr<ProducerBatch>>;
    struct InFlight {
        Batches batches;
        rpc::PendingResponse<wire::ProduceRequest> answer;
    };

    void wait_until_ready(sim::Fiber& fiber);
    sim::MonotonicInstant earliest_ready() const;
    void send(sim::Fiber& fiber, Batches batches);
    void send_without_answer(sim::Fiber& fiber, const wire::ProduceRequest& request,
                             Batches batches);
    wire::ProduceRequest request_with(const Batches& batches) const;
    void state_sending(sim::Fiber& fiber, const Batches& batches) const;

    const BrokerId broker_;
    const config::ProducerConfig& config_;
    std::shared_ptr<rpc::Client> connection_;
    RecordAccumulator& accumulator_;
    Completion& completion_;

    std::vector<PartitionQueue*> queues_;
    std::deque<InFlight> in_flight_;  // Answered in this order.
    sim::Condition work_;
    sim::Condition room_;     // There are fewer in flight.
    sim::Condition arrived_;  // There are more.
};

}  // namespace assize::model::client
