#include "model/client/producer/completion.h"

#include <algorithm>
#include <utility>

#include "model/client/leader_errors.h"
#include "model/client/producer/batch_subjects.h"
#include "model/facts/client.h"
#include "sim/process.h"
#include "sim/trace.h"

namespace assize::model::client {
namespace {

/// What a response says about a partition. Null when it says nothing.
const wire::ProduceResponse::Response::PartitionResponse* find(
    const wire::ProduceResponse& response, const TopicPartition& partition) {
    for (const auto& topic : response.responses) {
        if (topic.name != partition.topic) continue;
        const auto found =
            std::ranges::find(topic.partition_responses, partition.partition,
                              &wire::ProduceResponse::Response::PartitionResponse::index);
        if (found != topic.partition_responses.end()) return &*found;
    }
    return nullptr;
}

std::int32_t records_in(const ProducerBatch& batch) {
    return static_cast<std::int32_t>(batch.record_count());
}

/// States what became of an attempt, or of the batch.
template <sim::Fact F>
void state(sim::Fiber& fiber, const ProducerBatch& batch, const F& fact) {
    const auto subjects = subjects_of(batch, fiber);
    fiber.life().emit(fact, sim::About{.changed = sim::Changed::kYes, .subjects = subjects});
}

}  // namespace

void Completion::on_answer(sim::Fiber& fiber, Batches batches,
                           const sim::Result<wire::ProduceResponse, rpc::RpcError>& answer) {
    for (auto& batch : batches) {
        release(*batch);
        if (batch->settled()) continue;  // It had expired.
        if (answer) {
            const auto* told = find(*answer, batch->partition());
            on_partition_answer(fiber, std::move(batch), told);
        } else {
            on_failed_attempt(fiber, std::move(batch), wire::ErrorCode::kNetworkException);
        }
    }
}

void Completion::on_unsent(sim::Fiber& fiber, Batches batches, rpc::RpcError error) {
    metadata_.request_update();
    for (auto& batch : batches) {
        release(*batch);
        if (batch->settled()) continue;
        if (error == rpc::RpcError::kRefused) {
            batch->take_back(after_backoff(fiber, *batch));
            accumulator_.requeue(std::move(batch));
        } else {
            on_failed_attempt(fiber, std::move(batch), wire::ErrorCode::kNetworkException);
        }
    }
}

void Completion::on_sent_for_good(sim::Fiber& fiber, Batches batches) {
    for (const auto& batch : batches) {
        release(*batch);
        if (!batch->settled()) acknowledge(fiber, *batch, BatchPlace{});
    }
}

void Completion::on_expired(sim::Fiber& fiber, ProducerBatch& batch) {
    fail(fiber, batch, batch.expiry_verdict());
}

void Completion::on_partition_answer(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch,
                                     const PartitionResponse* answer) {
    if (!answer) {
        on_failed_attempt(fiber, std::move(batch), wire::ErrorCode::kUnknownServerError);
        return;
    }
    if (answer->error_code != wire::ErrorCode::kNone) {
        on_failed_attempt(fiber, std::move(batch), answer->error_code);
        return;
    }
    BatchPlace place;
    if (answer->base_offset >= 0) place.base_offset = Offset(answer->base_offset);
    if (answer->log_append_time_ms >= 0) place.log_append_time_ms = answer->log_append_time_ms;
    acknowledge(fiber, *batch, place);
}

void Completion::acknowledge(sim::Fiber& fiber, ProducerBatch& batch, const BatchPlace& place) {
    state(fiber, batch,
          ProducerBatchAcknowledged{.partition = batch.name(),
                                    .batch = batch.number(),
                                    .records = records_in(batch),
                                    .base_offset = place.base_offset,
                                    .acks = static_cast<std::int8_t>(config_.acks)});
    accumulator_.settle(batch, place);
}

void Completion::on_failed_attempt(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch,
                                   wire::ErrorCode error) {
    if (tells_of_another_leader(error)) metadata_.request_update();
    if (error == wire::ErrorCode::kMessageTooLarge && batch->record_count() > 1) {
        split(fiber, std::move(batch));
    } else if (can_retry(fiber, *batch, error)) {
        retry(fiber, std::move(batch), error);
    } else {
        fail(fiber, *batch, batch->verdict(error));
    }
}

bool Completion::can_retry(sim::Fiber& fiber, const ProducerBatch& batch,
                           wire::ErrorCode error) const {
    const auto retries = static_cast<std::uint32_t>(config_.retries);
    const auto expires_at = batch.options().created_at + config_.delivery_timeout;
    return wire::is_retriable(error) && batch.attempts() <= retries && fiber.now() < expires_at;
}

void Completion::retry(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch,
                       wire::ErrorCode error) {
    state(fiber, *batch,
          ProducerBatchRetried{.partition = batch->name(),
                               .batch = batch->number(),
                               .error = to_string(error),
                               .attempt = batch->attempts()});
    batch->back_off(error, after_backoff(fiber, *batch));
    accumulator_.requeue(std::move(batch));
}

void Completion::split(sim::Fiber& fiber, std::unique_ptr<ProducerBatch> batch) {
    state(fiber, *batch,
          ProducerBatchSplit{
              .partition = batch->name(), .batch = batch->number(), .records = records_in(*batch)});
    batch->back_off(wire::ErrorCode::kMessageTooLarge, fiber.now());
    accumulator_.split_and_requeue(std::move(batch));
}

void Completion::fail(sim::Fiber& fiber, ProducerBatch& batch, const SendError& error) {
    state(fiber, batch,
          ProducerBatchFailed{.partition = batch.name(),
                              .batch = batch.number(),
                              .records = records_in(batch),
                              .error = to_string(error.code),
                              .maybe_written = error.fate == Fate::kMaybeWritten});
    accumulator_.settle(batch, sim::Failure(error));
}

void Completion::release(const ProducerBatch& batch) {
    accumulator_.queue(batch.partition()).muted = false;
}

sim::MonotonicInstant Completion::after_backoff(sim::Fiber& fiber, const ProducerBatch& batch) {
    return fiber.now() + backoff_.before_attempt(std::max(batch.attempts(), 1u), random_);
}

}  // namespace assize::model::client
