#include "model/wire/decode_error.h"

#include <fmt/format.h>

#include <string_view>

namespace assize::model::wire {
namespace {

std::string_view name(DecodeError::What what) {
    using enum DecodeError::What;
    switch (what) {
        case kTruncated: return "truncated";
        case kBadVarint: return "bad varint";
        case kBadLength: return "bad length";
        case kTooManyElements: return "too many elements";
        case kUnexpectedNull: return "unexpected null";
        case kBadTag: return "bad tag";
        case kTrailingBytes: return "trailing bytes";
        case kUnknownApiKey: return "unknown api key";
        case kUnsupportedVersion: return "unsupported version";
    }
    return "?";
}

}  // namespace

std::string to_string(const DecodeError& error) {
    return fmt::format("{} at byte {}", name(error.what), error.offset);
}

}  // namespace assize::model::wire
