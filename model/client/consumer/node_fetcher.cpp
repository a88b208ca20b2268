#include "model/client/consumer/node_fetcher.h"

#include <algorithm>
#include <utility>

#include "model/client/leader_errors.h"
#include "model/client/versions.h"
#include "sim/process.h"

namespace assize::model::client {

void NodeFetcher::run(sim::Fiber& fiber) {
    for (;;) {
        std::vector<Asked> asked;
        const auto wanted = await_wanted(fiber, asked);
        const auto response = connection_->call(fiber, request(wanted), versions::kFetch);
        if (!response) {
            on_no_response(fiber, asked);
        } else if (session_.on_response(*response)) {
            on_response(fiber, *response, asked);
        }
        assignment_.arrived.notify_all();
    }
}

FetchSession::WantedByPartition NodeFetcher::await_wanted(sim::Fiber& fiber,
                                                          std::vector<Asked>& asked) {
    for (;;) {
        auto found = wanted(fiber, asked);
        if (!found.empty()) return found;
        assignment_.work.wait(fiber, next_retry(fiber));
    }
}

FetchSession::WantedByPartition NodeFetcher::wanted(sim::Fiber& fiber,
                                                    std::vector<Asked>& asked) const {
    FetchSession::WantedByPartition wanted;
    const sim::MonotonicInstant now = fiber.now();
    asked.clear();
    for (const auto& [partition, state] : assignment_.partitions) {
        if (!state->fetchable() || now < state->retry_at()) continue;
        if (state->read_from(now) != broker_) continue;
        wanted.emplace(partition,
                       FetchSession::Wanted{.fetch_offset = *state->position(),
                                            .leader_epoch = state->leader().epoch,
                                            .bytes_max = config_.max_partition_fetch_bytes});
        asked.push_back(Asked{partition, state->version()});
    }
    return wanted;
}

sim::Deadline NodeFetcher::next_retry(sim::Fiber& fiber) const {
    sim::Deadline earliest = sim::Deadline::never();
    const sim::MonotonicInstant now = fiber.now();
    for (const auto& [partition, state] : assignment_.partitions) {
        if (!state->fetchable() || state->retry_at() <= now) continue;
        earliest = std::min(earliest, sim::Deadline::at(state->retry_at()));
    }
    return earliest;
}

wire::FetchRequest NodeFetcher::request(const FetchSession::WantedByPartition& wanted) {
    wire::FetchRequest request{.max_wait_ms = static_cast<std::int32_t>(
                                   config_.fetch_max_wait / sim::Duration::milliseconds(1)),
                               .min_bytes = config_.fetch_min_bytes,
                               .max_bytes = config_.fetch_max_bytes,
                               .isolation_level = static_cast<std::int8_t>(config_.isolation_level),
                               .rack_id = config_.client_rack};
    session_.begin(request, wanted);
    return request;
}

void NodeFetcher::on_response(sim::Fiber& fiber, const wire::FetchResponse& response,
                              const std::vector<Asked>& asked) {
    for (const auto& topic : response.responses) {
        for (const PartitionAnswer& answer : topic.partitions) {
            const TopicPartition partition{topic.topic, answer.partition_index};
            const auto question = std::ranges::find(asked, partition, &Asked::partition);
            PartitionState* state = assignment_.find(partition);
            if (question == asked.end() || !state) continue;
            if (state->version() != question->version || !state->fetchable()) continue;
            on_partition(fiber, *state, answer);
        }
    }
}

void NodeFetcher::on_no_response(sim::Fiber& fiber, const std::vector<Asked>& asked) {
    session_.begin_anew();
    metadata_.request_update();
    for (const Asked& question : asked) {
        PartitionState* state = assignment_.find(question.partition);
        if (!state) continue;
        state->forget_preferred_replica();
        state->back_off(fiber.now() + config_.retry_backoff);
    }
}

void NodeFetcher::on_partition(sim::Fiber& fiber, PartitionState& state,
                               const PartitionAnswer& answer) {
    if (answer.error_code != wire::ErrorCode::kNone) {
        on_error(fiber, state, answer);
    } else if (answer.preferred_read_replica >= 0) {
        state.prefer_replica(BrokerId(answer.preferred_read_replica),
                             fiber.now() + config_.metadata_max_age);
        assignment_.work.notify_all();
    } else {
        on_records(state, answer);
    }
}

void NodeFetcher::on_records(PartitionState& state, const PartitionAnswer& answer) {
    if (!answer.records || answer.records->empty()) return;
    state.add_fetched(CompletedFetch(*answer.records, *state.position(), state.position_epoch(),
                                     config_.check_crcs));
}

void NodeFetcher::on_error(sim::Fiber& fiber, PartitionState& state,
                           const PartitionAnswer& answer) {
    if (answer.error_code == wire::ErrorCode::kOffsetOutOfRange) {
        on_out_of_range(fiber, state);
        return;
    }
    state.back_off(fiber.now() + config_.retry_backoff);
    if (tells_of_another_leader(answer.error_code) ||
        answer.error_code == wire::ErrorCode::kOffsetNotAvailable) {
        state.forget_preferred_replica();
        metadata_.request_update();
    } else if (!wire::is_retriable(answer.error_code) ||
               answer.error_code == wire::ErrorCode::kCorruptMessage) {
        assignment_.report({.code = answer.error_code, .partition = state.partition()});
    }
}

void NodeFetcher::on_out_of_range(sim::Fiber& fiber, PartitionState& state) {
    const bool from_follower = state.read_from(fiber.now()) != state.leader().broker;
    if (from_follower) {
        state.forget_preferred_replica();
    } else if (const auto to = reset_policy(config_)) {
        state.request_reset(*to);
    } else {
        state.back_off(fiber.now() + config_.retry_backoff);
        assignment_.report(
            {.code = wire::ErrorCode::kOffsetOutOfRange, .partition = state.partition()});
        return;
    }
    assignment_.work.notify_all();
}

}  // namespace assize::model::client
