#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/log/leader_epoch_cache.h"
#include "model/types.h"

namespace assize::model::log {

// Kafka's small text files, as text. Reading gives none when the text is not what it should be:
// the caller takes it for an empty file then, as Kafka's recovery does after a warning.
// Source: CheckpointFile, OffsetCheckpointFile, LeaderEpochCheckpointFile, PartitionMetadataFile,
// CleanShutdownFileHandler, BrokerMetadataCheckpoint (meta.properties, version 1).

inline constexpr std::string_view kRecoveryPointFile = "recovery-point-offset-checkpoint";
inline constexpr std::string_view kLogStartFile = "log-start-offset-checkpoint";
inline constexpr std::string_view kHighWatermarkFile = "replication-offset-checkpoint";
inline constexpr std::string_view kLeaderEpochFile = "leader-epoch-checkpoint";
inline constexpr std::string_view kPartitionMetadataFile = "partition.metadata";
inline constexpr std::string_view kCleanShutdownFile = ".kafka_cleanshutdown";
inline constexpr std::string_view kMetaPropertiesFile = "meta.properties";

using OffsetsByPartition = std::map<TopicPartition, Offset>;

std::string write_offsets(const OffsetsByPartition& offsets);
std::optional<OffsetsByPartition> read_offsets(std::string_view text);

std::string write_epochs_text(const std::vector<EpochStart>& epochs);
/// None, too, when epochs or starts do not increase.
std::optional<std::vector<EpochStart>> read_epochs(std::string_view text);

std::string write_partition_metadata(const Uuid& topic_id);
std::optional<Uuid> read_partition_metadata(std::string_view text);

struct CleanShutdown {
    std::optional<BrokerEpoch> broker_epoch;
};
std::string write_clean_shutdown(const CleanShutdown& shutdown);
std::optional<CleanShutdown> read_clean_shutdown(std::string_view text);

struct MetaProperties {
    std::string cluster_id;
    BrokerId node_id;
    Uuid directory_id;

    bool operator==(const MetaProperties&) const = default;
};
std::string write_meta_properties(const MetaProperties& properties);
std::optional<MetaProperties> read_meta_properties(std::string_view text);

/// A Uuid from Kafka's text form.
std::optional<Uuid> read_uuid(std::string_view text);

}  // namespace assize::model::log
