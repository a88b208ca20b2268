#include "model/client/consumer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/invariant.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::model::client {
namespace {

MetadataOptions options_of(const config::ConsumerConfig& config) {
    MetadataOptions options = metadata_options(config);
    options.allow_auto_topic_creation = config.allow_auto_create_topics;
    return options;
}

}  // namespace

Consumer::Consumer(sim::Fiber& owner, std::vector<sim::Address> bootstrap,
                   config::ConsumerConfig config)
    : config_(std::move(config)),
      life_(owner.life()),
      random_(owner.process().simulation().random("client").split(owner.process().name())),
      connections_(std::move(bootstrap), connection_options(config_), random_.split("connections")),
      metadata_(connections_, options_of(config_), random_.split("metadata")),
      tasks_(owner) {
    tasks_.spawn([this](sim::Fiber& fiber) { metadata_.run(fiber); });
    tasks_.spawn([this](sim::Fiber& fiber) { follow_leaders(fiber); });
}

void Consumer::assign(const std::vector<TopicPartition>& partitions) {
    auto& assigned = assignment_.partitions;
    std::erase_if(assigned, [&](const auto& entry) {
        return std::ranges::find(partitions, entry.first) == partitions.end();
    });
    for (const TopicPartition& partition : partitions) {
        auto& state = assigned[partition];
        if (state) continue;
        state = std::make_unique<PartitionState>(partition);
        metadata_.add_topic(partition.topic);
        if (const auto to = reset_policy(config_)) state->request_reset(*to);
    }
    on_metadata();
}

std::vector<TopicPartition> Consumer::assignment() const {
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, state] : assignment_.partitions) partitions.push_back(partition);
    return partitions;
}

void Consumer::seek(const TopicPartition& partition, Offset offset) {
    assigned(partition).set_position(life_, offset, std::nullopt, PositionReason::kSeek);
    assignment_.work.notify_all();
}

void Consumer::seek_to(const TopicPartition& partition, ResetTo to) {
    assigned(partition).request_reset(to);
    assignment_.work.notify_all();
}

std::optional<Offset> Consumer::position(sim::Fiber& fiber, const TopicPartition& partition,
                                         sim::Deadline deadline) {
    const auto has_position = [&] {
        const FetchState state = assigned(partition).state();
        return state == FetchState::kFetching || state == FetchState::kAwaitValidation;
    };
    if (!assignment_.arrived.wait_until(fiber, deadline, has_position)) return std::nullopt;
    return assigned(partition).position();
}

void Consumer::pause(const TopicPartition& partition) {
    assigned(partition).set_paused(true);
}

void Consumer::resume(const TopicPartition& partition) {
    assigned(partition).set_paused(false);
    assignment_.work.notify_all();
    assignment_.arrived.notify_all();
}

sim::Result<std::vector<PartitionRecords>, ConsumerError> Consumer::poll(sim::Fiber& fiber,
                                                                         sim::Duration timeout) {
    for (const auto& [partition, state] : assignment_.partitions) {
        if (state->state() == FetchState::kInitializing) {  // And auto.offset.reset is none.
            return sim::Failure(
                ConsumerError{.code = wire::ErrorCode::kOffsetOutOfRange, .partition = partition});
        }
    }
    const sim::Deadline deadline = fiber.after(timeout);
    for (;;) {
        auto collected = collect(fiber);
        if (!collected || !collected->empty()) return collected;
        const bool arrived = assignment_.arrived.wait_until(
            fiber, deadline, [this] { return anything_to_hand_over(); });
        if (!arrived) return collected;
    }
}

PartitionState& Consumer::assigned(const TopicPartition& partition) {
    PartitionState* state = assignment_.find(partition);
    INVARIANT(state, "a consumer is asked about a partition that it is assigned");
    return *state;
}

sim::Result<std::vector<PartitionRecords>, ConsumerError> Consumer::collect(sim::Fiber& fiber) {
    if (!assignment_.errors.empty()) {
        ConsumerError error = std::move(assignment_.errors.front());
        assignment_.errors.pop_front();
        return sim::Failure(std::move(error));
    }
    std::vector<PartitionRecords> collected;
    auto& partitions = assignment_.partitions;
    auto left = static_cast<std::size_t>(config_.max_poll_records);
    bool taken = false;
    polled_first_ += 1;
    auto turn = partitions.begin();
    if (!partitions.empty()) {
        std::advance(turn, static_cast<std::ptrdiff_t>(polled_first_ % partitions.size()));
    }
    for (std::size_t i = 0; i < partitions.size() && left > 0; ++i) {
        PartitionState& state = *turn->second;
        if (++turn == partitions.end()) turn = partitions.begin();
        if (state.paused() || !state.has_fetched()) continue;
        auto records = state.take(life_, left);
        taken = true;
        if (!records) {
            state.back_off(fiber.now() + config_.retry_backoff);
            assignment_.report({.code = records.error(), .partition = state.partition()});
            continue;
        }
        left -= records->size();
        if (!records->empty()) collected.push_back({state.partition(), std::move(*records)});
    }
    if (taken) assignment_.work.notify_all();
    return collected;
}

bool Consumer::anything_to_hand_over() const {
    if (!assignment_.errors.empty()) return true;
    return std::ranges::any_of(assignment_.partitions, [](const auto& entry) {
        return entry.second->has_fetched() && !entry.second->paused();
    });
}

void Consumer::follow_leaders(sim::Fiber& fiber) {
    for (;;) {
        on_metadata();
        metadata_.await_update(fiber, sim::Deadline::never());
    }
}

void Consumer::on_metadata() {
    bool leaderless = false;
    for (const auto& [partition, state] : assignment_.partitions) {
        const PartitionLeader* leader = metadata_.leader(partition);
        if (leader) state->on_leader(*leader);
        leaderless = leaderless || !leader || !leader->broker;
    }
    for (const BrokerId broker : metadata_.brokers()) add_node(broker);
    if (leaderless && metadata_.version() > 0) metadata_.request_update();
    assignment_.work.notify_all();
}

void Consumer::add_node(BrokerId broker) {
    if (nodes_.contains(broker)) return;
    const auto connection = connections_.to(broker);
    if (!connection) return;
    auto node = std::make_unique<Node>(
        Node{NodeFetcher(broker, config_, connection, assignment_, metadata_),
             PositionKeeper(broker, config_, connection, assignment_, metadata_)});
    Node* added = node.get();
    nodes_.emplace(broker, std::move(node));
    tasks_.spawn([added](sim::Fiber& fiber) { added->fetcher.run(fiber); });
    tasks_.spawn([added](sim::Fiber& fiber) { added->positions.run(fiber); });
}

}  // namespace assize::model::client
