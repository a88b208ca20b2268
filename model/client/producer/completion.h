#pragma once

#include <memory>
#include <vector>

#include "model/client/backoff.h"
#include "model/client/metadata.h"
#include "model/client/producer/accumulator.h"
#include "model/client/producer/batch.h"
#include "model/config/client_config.h"
#include "model/rpc/error.h"
#include "model/wire/messages/produce.h"
#include "sim/fiber.h"
#include "sim/random.h"
#include "sim/result.h"

namespace assize::model::client {

/// Decides what becomes of a batch after an attempt: acknowledged, sent again, split, or failed.
/// Source: Kafka, Sender.completeBatch and canRetry; see fate_after().
class Completion {
public:
    Completion(const config::ProducerConfig& config, RecordAccumulator& accumulator,
               Metadata& metadata, sim::Random random)
        : config_(config),
          accumulator_(accumulator),
          metadata_(metadata),
          backoff_(config.retry_backoff, config.retry_backoff_max),
          random_(random) {}

    using Batches = std::vector<std::unique_ptr<ProducerBatch>>;

    /// The broker has answered, or the connection ended first.
    void on_answer(sim::Fiber& fiber, Batches batches,
                   const sim::Result<wire::ProduceResponse, rpc::RpcError>& answer);
    /// A broker cannot be reached: another may lead by now.
    void on_no_connection() { metadata_.request_update(); }
    /// The request could not be sent, or perhaps in part.
    void on_unsent(sim::Fiber& fiber, Batches batches, rpc::RpcError error);
    /// It was sent, and there is no answer to wait for.
    void on_sent_for_good(sim::Fiber& fiber, Batches batches);
    /// delivery.timeout.ms has passed, wherever the batch is. It is settled then.
    void on_expired(sim::Fiber& fiber, ProducerBatch& batch);

private:
    using PartitionResponse = wire::ProduceResponse::Response::PartitionResponse;

    void on_partition_answer(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch,
                             const PartitionResponse* answer);
    void acknowledge(sim::Fiber& fiber, ProducerBatch& batch, const BatchPlace& place);
    void on_failed_attempt(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch,
                           wire::ErrorCode error);
    bool can_retry(sim::Fiber& fiber, const ProducerBatch& batch, wire::ErrorCode error) const;
    void retry(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch, wire::ErrorCode error);
    void split(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch);
    void fail(sim::Fiber& fiber, ProducerBatch& batch, const SendError& error);
    void release(const ProducerBatch& batch);
    sim::MonotonicInstant after_backoff(sim::Fiber& fiber, const ProducerBatch& batch);

    const config::ProducerConfig& config_;
    RecordAccumulator& accumulator_;
    Metadata& metadata_;
    Backoff backoff_;
    sim::Random random_;
};

}  // namespace assize::model::client
