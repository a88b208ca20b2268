#include "model/replication/topic_log_config.h"

namespace assize::model::replication {

log::LogConfig log_config_of(const config::TopicConfig& topic, const config::BrokerConfig& broker) {
    using config::CleanupPolicy;
    return {
        .segment_bytes = topic.segment_bytes,
        .segment_ms = topic.segment,
        .segment_index_bytes = topic.segment_index_bytes,
        .index_interval_bytes = topic.index_interval_bytes,
        .flush_messages = topic.flush_messages,
        .flush_ms = topic.flush,
        .retention_ms = topic.retention.value_or(sim::Duration::milliseconds(-1)),
        .retention_bytes = topic.retention_bytes.value_or(-1),
        .max_message_bytes = topic.max_message_bytes,
        .cleanup_delete = topic.cleanup_policy != CleanupPolicy::kCompact,
        .cleanup_compact = topic.cleanup_policy != CleanupPolicy::kDelete,
        .message_timestamp_type =
            topic.message_timestamp_type == config::MessageTimestampType::kCreateTime
                ? log::TimestampPolicy::kCreateTime
                : log::TimestampPolicy::kLogAppendTime,
        .message_timestamp_before_max = topic.message_timestamp_before_max,
        .message_timestamp_after_max = topic.message_timestamp_after_max,
        .file_delete_delay = topic.file_delete_delay,
        .producer_id_expiration = broker.producer_id_expiration,
    };
}

}  // namespace assize::model::replication
