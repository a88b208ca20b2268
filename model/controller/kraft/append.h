#pragma once

#include <cstdint>
#include <string_view>

#include "model/types.h"

namespace assize::model::kraft {

/// Whether records may be spread over several batches, and so be committed in part.
enum class Atomicity : std::uint8_t { kAnyBatches, kOneBatch };

/// Where records will be, should they be committed.
struct AppendedAt {
    Offset first;
    Offset last;

    bool operator==(const AppendedAt&) const = default;
};

/// Why nothing was appended.
enum class AppendError : std::uint8_t {
    kNotLeader,      // Not in that epoch, not any more, or about to resign.
    kTooLarge,       // A record, or an atomic batch, beyond RaftOptions::batch_bytes_max.
    kTooMuchQueued,  // The disk or the quorum does not keep up: try again later.
};
std::string_view to_string(AppendError error);

}  // namespace assize::model::kraft
