#include "model/wire/batch_error.h"

namespace assize::model::wire {

std::string_view to_string(BatchError error) {
    switch (error) {
        case BatchError::kPartial: return "partial batch";
        case BatchError::kBadLength: return "bad batch length";
        case BatchError::kBadMagic: return "bad magic";
        case BatchError::kBadCrc: return "bad checksum";
        case BatchError::kBadAttributes: return "bad attributes";
        case BatchError::kBadCount: return "bad record count";
        case BatchError::kBadRecord: return "bad record";
        case BatchError::kBadOffset: return "bad record offset";
        case BatchError::kBadControl: return "bad control record";
        case BatchError::kBadPacking: return "bad compressed records";
        case BatchError::kTooLarge: return "records too large";
    }
    return "unknown";
}

ErrorCode error_code_of(BatchError error) {
    switch (error) {
        case BatchError::kPartial:
        case BatchError::kBadLength:
        case BatchError::kBadCrc:
        case BatchError::kBadPacking: return ErrorCode::kCorruptMessage;
        case BatchError::kBadMagic:
        case BatchError::kBadAttributes:
        case BatchError::kBadCount:
        case BatchError::kBadRecord:
        case BatchError::kBadOffset:
        case BatchError::kBadControl: return ErrorCode::kInvalidRecord;
        case BatchError::kTooLarge: return ErrorCode::kMessageTooLarge;
    }
    return ErrorCode::kUnknownServerError;
}

}  // namespace assize::model::wire
