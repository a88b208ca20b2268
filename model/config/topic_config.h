#pragma once

#include <cstdint>
#include <optional>

#include "model/config/broker_config.h"
#include "model/config/values.h"
#include "sim/time.h"

namespace assize::model::config {

/// How a topic is kept. What is not set for the topic itself is as its broker's config says:
/// see topic_defaults(). Members are named as in BrokerConfig.
struct TopicConfig {
    CleanupPolicy cleanup_policy = CleanupPolicy::kDelete;
    CompressionType compression_type = CompressionType::kProducer;
    sim::Duration delete_retention = 86'400_s;
    sim::Duration file_delete_delay = 60_s;
    std::int64_t flush_messages = BrokerConfig::kUnlimited;
    sim::Duration flush = sim::Duration::max();
    std::int32_t index_interval_bytes = 4096;
    sim::Duration max_compaction_lag = sim::Duration::max();
    std::int32_t max_message_bytes = 1'048'588;
    sim::Duration message_timestamp_before_max = sim::Duration::max();
    sim::Duration message_timestamp_after_max = sim::Duration::max();
    MessageTimestampType message_timestamp_type = MessageTimestampType::kCreateTime;
    Ratio min_cleanable_dirty_ratio{500'000};
    sim::Duration min_compaction_lag = 0_s;
    std::int32_t min_insync_replicas = 1;
    std::optional<std::int64_t> retention_bytes = std::nullopt;
    std::optional<sim::Duration> retention = 604'800_s;
    std::int32_t segment_bytes = 1 << 30;
    std::int32_t segment_index_bytes = 10 << 20;
    sim::Duration segment_jitter = 0_s;
    sim::Duration segment = 604'800_s;  // segment.ms
    bool unclean_leader_election_enable = false;

    bool operator==(const TopicConfig&) const = default;
};

/// How a topic is kept that sets nothing itself.
TopicConfig topic_defaults(const BrokerConfig& broker);

}  // namespace assize::model::config
