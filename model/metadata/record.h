#pragma once

#include <string>
#include <variant>

#include "model/wire/bytes.h"
#include "model/wire/messages/abort_transaction_record.h"
#include "model/wire/messages/begin_transaction_record.h"
#include "model/wire/messages/broker_registration_change_record.h"
#include "model/wire/messages/clear_elr_record.h"
#include "model/wire/messages/config_record.h"
#include "model/wire/messages/end_transaction_record.h"
#include "model/wire/messages/feature_level_record.h"
#include "model/wire/messages/fence_broker_record.h"
#include "model/wire/messages/no_op_record.h"
#include "model/wire/messages/partition_change_record.h"
#include "model/wire/messages/partition_record.h"
#include "model/wire/messages/producer_ids_record.h"
#include "model/wire/messages/register_broker_record.h"
#include "model/wire/messages/register_controller_record.h"
#include "model/wire/messages/remove_topic_record.h"
#include "model/wire/messages/topic_record.h"
#include "model/wire/messages/unfence_broker_record.h"
#include "model/wire/messages/unregister_broker_record.h"
#include "sim/result.h"

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
wire::Bytes encode(const MetadataRecord& record);
/// Fails: bytes that are no record that this cluster writes.
sim::Result<MetadataRecord, ReplayError> decode(const wire::Bytes& value);

std::string to_string(const MetadataRecord& record);

}  // namespace assize::model::metadata
