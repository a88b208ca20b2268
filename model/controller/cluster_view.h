#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/config/broker_config.h"
#include "model/metadata/image.h"
#include "model/metadata/record.h"
#include "model/types.h"
#include "model/wire/error_code.h"
#include "sim/result.h"

namespace assize::model::controller {

using metadata::BrokerIds;
using metadata::BrokerRegistration;
using metadata::MetadataImage;
using metadata::MetadataRecord;
using metadata::PartitionRegistration;
using metadata::TopicImage;
using wire::ErrorCode;

/// What decisions are made from: the cluster as it will be once all that was decided is committed,
/// and the controller's own configuration.
struct ClusterView {
    const MetadataImage& image;
    const config::BrokerConfig& config;

    bool elr_enabled() const { return config.eligible_leader_replicas_enable; }
};

/// Why something is refused: Kafka's code, and words for who asked.
struct Refusal {
    ErrorCode code;
    std::string message = {};
};

template <class T>
using Decision = sim::Result<T, Refusal>;

inline auto refuse(ErrorCode code, std::string message = {}) {
    return sim::Failure(Refusal{code, std::move(message)});
}

/// What an operation writes, and what it answers once that is committed.
template <class Response>
struct ControllerResult {
    std::vector<MetadataRecord> records;
    Response response;
    /// What the facts about partitions name as their reason, when the operation's name is not
    /// enough.
    std::string_view reason = {};
    /// Whether the records count together or not at all, or may be spread over batches.
    bool atomic = true;
};

/// A partition, with what there is to know to decide about it.
struct PartitionRef {
    const TopicImage& topic;
    std::int32_t index;
    const PartitionRegistration& registration;
};

/// All partitions, by topic id and index.
template <class Visit>
void for_each_partition(const MetadataImage& image, Visit visit) {
    for (const auto& [id, topic] : image.topics.by_id()) {
        for (std::size_t index = 0; index < topic->partitions.size(); ++index) {
            visit(
                PartitionRef{*topic, static_cast<std::int32_t>(index), *topic->partitions[index]});
        }
    }
}

/// Whether the sender is registered with that epoch.
/// Fails: kStaleBrokerEpoch.
Decision<const BrokerRegistration*> check_broker_epoch(const MetadataImage& image,
                                                       std::int32_t broker, std::int64_t epoch);

}  // namespace assize::model::controller
