#include "model/client/producer/record.h"

namespace assize::model::client {

Fate fate_after(wire::ErrorCode error) {
    switch (error) {
        case wire::ErrorCode::kMessageTooLarge:
        case wire::ErrorCode::kRecordListTooLarge:
        case wire::ErrorCode::kInvalidRecord:
        case wire::ErrorCode::kInvalidTimestamp:
        case wire::ErrorCode::kCorruptMessage:
        case wire::ErrorCode::kUnsupportedForMessageFormat:
        case wire::ErrorCode::kInvalidRequiredAcks:
        case wire::ErrorCode::kTopicAuthorizationFailed:
        case wire::ErrorCode::kClusterAuthorizationFailed:
        case wire::ErrorCode::kInvalidTopicException:
        case wire::ErrorCode::kNotEnoughReplicas:
        case wire::ErrorCode::kInvalidProducerEpoch:
        case wire::ErrorCode::kProducerFenced:
        case wire::ErrorCode::kInvalidTxnState:
        case wire::ErrorCode::kInvalidProducerIdMapping: return Fate::kNotWritten;
        default: return Fate::kMaybeWritten;
    }
}

}  // namespace assize::model::client
