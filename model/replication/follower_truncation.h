#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/log/leader_epoch_cache.h"
#include "model/types.h"

namespace assize::model::replication {

/// Why a follower cuts its log.
enum class TruncationCause : std::uint8_t {
    kDivergence,         // The leader named the epoch, and its end, where the logs part.
    kUnknownEpoch,       // The leader knows none of our epochs: back to the high watermark.
    kLeaderEndsBefore,   // OFFSET_OUT_OF_RANGE: after an unclean election.
    kLeaderStartsAfter,  // OFFSET_OUT_OF_RANGE: the leader deleted what we would ask for.
};
std::string_view to_string(TruncationCause cause);

/// Where a follower's log stands.
struct FollowerLog {
    Offset start;
    Offset end;
    Offset high_watermark;
};

/// What the answer of a leader about an epoch means for a follower's log.
struct Truncation {
    enum class Then : std::uint8_t {
        kFetch,     // The logs agree now.
        kAskAgain,  // The leader does not know our epoch there: the next answer goes further back.
    };
    Offset to;  // At or above the end: nothing to cut.
    Then then;
    TruncationCause cause;

    bool operator==(const Truncation&) const = default;
};

/// Where to cut, when the leader says where the follower's latest epoch (or the greatest that the
/// leader knows before it) ends in its log; none when it knows no such epoch.
/// Source: AbstractFetcherThread.getOffsetTruncationState; KIP-101, KIP-279.
Truncation truncation_for(const std::optional<log::EpochEnd>& leaders,
                          const log::LeaderEpochCache& own_epochs, const FollowerLog& own);

/// What to do when the leader has nothing at our end.
struct OutOfRangeAction {
    enum class Kind : std::uint8_t { kTruncateTo, kStartAt, kFetch };
    Kind kind;
    Offset at;  // Cut to there; drop all and begin there; fetch from there.

    bool operator==(const OutOfRangeAction&) const = default;
};
OutOfRangeAction action_when_out_of_range(Offset leader_start, Offset leader_end,
                                          const FollowerLog& own);

}  // namespace assize::model::replication
