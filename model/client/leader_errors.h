#pragma once

#include "model/wire/error_code.h"

namespace assize::model::client {

/// Whether an error means that what is known of the cluster is out of date.
/// Source: Kafka, InvalidMetadataException and its kin.
constexpr bool tells_of_another_leader(wire::ErrorCode error) {
    switch (error) {
        case wire::ErrorCode::kUnknownTopicOrPartition:
        case wire::ErrorCode::kLeaderNotAvailable:
        case wire::ErrorCode::kNotLeaderOrFollower:
        case wire::ErrorCode::kReplicaNotAvailable:
        case wire::ErrorCode::kNetworkException:
        case wire::ErrorCode::kKafkaStorageError:
        case wire::ErrorCode::kListenerNotFound:
        case wire::ErrorCode::kFencedLeaderEpoch:
        case wire::ErrorCode::kUnknownTopicId:
        case wire::ErrorCode::kInconsistentTopicId:
        case wire::ErrorCode::kNotController:
        case wire::ErrorCode::kUnknownLeaderEpoch: return true;
        default: return false;
    }
}

}  // namespace assize::model::client
