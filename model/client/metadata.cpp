#include "model/client/metadata.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "model/client/versions.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::model::client {
namespace {

/// Whether a leader told now is older than the one known.
bool is_stale(const PartitionLeader& told, const PartitionLeader& known) {
    return told.epoch && known.epoch && *told.epoch < *known.epoch;
}

PartitionLeader leader_in(const wire::MetadataResponse::Topic::Partition& partition) {
    PartitionLeader leader;
    if (partition.leader_id >= 0) leader.broker = BrokerId(partition.leader_id);
    if (partition.leader_epoch >= 0) leader.epoch = LeaderEpoch(partition.leader_epoch);
    return leader;
}

}  // namespace

void Metadata::run(sim::Fiber& fiber) {
    for (;;) {
        wait_until_needed(fiber);
        needed_ = false;
        const bool complete = refresh(fiber);
        failures_ = complete ? 0 : failures_ + 1;
        needed_ = needed_ || !complete;
        // Even what was learnt at once may be wrong at once: never asks in a tight loop.
        fiber.sleep(backoff_.before_attempt(std::max(failures_, 1u), random_));
    }
}

void Metadata::wait_until_needed(sim::Fiber& fiber) {
    const auto too_old = sim::Deadline::at(refreshed_at_ + options_.max_age);
    wanted_.wait_until(fiber, too_old, [this] { return needed_; });
}

bool Metadata::refresh(sim::Fiber& fiber) {
    const auto connection = connections_.any();
    const auto answer = connection->call(fiber, request(), versions::kMetadata);
    if (!answer) return false;
    refreshed_at_ = fiber.now();
    learn(fiber, *answer);
    return std::ranges::all_of(
        topics_, [](const auto& topic) { return topic.second.error == wire::ErrorCode::kNone; });
}

wire::MetadataRequest Metadata::request() const {
    wire::MetadataRequest request{.allow_auto_topic_creation = options_.allow_auto_topic_creation};
    for (const auto& [name, topic] : topics_) request.topics->push_back({.name = name});
    return request;
}

void Metadata::learn(sim::Fiber& fiber, const wire::MetadataResponse& answer) {
    const auto learnt = connections_.learn(fiber.process().simulation(), answer);
    brokers_.insert(learnt.begin(), learnt.end());
    for (const auto& topic : answer.topics) learn_topic(topic);
    version_ += 1;
    changed_.notify_all();
}

void Metadata::learn_topic(const wire::MetadataResponse::Topic& told) {
    const auto found = topics_.find(told.name.value_or(""));
    if (found == topics_.end()) return;
    Topic& topic = found->second;
    topic.error = told.error_code;
    if (told.error_code != wire::ErrorCode::kNone) return;
    for (const auto& partition : told.partitions) {
        if (partition.partition_index < 0) continue;
        const auto index = static_cast<std::size_t>(partition.partition_index);
        // Partitions are numbered densely, so no more of them can be than were told.
        if (index >= std::max(told.partitions.size(), topic.leaders.size())) continue;
        if (index >= topic.leaders.size()) topic.leaders.resize(index + 1);
        const PartitionLeader leader = leader_in(partition);
        if (!is_stale(leader, topic.leaders[index])) topic.leaders[index] = leader;
        const bool open = partition.error_code != wire::ErrorCode::kNone;
        if (open) topic.error = partition.error_code;
    }
}

void Metadata::add_topic(std::string_view topic) {
    if (topics_.contains(topic)) return;
    topics_.emplace(topic, Topic());
    request_update();
}

void Metadata::request_update() {
    needed_ = true;
    wanted_.notify_all();
}

const std::vector<PartitionLeader>* Metadata::topic(std::string_view name) const {
    const auto found = topics_.find(name);
    if (found == topics_.end() || found->second.leaders.empty()) return nullptr;
    return &found->second.leaders;
}

const PartitionLeader* Metadata::leader(const TopicPartition& partition) const {
    const auto* leaders = topic(partition.topic);
    const auto index = static_cast<std::size_t>(partition.partition);
    if (!leaders || partition.partition < 0 || index >= leaders->size()) return nullptr;
    return &(*leaders)[index];
}

std::optional<wire::ErrorCode> Metadata::topic_error(std::string_view name) const {
    const auto found = topics_.find(name);
    return found == topics_.end() ? std::nullopt : found->second.error;
}

bool Metadata::await_update(sim::Fiber& fiber, sim::Deadline deadline) {
    const std::uint64_t seen = version_;
    return changed_.wait_until(fiber, deadline, [&] { return version_ != seen; });
}

}  // namespace assize::model::client
