#include <fmt/format.h>

#include <utility>

#include "model/config/key.h"

namespace assize::model::config {

namespace {

/// What all clients have, followed by what this kind has of its own.
template <class C>
std::vector<Key<C>> with_common(std::vector<Key<C>> own) {
    std::vector<Key<C>> all = {
        key<&C::client_id>("client.id", {.documentation = "how the client calls itself"}),
        key<&C::metadata_max_age>(
            "metadata.max.age.ms",
            {.documentation = "how old metadata may become", .range = at_least(0)}),
        key<&C::request_timeout>(
            "request.timeout.ms",
            {.documentation = "how long to wait for an answer", .range = at_least(0)}),
        key<&C::retry_backoff>("retry.backoff.ms", {.documentation = "the first pause before it "
                                                                     "is tried again",
                                                    .range = at_least(0)}),
        key<&C::retry_backoff_max>(
            "retry.backoff.max.ms",
            {.documentation = "what that pause grows to", .range = at_least(0)}),
        key<&C::reconnect_backoff>(
            "reconnect.backoff.ms",
            {.documentation = "the first pause before connecting again", .range = at_least(0)}),
        key<&C::reconnect_backoff_max>(
            "reconnect.backoff.max.ms",
            {.documentation = "what that pause grows to", .range = at_least(0)}),
        key<&C::connections_max_idle>(
            "connections.max.idle.ms",
            {.documentation = "how long a connection may be silent", .range = at_least(0)}),
    };
    for (Key<C>& each : own) all.push_back(std::move(each));
    return all;
}

bool is_set(const Settings& set, std::string_view key) {
    return set.contains(key);
}

ConfigError conflict(std::string_view key, std::string_view message) {
    return ConfigError{std::string(key), std::string(message)};
}

}  // namespace

template <>
const std::vector<Key<ProducerConfig>>& keys() {
    using P = ProducerConfig;
    static const std::vector<Key<P>> kTable = with_common<P>({
        key<&P::acks>("acks", {.documentation = "who must have a record before it counts"}),
        key<&P::enable_idempotence>(
            "enable.idempotence",
            {.documentation = "whether brokers drop what is sent twice, and keep its order"}),
        key<&P::retries>("retries",
                         {.documentation = "how often to try again", .range = at_least(0)}),
        key<&P::max_in_flight_requests_per_connection>(
            "max.in.flight.requests.per.connection",
            {.documentation = "how many requests may wait for answers", .range = at_least(1)}),
        key<&P::batch_size>("batch.size",
                            {.documentation = "how large a batch becomes", .range = at_least(0)}),
        key<&P::linger>("linger.ms", {.documentation = "how long a batch waits for more records",
                                      .range = at_least(0)}),
        key<&P::buffer_memory>("buffer.memory", {.documentation = "how much may wait to be sent",
                                                 .range = at_least(0)}),
        key<&P::max_block>("max.block.ms",
                           {.documentation = "how long a send waits for memory or metadata",
                            .range = at_least(0)}),
        key<&P::delivery_timeout>(
            "delivery.timeout.ms",
            {.documentation = "how long a record is tried to be sent", .range = at_least(0)}),
        key<&P::max_request_size>("max.request.size",
                                  {.documentation = "the largest request", .range = at_least(0)}),
        key<&P::compression_type>("compression.type",
                                  {.documentation = "how batches are compressed"}),
        key<&P::partitioner_adaptive_partitioning_enable>(
            "partitioner.adaptive.partitioning.enable",
            {.documentation = "whether slow brokers get fewer records"}),
        key<&P::partitioner_availability_timeout>(
            "partitioner.availability.timeout.ms",
            {.documentation = "after how long a stuck broker gets none, unless 0",
             .range = at_least(0)}),
        key<&P::partitioner_ignore_keys>("partitioner.ignore.keys",
                                         {.documentation = "whether keys choose no partition"}),
        key<&P::transactional_id>("transactional.id",
                                  {.documentation = "who it is in transactions"}),
        key<&P::transaction_timeout>(
            "transaction.timeout.ms",
            {.documentation = "how long a transaction may take", .range = at_least(1)}),
    });
    return kTable;
}

template <>
const std::vector<Key<ConsumerConfig>>& keys() {
    using C = ConsumerConfig;
    static const std::vector<Key<C>> kTable = with_common<C>({
        key<&C::client_rack>("client.rack",
                             {.documentation = "where it stands, to fetch from nearby"}),
        key<&C::group_id>("group.id", {.documentation = "the group that it is in"}),
        key<&C::group_instance_id>("group.instance.id",
                                   {.documentation = "who it is in the group, over restarts"}),
        key<&C::auto_offset_reset>("auto.offset.reset",
                                   {.documentation = "where it begins without a known position"}),
        key<&C::enable_auto_commit>("enable.auto.commit",
                                    {.documentation = "whether poll commits by itself"}),
        key<&C::auto_commit_interval>("auto.commit.interval.ms",
                                      {.documentation = "how often it does", .range = at_least(0)}),
        key<&C::max_poll_records>(
            "max.poll.records",
            {.documentation = "how many records a poll returns", .range = at_least(1)}),
        key<&C::max_poll_interval>(
            "max.poll.interval.ms",
            {.documentation = "how long it may go without poll", .range = at_least(1)}),
        key<&C::session_timeout>(
            "session.timeout.ms",
            {.documentation = "how long it may be silent", .range = at_least(0)}),
        key<&C::heartbeat_interval>(
            "heartbeat.interval.ms",
            {.documentation = "how often it reports", .range = at_least(0)}),
        key<&C::fetch_min_bytes>("fetch.min.bytes", {.documentation = "how much a fetch waits for",
                                                     .range = at_least(0)}),
        key<&C::fetch_max_wait>(
            "fetch.max.wait.ms",
            {.documentation = "how long a fetch waits for that", .range = at_least(0)}),
        key<&C::fetch_max_bytes>(
            "fetch.max.bytes", {.documentation = "how much a fetch brings", .range = at_least(0)}),
        key<&C::max_partition_fetch_bytes>(
            "max.partition.fetch.bytes",
            {.documentation = "how much of it from one partition", .range = at_least(0)}),
        key<&C::isolation_level>(
            "isolation.level", {.documentation = "whether it sees open and aborted transactions"}),
        key<&C::default_api_timeout>(
            "default.api.timeout.ms",
            {.documentation = "how long a call may take", .range = at_least(0)}),
        key<&C::check_crcs>("check.crcs",
                            {.documentation = "whether it looks for damaged records"}),
        key<&C::allow_auto_create_topics>(
            "allow.auto.create.topics",
            {.documentation = "whether asking for a topic may create it"}),
    });
    return kTable;
}

template <>
const std::vector<Key<AdminConfig>>& keys() {
    using A = AdminConfig;
    static const std::vector<Key<A>> kTable = with_common<A>({
        key<&A::default_api_timeout>(
            "default.api.timeout.ms",
            {.documentation = "how long a call may take", .range = at_least(0)}),
        key<&A::retries>("retries",
                         {.documentation = "how often to try again", .range = at_least(0)}),
    });
    return kTable;
}

namespace {

// What an idempotent producer may not do.
std::optional<ConfigError> against_idempotence(const ProducerConfig& config) {
    if (config.acks != Acks::kAll) {
        return conflict("acks",
                        "Must set acks to all in order to use the idempotent producer. "
                        "Otherwise we cannot guarantee idempotence.");
    }
    if (config.retries == 0) {
        return conflict("retries",
                        "Must set retries to non-zero when using the idempotent producer.");
    }
    if (config.max_in_flight_requests_per_connection > 5) {
        return conflict("max.in.flight.requests.per.connection",
                        "Must set max.in.flight.requests.per.connection to at most 5 to use the "
                        "idempotent producer.");
    }
    return std::nullopt;
}

}  // namespace

std::optional<ConfigError> settle(ProducerConfig& config, const Settings& set) {
    if (against_idempotence(config) && !is_set(set, "enable.idempotence")) {
        config.enable_idempotence = false;
    }
    const sim::Duration least = config.linger + config.request_timeout;
    if (config.delivery_timeout < least && !is_set(set, "delivery.timeout.ms")) {
        config.delivery_timeout = least;
    }
    return std::nullopt;
}

std::optional<ConfigError> find_conflict(const ProducerConfig& config) {
    if (config.enable_idempotence) {
        if (auto error = against_idempotence(config)) return error;
    } else if (config.transactional_id) {
        return conflict("transactional.id",
                        "Cannot set a transactional.id without also enabling "
                        "idempotence.");
    }
    if (config.delivery_timeout < config.linger + config.request_timeout) {
        return conflict("delivery.timeout.ms",
                        "delivery.timeout.ms should be equal to or larger "
                        "than linger.ms + request.timeout.ms");
    }
    if (config.compression_type == CompressionType::kProducer) {
        return conflict("compression.type",
                        "Invalid value producer for configuration compression.type: only topics "
                        "may have it");
    }
    return std::nullopt;
}

std::optional<ConfigError> settle(ConsumerConfig& config, const Settings& set) {
    if (config.group_id) return std::nullopt;
    if (config.enable_auto_commit && is_set(set, "enable.auto.commit")) {
        return conflict("enable.auto.commit",
                        "enable.auto.commit cannot be set to true when default group id (null) is "
                        "used.");
    }
    config.enable_auto_commit = false;
    return std::nullopt;
}

std::optional<ConfigError> find_conflict(const ConsumerConfig& config) {
    if (config.heartbeat_interval >= config.session_timeout) {
        return conflict("heartbeat.interval.ms",
                        "Heartbeat must be set lower than the session timeout");
    }
    return std::nullopt;
}

std::optional<ConfigError> settle(AdminConfig& config, const Settings& set) {
    if (config.default_api_timeout < config.request_timeout &&
        !is_set(set, "default.api.timeout.ms")) {
        config.default_api_timeout = config.request_timeout;
    }
    return std::nullopt;
}

std::optional<ConfigError> find_conflict(const AdminConfig& config) {
    if (config.default_api_timeout < config.request_timeout) {
        return conflict("default.api.timeout.ms",
                        "The specified value of default.api.timeout.ms must be no smaller than "
                        "the value of request.timeout.ms.");
    }
    return std::nullopt;
}

}  // namespace assize::model::config
