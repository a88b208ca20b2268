#include <fmt/format.h>

#include <iterator>

#include "model/config/key.h"

namespace assize::model::config {

namespace {

using B = BrokerConfig;

constexpr Key<B> kKeysOfLogs[] = {
    key<&B::node_id>("node.id", {.documentation = "who it is, among brokers and controllers",
                                 .range = at_least(0)}),
    key<&B::process_roles>("process.roles", {.documentation = "what it is"}),
    key<&B::controller_quorum_voters>("controller.quorum.voters",
                                      {.documentation = "the controllers, as id@host:port"}),
    key<&B::broker_rack>(
        "broker.rack",
        {.documentation =
             "where it stands, for the placement of replicas and for consumers nearby"}),
    key<&B::log_dirs>("log.dirs", {.documentation = "where its logs are"}),
    key<&B::metadata_log_dir>(
        "metadata.log.dir",
        {.documentation = "where the metadata log is; unless set the first of log.dirs"}),
    key<&B::socket_request_max_bytes>(
        "socket.request.max.bytes",
        {.documentation = "the largest request that is read", .range = at_least(1)}),
    key<&B::connections_max_idle>(
        "connections.max.idle.ms",
        {.documentation = "how long a connection may be silent", .range = at_least(0)}),
    key<&B::fetch_max_bytes>(
        "fetch.max.bytes",
        {.documentation = "the most that a fetch response brings", .range = at_least(1024)}),
    key<&B::max_incremental_fetch_session_cache_slots>(
        "max.incremental.fetch.session.cache.slots",
        {.documentation = "how many fetch sessions are kept", .range = at_least(0)}),
    key<&B::auto_create_topics_enable>("auto.create.topics.enable",
                                       {.documentation = "whether asking for a topic creates it"}),
    key<&B::delete_topic_enable>("delete.topic.enable",
                                 {.documentation = "whether topics can be deleted"}),
    key<&B::num_partitions>(
        "num.partitions", {.documentation = "of a topic that does not say", .range = at_least(1)}),
    key<&B::default_replication_factor>(
        "default.replication.factor",
        {.documentation = "of a topic that does not say", .range = at_least(1)}),
    key<&B::min_insync_replicas>(
        "min.insync.replicas",
        {.documentation = "how many in-sync replicas a write with acks=all needs",
         .range = at_least(1),
         .update = Update::kDynamic}),
    key<&B::unclean_leader_election_enable>(
        "unclean.leader.election.enable",
        {.documentation = "whether a replica out of sync may lead, at the price of records",
         .update = Update::kDynamic}),
    key<&B::message_max_bytes>("message.max.bytes", {.documentation = "the largest record batch",
                                                     .range = at_least(0),
                                                     .update = Update::kDynamic}),
    key<&B::compression_type>(
        "compression.type", {.documentation = "how batches are kept", .update = Update::kDynamic}),
    key<&B::log_segment_bytes>("log.segment.bytes",
                               {.documentation = "when the log begins another file",
                                .range = at_least(14),
                                .update = Update::kDynamic}),
    coarser_key<&B::log_roll>("log.roll.hours",
                              {.documentation = "as log.roll.ms", .range = at_least(1)}),
    key<&B::log_roll>("log.roll.ms", {.documentation = "after how long the log begins another file",
                                      .range = at_least(1),
                                      .update = Update::kDynamic}),
    coarser_key<&B::log_roll_jitter>(
        "log.roll.jitter.hours", {.documentation = "as log.roll.jitter.ms", .range = at_least(0)}),
    key<&B::log_roll_jitter>(
        "log.roll.jitter.ms",
        {.documentation = "how much earlier than log.roll.ms that may be, by chance",
         .range = at_least(0),
         .update = Update::kDynamic}),
    key<&B::log_index_size_max_bytes>("log.index.size.max.bytes",
                                      {.documentation = "the largest index file",
                                       .range = at_least(4),
                                       .update = Update::kDynamic}),
    key<&B::log_index_interval_bytes>(
        "log.index.interval.bytes",
        {.documentation = "how much there is between two entries of an index",
         .range = at_least(0),
         .update = Update::kDynamic}),
    key<&B::log_flush_interval_messages>(
        "log.flush.interval.messages",
        {.documentation = "how many records may wait to be synced to disk",
         .range = at_least(1),
         .update = Update::kDynamic}),
    key<&B::log_flush_interval>("log.flush.interval.ms",
                                {.documentation = "how long a record may wait to be synced to disk",
                                 .range = at_least(0),
                                 .update = Update::kDynamic}),
    key<&B::log_flush_scheduler_interval>(
        "log.flush.scheduler.interval.ms",
        {.documentation = "how often that is looked at", .range = at_least(1)}),
    key<&B::log_flush_offset_checkpoint_interval>(
        "log.flush.offset.checkpoint.interval.ms",
        {.documentation = "how often recovery points are written", .range = at_least(0)}),
    key<&B::log_flush_start_offset_checkpoint_interval>(
        "log.flush.start.offset.checkpoint.interval.ms",
        {.documentation = "how often log start offsets are written", .range = at_least(0)}),
    coarser_key<&B::log_retention>(
        "log.retention.hours",
        {.documentation = "as log.retention.ms", .range = at_least(-1), .none_text = "-1"}),
    coarser_key<&B::log_retention>(
        "log.retention.minutes",
        {.documentation = "as log.retention.ms", .range = at_least(-1), .none_text = "-1"}),
    key<&B::log_retention>("log.retention.ms", {.documentation = "how old records may become",
                                                .range = at_least(-1),
                                                .none_text = "-1",
                                                .update = Update::kDynamic}),
    key<&B::log_retention_bytes>("log.retention.bytes",
                                 {.documentation = "how large a partition may become",
                                  .range = at_least(-1),
                                  .none_text = "-1",
                                  .update = Update::kDynamic}),
    key<&B::log_retention_check_interval>(
        "log.retention.check.interval.ms",
        {.documentation = "how often that is looked at", .range = at_least(1)}),
    key<&B::log_segment_delete_delay>("log.segment.delete.delay.ms",
                                      {.documentation = "after how long a deleted file really goes",
                                       .range = at_least(0),
                                       .update = Update::kDynamic}),
    key<&B::log_cleanup_policy>(
        "log.cleanup.policy",
        {.documentation = "what happens to old records", .update = Update::kDynamic}),
    key<&B::log_cleaner_enable>("log.cleaner.enable",
                                {.documentation = "whether logs are compacted"}),
    key<&B::log_cleaner_threads>("log.cleaner.threads",
                                 {.documentation = "how many logs are compacted at a time",
                                  .range = at_least(0),
                                  .update = Update::kDynamic}),
    key<&B::log_cleaner_dedupe_buffer_size>("log.cleaner.dedupe.buffer.size",
                                            {.documentation = "memory for compaction",
                                             .range = at_least(1),
                                             .update = Update::kDynamic}),
    key<&B::log_cleaner_backoff>("log.cleaner.backoff.ms",
                                 {.documentation = "the pause when there is nothing to compact",
                                  .range = at_least(0),
                                  .update = Update::kDynamic}),
    key<&B::log_cleaner_min_cleanable_ratio>(
        "log.cleaner.min.cleanable.ratio",
        {.documentation = "how much of a log is dirty before it is compacted",
         .update = Update::kDynamic}),
    key<&B::log_cleaner_delete_retention>("log.cleaner.delete.retention.ms",
                                          {.documentation = "how long tombstones are kept",
                                           .range = at_least(0),
                                           .update = Update::kDynamic}),
    key<&B::log_cleaner_min_compaction_lag>("log.cleaner.min.compaction.lag.ms",
                                            {.documentation = "how long a record is surely kept",
                                             .range = at_least(0),
                                             .update = Update::kDynamic}),
    key<&B::log_cleaner_max_compaction_lag>(
        "log.cleaner.max.compaction.lag.ms",
        {.documentation = "after how long a record is surely compacted",
         .range = at_least(1),
         .update = Update::kDynamic}),
    key<&B::log_message_timestamp_type>(
        "log.message.timestamp.type",
        {.documentation = "whose clock stamps records", .update = Update::kDynamic}),
    key<&B::log_message_timestamp_before_max>(
        "log.message.timestamp.before.max.ms",
        {.documentation = "how far back a record's time may lie",
         .range = at_least(0),
         .update = Update::kDynamic}),
    key<&B::log_message_timestamp_after_max>(
        "log.message.timestamp.after.max.ms",
        {.documentation = "how far ahead a record's time may lie",
         .range = at_least(0),
         .update = Update::kDynamic}),
    key<&B::log_dir_failure_timeout>(
        "log.dir.failure.timeout.ms",
        {.documentation = "how long it lives on when it cannot tell that a directory failed",
         .range = at_least(1)}),
    key<&B::num_recovery_threads_per_data_dir>(
        "num.recovery.threads.per.data.dir",
        {.documentation = "how many logs of a directory are recovered at a time",
         .range = at_least(1),
         .update = Update::kDynamic}),
    key<&B::producer_id_expiration>(
        "producer.id.expiration.ms",
        {.documentation = "after how long an idle producer is forgotten",
         .range = at_least(1),
         .update = Update::kDynamic}),
    key<&B::producer_id_expiration_check_interval>(
        "producer.id.expiration.check.interval.ms",
        {.documentation = "how often that is looked at", .range = at_least(1)}),
    key<&B::transaction_max_timeout>(
        "transaction.max.timeout.ms",
        {.documentation = "the longest transaction timeout", .range = at_least(1)}),
    key<&B::transaction_partition_verification_enable>(
        "transaction.partition.verification.enable",
        {.documentation = "whether transactional writes are verified", .update = Update::kDynamic}),
};

constexpr Key<B> kKeysOfCluster[] = {
    key<&B::replica_lag_time_max>(
        "replica.lag.time.max.ms",
        {.documentation = "how long a follower that lags stays in sync", .range = at_least(1)}),
    key<&B::replica_fetch_wait_max>(
        "replica.fetch.wait.max.ms",
        {.documentation = "how long a follower's fetch waits for records", .range = at_least(0)}),
    key<&B::replica_fetch_min_bytes>(
        "replica.fetch.min.bytes",
        {.documentation = "how much a follower's fetch waits for", .range = at_least(0)}),
    key<&B::replica_fetch_max_bytes>(
        "replica.fetch.max.bytes",
        {.documentation = "how much of a partition a follower asks for", .range = at_least(0)}),
    key<&B::replica_fetch_response_max_bytes>(
        "replica.fetch.response.max.bytes",
        {.documentation = "how much a follower asks for", .range = at_least(0)}),
    key<&B::replica_fetch_backoff>(
        "replica.fetch.backoff.ms",
        {.documentation = "how long a follower waits after an error", .range = at_least(0)}),
    key<&B::replica_socket_timeout>(
        "replica.socket.timeout.ms",
        {.documentation = "how long a follower waits for an answer", .range = at_least(1)}),
    key<&B::num_replica_fetchers>("num.replica.fetchers",
                                  {.documentation = "how many fetchers there are for each leader",
                                   .range = at_least(1),
                                   .update = Update::kDynamic}),
    key<&B::replica_high_watermark_checkpoint_interval>(
        "replica.high.watermark.checkpoint.interval.ms",
        {.documentation = "how often high watermarks are written", .range = at_least(1)}),
    key<&B::replica_selector_class>("replica.selector.class",
                                    {.documentation = "which replica a consumer is sent to"}),
    key<&B::auto_leader_rebalance_enable>(
        "auto.leader.rebalance.enable",
        {.documentation = "whether preferred leaders are elected again by and by"}),
    key<&B::leader_imbalance_check_interval>(
        "leader.imbalance.check.interval.seconds",
        {.documentation = "how often that is looked at", .range = at_least(1)}),
    key<&B::leader_imbalance_per_broker_percentage>(
        "leader.imbalance.per.broker.percentage",
        {.documentation = "how many partitions of a broker may be led by others",
         .range = Range{.least = 0, .most = 100}}),
    key<&B::unclean_leader_election_interval>(
        "unclean.leader.election.interval.ms",
        {.documentation = "how often leaderless partitions are elected uncleanly, where allowed",
         .range = at_least(1)}),
    key<&B::eligible_leader_replicas_enable>(
        "eligible.leader.replicas.enable",
        {.documentation =
             "whether replicas that left the ISR below its minimum may lead (KIP-966)"}),
    key<&B::controlled_shutdown_enable>(
        "controlled.shutdown.enable",
        {.documentation = "whether a broker hands its partitions over before it goes"}),
    key<&B::broker_heartbeat_interval>(
        "broker.heartbeat.interval.ms",
        {.documentation = "how often a broker reports", .range = at_least(1)}),
    key<&B::broker_session_timeout>(
        "broker.session.timeout.ms",
        {.documentation = "how long a silent broker is taken for alive", .range = at_least(1)}),
    key<&B::initial_broker_registration_timeout>(
        "initial.broker.registration.timeout.ms",
        {.documentation = "how long a broker tries to register", .range = at_least(1)}),
    key<&B::metadata_log_segment_bytes>(
        "metadata.log.segment.bytes",
        {.documentation = "when the metadata log begins another file", .range = at_least(12)}),
    key<&B::metadata_log_segment>(
        "metadata.log.segment.ms",
        {.documentation = "after how long the metadata log begins another file",
         .range = at_least(0)}),
    key<&B::metadata_log_max_record_bytes_between_snapshots>(
        "metadata.log.max.record.bytes.between.snapshots",
        {.documentation = "after how many bytes there is another snapshot", .range = at_least(1)}),
    key<&B::metadata_log_max_snapshot_interval>(
        "metadata.log.max.snapshot.interval.ms",
        {.documentation = "after how long there is another snapshot",
         .range = at_least(0),
         .none_text = "0"}),
    key<&B::metadata_max_retention_bytes>(
        "metadata.max.retention.bytes",
        {.documentation = "how large the metadata log may become before snapshots replace it",
         .range = at_least(-1),
         .none_text = "-1"}),
    key<&B::metadata_max_retention>(
        "metadata.max.retention.ms",
        {.documentation = "how old the metadata log may become before snapshots replace it",
         .range = at_least(-1),
         .none_text = "-1"}),
    key<&B::metadata_max_idle_interval>("metadata.max.idle.interval.ms",
                                        {.documentation = "how often an idle controller writes",
                                         .range = at_least(0),
                                         .none_text = "0"}),
    key<&B::controller_quorum_election_timeout>(
        "controller.quorum.election.timeout.ms",
        {.documentation = "how long an election may take", .range = at_least(1)}),
    key<&B::controller_quorum_fetch_timeout>(
        "controller.quorum.fetch.timeout.ms",
        {.documentation = "how long a silent leader is followed", .range = at_least(1)}),
    key<&B::controller_quorum_election_backoff_max>(
        "controller.quorum.election.backoff.max.ms",
        {.documentation = "the longest pause between elections", .range = at_least(0)}),
    key<&B::controller_quorum_append_linger>(
        "controller.quorum.append.linger.ms",
        {.documentation = "how long the leader gathers records", .range = at_least(0)}),
    key<&B::controller_quorum_request_timeout>(
        "controller.quorum.request.timeout.ms",
        {.documentation = "how long a request may take", .range = at_least(1)}),
    key<&B::controller_quorum_retry_backoff>(
        "controller.quorum.retry.backoff.ms",
        {.documentation = "the pause before it is tried again", .range = at_least(0)}),
};

}  // namespace

template <>
const std::vector<Key<BrokerConfig>>& keys() {
    static const std::vector<Key<B>> kTable = [] {
        std::vector<Key<B>> all(std::begin(kKeysOfLogs), std::end(kKeysOfLogs));
        all.insert(all.end(), std::begin(kKeysOfCluster), std::end(kKeysOfCluster));
        return all;
    }();
    return kTable;
}

std::optional<ConfigError> settle(BrokerConfig&, const Settings&) {
    return std::nullopt;
}

namespace {

// "1@controller-1:9093"
bool is_voter(std::string_view text) {
    const auto at = text.find('@');
    const auto colon = text.rfind(':');
    if (at == std::string_view::npos || colon == std::string_view::npos) return false;
    if (colon < at + 2) return false;
    const auto id = read_number(text.substr(0, at));
    const auto port = read_number(text.substr(colon + 1));
    return id && *id >= 0 && port && *port > 0 && *port < 65'536;
}

}  // namespace

std::optional<ConfigError> find_conflict(const BrokerConfig& config) {
    for (const std::string& voter : config.controller_quorum_voters) {
        if (is_voter(voter)) continue;
        return ConfigError{
            "controller.quorum.voters",
            fmt::format("Invalid value {} for configuration controller.quorum.voters: allowed is "
                        "a list of id@host:port",
                        voter)};
    }
    if (config.log_dirs.empty()) {
        return ConfigError{"log.dirs",
                           "Invalid value for configuration log.dirs: there must be "
                           "at least one directory"};
    }
    if (config.replica_fetch_wait_max > config.replica_socket_timeout) {
        return ConfigError{"replica.fetch.wait.max.ms",
                           "replica.fetch.wait.max.ms must be at most replica.socket.timeout.ms"};
    }
    if (config.replica_fetch_wait_max > config.replica_lag_time_max) {
        return ConfigError{"replica.fetch.wait.max.ms",
                           "replica.fetch.wait.max.ms must be at most replica.lag.time.max.ms, or "
                           "in-sync replicas come and go"};
    }
    return find_conflict(topic_defaults(config));
}

}  // namespace assize::model::config
