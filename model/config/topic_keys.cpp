#include <algorithm>

#include "model/config/key.h"
#include "sim/invariant.h"

namespace assize::model::config {

namespace {

using T = TopicConfig;
using B = BrokerConfig;

/// A key of a topic: what it may hold is what the broker's key may, which is also its default.
struct TopicKey {
    Key<T> key;
    void (*inherit)(T& topic, const B& broker);
};

template <auto member, auto broker_member>
TopicKey topic_key(std::string_view name, std::string_view broker_name) {
    const auto& table = keys<B>();
    const auto of_broker = std::find_if(
        table.begin(), table.end(), [&](const Key<B>& each) { return each.name == broker_name; });
    INVARIANT(of_broker != table.end(), "a topic's key falls back to none of the broker's");
    TopicKey made{
        .key = key<member>(name, of_broker->options),
        .inherit = [](T& topic, const B& broker) { topic.*member = broker.*broker_member; },
    };
    made.key.broker_key = broker_name;
    return made;
}

// When the log is to be synced has two keys of the broker: see BrokerConfig.
TopicKey flush_key() {
    TopicKey made =
        topic_key<&T::flush, &B::log_flush_scheduler_interval>("flush.ms", "log.flush.interval.ms");
    made.inherit = [](T& topic, const B& broker) {
        topic.flush = broker.log_flush_interval.value_or(broker.log_flush_scheduler_interval);
    };
    return made;
}

const std::vector<TopicKey>& topic_keys() {
    static const std::vector<TopicKey> kTable = {
        flush_key(),
        topic_key<&T::cleanup_policy, &B::log_cleanup_policy>("cleanup.policy",
                                                              "log.cleanup.policy"),
        topic_key<&T::compression_type, &B::compression_type>("compression.type",
                                                              "compression.type"),
        topic_key<&T::delete_retention, &B::log_cleaner_delete_retention>(
            "delete.retention.ms", "log.cleaner.delete.retention.ms"),
        topic_key<&T::file_delete_delay, &B::log_segment_delete_delay>(
            "file.delete.delay.ms", "log.segment.delete.delay.ms"),
        topic_key<&T::flush_messages, &B::log_flush_interval_messages>(
            "flush.messages", "log.flush.interval.messages"),
        topic_key<&T::index_interval_bytes, &B::log_index_interval_bytes>(
            "index.interval.bytes", "log.index.interval.bytes"),
        topic_key<&T::max_compaction_lag, &B::log_cleaner_max_compaction_lag>(
            "max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"),
        topic_key<&T::max_message_bytes, &B::message_max_bytes>("max.message.bytes",
                                                                "message.max.bytes"),
        topic_key<&T::message_timestamp_after_max, &B::log_message_timestamp_after_max>(
            "message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms"),
        topic_key<&T::message_timestamp_before_max, &B::log_message_timestamp_before_max>(
            "message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms"),
        topic_key<&T::message_timestamp_type, &B::log_message_timestamp_type>(
            "message.timestamp.type", "log.message.timestamp.type"),
        topic_key<&T::min_cleanable_dirty_ratio, &B::log_cleaner_min_cleanable_ratio>(
            "min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"),
        topic_key<&T::min_compaction_lag, &B::log_cleaner_min_compaction_lag>(
            "min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"),
        topic_key<&T::min_insync_replicas, &B::min_insync_replicas>("min.insync.replicas",
                                                                    "min.insync.replicas"),
        topic_key<&T::retention_bytes, &B::log_retention_bytes>("retention.bytes",
                                                                "log.retention.bytes"),
        topic_key<&T::retention, &B::log_retention>("retention.ms", "log.retention.ms"),
        topic_key<&T::segment_bytes, &B::log_segment_bytes>("segment.bytes", "log.segment.bytes"),
        topic_key<&T::segment_index_bytes, &B::log_index_size_max_bytes>(
            "segment.index.bytes", "log.index.size.max.bytes"),
        topic_key<&T::segment_jitter, &B::log_roll_jitter>("segment.jitter.ms",
                                                           "log.roll.jitter.ms"),
        topic_key<&T::segment, &B::log_roll>("segment.ms", "log.roll.ms"),
        topic_key<&T::unclean_leader_election_enable, &B::unclean_leader_election_enable>(
            "unclean.leader.election.enable", "unclean.leader.election.enable"),
    };
    return kTable;
}

}  // namespace

template <>
const std::vector<Key<TopicConfig>>& keys() {
    static const std::vector<Key<T>> kTable = [] {
        std::vector<Key<T>> table;
        for (const TopicKey& each : topic_keys()) table.push_back(each.key);
        return table;
    }();
    return kTable;
}

TopicConfig topic_defaults(const BrokerConfig& broker) {
    TopicConfig topic;
    for (const TopicKey& each : topic_keys()) each.inherit(topic, broker);
    return topic;
}

std::optional<ConfigError> settle(TopicConfig&, const Settings&) {
    return std::nullopt;
}

std::optional<ConfigError> find_conflict(const TopicConfig& config) {
    if (config.min_compaction_lag > config.max_compaction_lag) {
        return ConfigError{"min.compaction.lag.ms",
                           "conflict topic config setting min.compaction.lag.ms > "
                           "max.compaction.lag.ms"};
    }
    return std::nullopt;
}

}  // namespace assize::model::config
