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

}  // namespace assize::model::wire
