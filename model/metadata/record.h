#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/result.h"

namespace assize::model::wire {
struct RegisterBrokerRecord;
struct UnregisterBrokerRecord;
struct TopicRecord;
struct PartitionRecord;
struct ConfigRecord;
struct PartitionChangeRecord;
struct FenceBrokerRecord;
struct UnfenceBrokerRecord;
struct RemoveTopicRecord;
struct FeatureLevelRecord;
struct ProducerIdsRecord;
struct BrokerRegistrationChangeRecord;
struct NoOpRecord;
struct BeginTransactionRecord;
struct EndTransactionRecord;
struct AbortTransactionRecord;
struct RegisterControllerRecord;
struct ClearElrRecord;
}  // namespace assize::model::wire

namespace assize::model::metadata {

/// What the metadata log consists of.
/// Departs: no client quotas, credentials, access control, tokens nor ZooKeeper migration.
using MetadataRecord = std::variant<
    wire::RegisterBrokerRecord, wire::UnregisterBrokerRecord, wire::TopicRecord,
    wire::PartitionRecord, wire::ConfigRecord, wire::PartitionChangeRecord, wire::FenceBrokerRecord,
    wire::UnfenceBrokerRecord, wire::RemoveTopicRecord, wire::FeatureLevelRecord,
    wire::ProducerIdsRecord, wire::BrokerRegistrationChangeRecord, wire::NoOpRecord,
    wire::BeginTransactionRecord, wire::EndTransactionRecord, wire::AbortTransactionRecord,
    wire::RegisterControllerRecord, wire::ClearElrRecord>;

/// Why a record cannot be read, or does not fit to the image it is applied to.
struct ReplayError {
    std::string message;
};

/// The value of a record in the log: frame version, number of the record, version, payload.
std::vector<std::byte> encode(const MetadataRecord& record);
/// Fails: bytes that are no record that this cluster writes.
sim::Result<MetadataRecord, ReplayError> decode(std::span<const std::byte> value);

std::string to_string(const MetadataRecord& record);

}  // namespace assize::model::metadata
