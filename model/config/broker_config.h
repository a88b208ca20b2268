#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "model/config/values.h"
#include "model/types.h"
#include "model/variant.h"
#include "sim/time.h"

namespace assize::model::config {

using namespace sim::literals;

/// How a node is set up: Kafka's server.properties, with Kafka's defaults. Members are named as
/// the keys are, without their units: `replica_lag_time_max` is `replica.lag.time.max.ms`.
/// An optional that holds nothing is Kafka's -1 or null. Duration::max() is Kafka's Long.MAX.
struct BrokerConfig {
    static constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

    // Who it is.
    BrokerId node_id{0};
    ProcessRoles process_roles = ProcessRoles::kBroker;
    std::vector<std::string> controller_quorum_voters = {};  // "1@controller-1:9093"
    std::optional<std::string> broker_rack = std::nullopt;
    std::vector<std::string> log_dirs = {"/kafka-logs"};
    std::optional<std::string> metadata_log_dir = std::nullopt;  // The first of log_dirs.

    // Requests.
    std::int32_t socket_request_max_bytes = 104'857'600;
    sim::Duration connections_max_idle = 600_s;
    std::int32_t fetch_max_bytes = 57'671'680;
    std::int32_t max_incremental_fetch_session_cache_slots = 1000;

    // Topics.
    bool auto_create_topics_enable = true;
    bool delete_topic_enable = true;
    std::int32_t num_partitions = 1;
    std::int16_t default_replication_factor = 1;
    std::int32_t min_insync_replicas = 1;
    bool unclean_leader_election_enable = false;
    std::int32_t message_max_bytes = 1'048'588;
    CompressionType compression_type = CompressionType::kProducer;

    // The log.
    std::int32_t log_segment_bytes = 1 << 30;
    sim::Duration log_roll = 604'800_s;  // log.roll.hours or .ms
    sim::Duration log_roll_jitter = 0_s;
    std::int32_t log_index_size_max_bytes = 10 << 20;
    std::int32_t log_index_interval_bytes = 4096;
    std::int64_t log_flush_interval_messages = kUnlimited;
    std::optional<sim::Duration> log_flush_interval = std::nullopt;  // As the scheduler's.
    sim::Duration log_flush_scheduler_interval = sim::Duration::max();
    sim::Duration log_flush_offset_checkpoint_interval = 60_s;
    sim::Duration log_flush_start_offset_checkpoint_interval = 60_s;
    std::optional<sim::Duration> log_retention = 604'800_s;  // log.retention.hours, .minutes or .ms
    std::optional<std::int64_t> log_retention_bytes = std::nullopt;
    sim::Duration log_retention_check_interval = 300_s;
    sim::Duration log_segment_delete_delay = 60_s;
    CleanupPolicy log_cleanup_policy = CleanupPolicy::kDelete;
    bool log_cleaner_enable = true;
    std::int32_t log_cleaner_threads = 1;
    std::int64_t log_cleaner_dedupe_buffer_size = 128 << 20;
    sim::Duration log_cleaner_backoff = 15_s;
    Ratio log_cleaner_min_cleanable_ratio{500'000};
    sim::Duration log_cleaner_delete_retention = 86'400_s;
    sim::Duration log_cleaner_min_compaction_lag = 0_s;
    sim::Duration log_cleaner_max_compaction_lag = sim::Duration::max();
    MessageTimestampType log_message_timestamp_type = MessageTimestampType::kCreateTime;
    sim::Duration log_message_timestamp_before_max = sim::Duration::max();
    sim::Duration log_message_timestamp_after_max = sim::Duration::max();
    sim::Duration log_dir_failure_timeout = 30_s;
    std::int32_t num_recovery_threads_per_data_dir = 1;
    sim::Duration producer_id_expiration = 86'400_s;
    sim::Duration producer_id_expiration_check_interval = 600_s;
    sim::Duration transaction_max_timeout = 900_s;
    bool transaction_partition_verification_enable = true;

    // Replication.
    sim::Duration replica_lag_time_max = 30_s;
    sim::Duration replica_fetch_wait_max = 500_ms;
    std::int32_t replica_fetch_min_bytes = 1;
    std::int32_t replica_fetch_max_bytes = 1 << 20;
    std::int32_t replica_fetch_response_max_bytes = 10 << 20;
    sim::Duration replica_fetch_backoff = 1_s;
    sim::Duration replica_socket_timeout = 30_s;
    std::int32_t num_replica_fetchers = 1;
    sim::Duration replica_high_watermark_checkpoint_interval = 5_s;
    ReplicaSelector replica_selector_class = ReplicaSelector::kLeader;

    // Who leads.
    bool auto_leader_rebalance_enable = true;
    sim::Duration leader_imbalance_check_interval = 300_s;
    std::int32_t leader_imbalance_per_broker_percentage = 10;
    sim::Duration unclean_leader_election_interval = 300_s;
    bool eligible_leader_replicas_enable = false;

    // The life of a broker.
    bool controlled_shutdown_enable = true;
    sim::Duration broker_heartbeat_interval = 2_s;
    sim::Duration broker_session_timeout = 9_s;
    sim::Duration initial_broker_registration_timeout = 60_s;

    // The metadata log.
    std::int32_t metadata_log_segment_bytes = 1 << 30;
    sim::Duration metadata_log_segment = 604'800_s;
    std::int64_t metadata_log_max_record_bytes_between_snapshots = 20 << 20;
    std::optional<sim::Duration> metadata_log_max_snapshot_interval = 3'600_s;
    std::optional<std::int64_t> metadata_max_retention_bytes = 100 << 20;
    std::optional<sim::Duration> metadata_max_retention = 604'800_s;
    std::optional<sim::Duration> metadata_max_idle_interval = 500_ms;

    // The controller quorum.
    sim::Duration controller_quorum_election_timeout = 1_s;
    sim::Duration controller_quorum_fetch_timeout = 2_s;
    sim::Duration controller_quorum_election_backoff_max = 1_s;
    sim::Duration controller_quorum_append_linger = 25_ms;
    sim::Duration controller_quorum_request_timeout = 2_s;
    sim::Duration controller_quorum_retry_backoff = 20_ms;

    // No key of Kafka's: ClusterConfig::variant.
    std::optional<Variant> variant = std::nullopt;

    bool operator==(const BrokerConfig&) const = default;
};

}  // namespace assize::model::config
