#include "model/facts/rpc.h"

namespace assize::model {

std::string_view to_string(RefusalReason reason) {
    switch (reason) {
        case RefusalReason::kBadSize: return "bad_size";
        case RefusalReason::kBadHeader: return "bad_header";
        case RefusalReason::kUnsupportedApi: return "unsupported_api";
        case RefusalReason::kUnsupportedVersion: return "unsupported_version";
        case RefusalReason::kBadBody: return "bad_body";
        case RefusalReason::kFailedWithoutAnswer: return "failed_without_answer";
    }
    return "?";
}

std::string_view to_string(MessageSide side) {
    switch (side) {
        case MessageSide::kRequest: return "request";
        case MessageSide::kResponse: return "response";
    }
    return "?";
}

}  // namespace assize::model
