#include "model/client/consumer/position_keeper.h"

#include <algorithm>
#include <utility>

#include "model/client/leader_errors.h"
#include "model/client/versions.h"
#include "sim/process.h"

namespace assize::model::client {
namespace {

/// The entry of a topic in a request, made when it is the first of it.
template <class Topic>
Topic& topic_in(std::vector<Topic>& topics, const std::string& name, std::string Topic::*name_of) {
    if (topics.empty() || topics.back().*name_of != name) {
        topics.emplace_back();
        topics.back().*name_of = name;
    }
    return topics.back();
}

std::int32_t on_the_wire(const std::optional<LeaderEpoch>& epoch) {
    return epoch ? epoch->value() : -1;
}

std::optional<LeaderEpoch> from_the_wire(std::int32_t epoch) {
    return epoch >= 0 ? std::optional(LeaderEpoch(epoch)) : std::nullopt;
}

}  // namespace

void PositionKeeper::run(sim::Fiber& fiber) {
    for (;;) {
        const Questions resets = in_doubt(fiber, FetchState::kAwaitReset);
        const Questions validations = in_doubt(fiber, FetchState::kAwaitValidation);
        if (!resets.empty()) reset(fiber, resets);
        if (!validations.empty()) validate(fiber, validations);
        if (resets.empty() && validations.empty()) {
            assignment_.work.wait(fiber, next_retry(fiber));
        }
    }
}

bool PositionKeeper::is_mine(const PartitionState& state, FetchState wanted) const {
    return state.state() == wanted && state.leader().broker == broker_;
}

PositionKeeper::Questions PositionKeeper::in_doubt(sim::Fiber& fiber, FetchState wanted) const {
    Questions questions;
    for (const auto& [partition, state] : assignment_.partitions) {
        if (!is_mine(*state, wanted) || fiber.now() < state->retry_at()) continue;
        questions.push_back(Question{partition, state->version()});
    }
    return questions;
}

sim::Deadline PositionKeeper::next_retry(sim::Fiber& fiber) const {
    sim::Deadline earliest = sim::Deadline::never();
    for (const auto& [partition, state] : assignment_.partitions) {
        const bool mine = is_mine(*state, FetchState::kAwaitReset) ||
                          is_mine(*state, FetchState::kAwaitValidation);
        if (!mine || state->retry_at() <= fiber.now()) continue;
        earliest = std::min(earliest, sim::Deadline::at(state->retry_at()));
    }
    return earliest;
}

PartitionState* PositionKeeper::still_asks(const Questions& questions,
                                           const TopicPartition& partition) const {
    const auto question = std::ranges::find(questions, partition, &Question::partition);
    PartitionState* state = assignment_.find(partition);
    const bool asks = question != questions.end() && state && state->version() == question->version;
    return asks ? state : nullptr;
}

void PositionKeeper::reset(sim::Fiber& fiber, const Questions& questions) {
    const auto answer = connection_->call(fiber, list_offsets(questions), versions::kListOffsets);
    if (!answer) {
        on_no_answer(fiber, questions);
        return;
    }
    for (const auto& topic : answer->topics) {
        for (const auto& partition : topic.partitions) {
            auto* state = still_asks(questions, {topic.name, partition.partition_index});
            if (state) on_offset(fiber, *state, partition);
        }
    }
}

wire::ListOffsetsRequest PositionKeeper::list_offsets(const Questions& questions) const {
    using Topic = wire::ListOffsetsRequest::Topic;
    wire::ListOffsetsRequest request{
        .replica_id = -1, .isolation_level = static_cast<std::int8_t>(config_.isolation_level)};
    for (const auto& [partition, version] : questions) {
        const PartitionState& state = *assignment_.find(partition);
        topic_in(request.topics, partition.topic, &Topic::name)
            .partitions.push_back({.partition_index = partition.partition,
                                   .current_leader_epoch = on_the_wire(state.leader().epoch),
                                   .timestamp = static_cast<std::int64_t>(state.reset_to())});
    }
    return request;
}

void PositionKeeper::on_offset(sim::Fiber& fiber, PartitionState& state,
                               const wire::ListOffsetsResponse::Topic::Partition& answer) {
    if (answer.error_code != wire::ErrorCode::kNone || answer.offset < 0) {
        on_error(fiber, state, answer.error_code);
        return;
    }
    state.set_position(fiber.life(), Offset(answer.offset), from_the_wire(answer.leader_epoch),
                       PositionReason::kReset);
    assignment_.arrived.notify_all();
    assignment_.work.notify_all();
}

void PositionKeeper::validate(sim::Fiber& fiber, const Questions& questions) {
    const auto answer =
        connection_->call(fiber, ends_of_epochs(questions), versions::kOffsetForLeaderEpoch);
    if (!answer) {
        on_no_answer(fiber, questions);
        return;
    }
    for (const auto& topic : answer->topics) {
        for (const auto& partition : topic.partitions) {
            auto* state = still_asks(questions, {topic.topic, partition.partition});
            if (state) on_end_of_epoch(fiber, *state, partition);
        }
    }
}

wire::OffsetForLeaderEpochRequest PositionKeeper::ends_of_epochs(const Questions& questions) const {
    using Topic = wire::OffsetForLeaderEpochRequest::Topic;
    wire::OffsetForLeaderEpochRequest request{.replica_id = -1};
    for (const auto& [partition, version] : questions) {
        const PartitionState& state = *assignment_.find(partition);
        topic_in(request.topics, partition.topic, &Topic::topic)
            .partitions.push_back({.partition = partition.partition,
                                   .current_leader_epoch = on_the_wire(state.leader().epoch),
                                   .leader_epoch = on_the_wire(state.position_epoch())});
    }
    return request;
}

void PositionKeeper::on_end_of_epoch(
    sim::Fiber& fiber, PartitionState& state,
    const wire::OffsetForLeaderEpochResponse::Topic::Partition& answer) {
    if (answer.error_code != wire::ErrorCode::kNone) {
        on_error(fiber, state, answer.error_code);
    } else if (answer.end_offset < 0 || answer.leader_epoch < 0) {
        on_truncation(fiber, state, std::nullopt);
    } else if (Offset(answer.end_offset) < *state.position()) {
        on_truncation(fiber, state,
                      Divergence{Offset(answer.end_offset), LeaderEpoch(answer.leader_epoch)});
    } else {
        state.on_validated();
        assignment_.work.notify_all();
    }
}

void PositionKeeper::on_truncation(sim::Fiber& fiber, PartitionState& state,
                                   std::optional<Divergence> divergence) {
    const auto policy = reset_policy(config_);
    if (!policy) {
        state.back_off(fiber.now() + config_.retry_backoff);
        assignment_.report(
            {.code = wire::ErrorCode::kOffsetOutOfRange,
             .partition = state.partition(),
             .divergent_offset = divergence ? std::optional(divergence->offset) : std::nullopt});
        return;
    }
    if (divergence) {
        state.set_position(fiber.life(), divergence->offset, divergence->epoch,
                           PositionReason::kTruncation);
    } else {
        state.request_reset(*policy);
    }
    assignment_.work.notify_all();
}

void PositionKeeper::on_error(sim::Fiber& fiber, PartitionState& state, wire::ErrorCode error) {
    state.back_off(fiber.now() + config_.retry_backoff);
    if (tells_of_another_leader(error)) metadata_.request_update();
    const bool hopeless = !wire::is_retriable(error) && error != wire::ErrorCode::kNone &&
                          !tells_of_another_leader(error);
    if (hopeless) assignment_.report({.code = error, .partition = state.partition()});
}

void PositionKeeper::on_no_answer(sim::Fiber& fiber, const Questions& questions) {
    metadata_.request_update();
    for (const auto& [partition, version] : questions) {
        if (auto* state = assignment_.find(partition)) {
            state->back_off(fiber.now() + config_.retry_backoff);
        }
    }
}

}  // namespace assize::model::client
