#include "model/client/producer/record.h"

#include "model/wire/record_batch_builder.h"

namespace assize::model::client {

std::optional<std::span<const std::byte>> span_of(const std::optional<wire::Bytes>& bytes) {
    if (!bytes) return std::nullopt;
    return bytes->span();
}

std::size_t lone_batch_bound(const ProducerRecord& record) {
    return wire::layout::kHeaderSize +
           wire::RecordBatchBuilder::record_size_bound(span_of(record.key), span_of(record.value),
                                                       record.headers);
}

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
