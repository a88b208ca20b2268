#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "model/config/broker_config.h"
#include "model/config/values.h"
#include "sim/time.h"

namespace assize::model::config {

/// Kafka's producer configuration and its defaults.
/// Departs: no `bootstrap.servers`, which the cluster knows; linger.ms is 0, as before 4.0.
struct ProducerConfig {
    static constexpr std::int32_t kForEver = std::numeric_limits<std::int32_t>::max();

    std::string client_id = "producer";
    sim::Duration metadata_max_age = 300_s;
    sim::Duration request_timeout = 30_s;
    sim::Duration retry_backoff = 100_ms;
    sim::Duration retry_backoff_max = 1_s;
    sim::Duration reconnect_backoff = 50_ms;
    sim::Duration reconnect_backoff_max = 1_s;
    sim::Duration connections_max_idle = 540_s;

    Acks acks = Acks::kAll;
    bool enable_idempotence = true;
    std::int32_t retries = kForEver;
    std::int32_t max_in_flight_requests_per_connection = 5;
    std::int32_t batch_size = 16'384;
    sim::Duration linger = 0_s;
    std::int64_t buffer_memory = 32 << 20;
    sim::Duration max_block = 60_s;
    sim::Duration delivery_timeout = 120_s;
    std::int32_t max_request_size = 1 << 20;
    CompressionType compression_type = CompressionType::kNone;
    bool partitioner_adaptive_partitioning_enable = true;
    sim::Duration partitioner_availability_timeout = 0_s;
    bool partitioner_ignore_keys = false;
    std::optional<std::string> transactional_id = std::nullopt;
    sim::Duration transaction_timeout = 60_s;

    bool operator==(const ProducerConfig&) const = default;
};

/// Kafka's consumer configuration and its defaults.
struct ConsumerConfig {
    std::string client_id = "consumer";
    sim::Duration metadata_max_age = 300_s;
    sim::Duration request_timeout = 30_s;
    sim::Duration retry_backoff = 100_ms;
    sim::Duration retry_backoff_max = 1_s;
    sim::Duration reconnect_backoff = 50_ms;
    sim::Duration reconnect_backoff_max = 1_s;
    sim::Duration connections_max_idle = 540_s;

    std::string client_rack = "";
    std::optional<std::string> group_id = std::nullopt;
    std::optional<std::string> group_instance_id = std::nullopt;
    AutoOffsetReset auto_offset_reset = AutoOffsetReset::kLatest;
    bool enable_auto_commit = true;
    sim::Duration auto_commit_interval = 5_s;
    std::int32_t max_poll_records = 500;
    sim::Duration max_poll_interval = 300_s;
    sim::Duration session_timeout = 45_s;
    sim::Duration heartbeat_interval = 3_s;
    std::int32_t fetch_min_bytes = 1;
    sim::Duration fetch_max_wait = 500_ms;
    std::int32_t fetch_max_bytes = 50 << 20;
    std::int32_t max_partition_fetch_bytes = 1 << 20;
    IsolationLevel isolation_level = IsolationLevel::kReadUncommitted;
    sim::Duration default_api_timeout = 60_s;
    bool check_crcs = true;
    bool allow_auto_create_topics = true;

    bool operator==(const ConsumerConfig&) const = default;
};

/// Kafka's admin client configuration and its defaults.
struct AdminConfig {
    std::string client_id = "admin";
    sim::Duration metadata_max_age = 300_s;
    sim::Duration request_timeout = 30_s;
    sim::Duration retry_backoff = 100_ms;
    sim::Duration retry_backoff_max = 1_s;
    sim::Duration reconnect_backoff = 50_ms;
    sim::Duration reconnect_backoff_max = 1_s;
    sim::Duration connections_max_idle = 300_s;

    sim::Duration default_api_timeout = 60_s;
    std::int32_t retries = std::numeric_limits<std::int32_t>::max();

    bool operator==(const AdminConfig&) const = default;
};

}  // namespace assize::model::config
