#include "model/broker/topic_creation.h"

#include "model/wire/message.h"
#include "model/wire/messages/create_topics.h"

namespace assize::model::broker {

namespace {

constexpr sim::Duration kCreationTimeout = sim::Duration::seconds(30);

}  // namespace

void TopicCreation::create(const std::string& topic) {
    if (!under_way_.insert(topic).second) return;
    tasks_.spawn([this, topic](sim::Fiber& fiber) {
        ask(fiber, topic);
        under_way_.erase(topic);
    });
}

void TopicCreation::ask(sim::Fiber& fiber, const std::string& topic) {
    wire::CreateTopicsRequest request;
    request.timeout_ms =
        static_cast<std::int32_t>(kCreationTimeout / sim::Duration::milliseconds(1));
    request.topics.emplace_back();
    request.topics.back().name = topic;
    request.topics.back().num_partitions = config_.num_partitions;
    request.topics.back().replication_factor = config_.default_replication_factor;
    constexpr std::int16_t kVersion = wire::CreateTopicsRequest::kVersionMax;
    // The answer is of no interest: who asked for the topic asks again.
    [[maybe_unused]] const auto answer = controllers_.forward(
        fiber, wire::ApiKey::kCreateTopics, kVersion,
        wire::Bytes(wire::encode_whole(request, kVersion)), fiber.after(kCreationTimeout));
}

}  // namespace assize::model::broker
