#include "model/replication/follower_truncation.h"

#include <algorithm>

namespace assize::model::replication {

std::string_view to_string(TruncationCause cause) {
    switch (cause) {
        case TruncationCause::kDivergence: return "divergence";
        case TruncationCause::kUnknownEpoch: return "unknown_epoch";
        case TruncationCause::kLeaderEndsBefore: return "leader_ends_before";
        case TruncationCause::kLeaderStartsAfter: return "leader_starts_after";
    }
    return "?";
}

Truncation truncation_for(const std::optional<log::EpochEnd>& leaders,
                          const log::LeaderEpochCache& own_epochs, const FollowerLog& own) {
    if (!leaders) {
        return {own.high_watermark, Truncation::Then::kFetch, TruncationCause::kUnknownEpoch};
    }
    const auto ours = own_epochs.end_offset_for(leaders->epoch, own.end);
    if (!ours) {
        return {std::min(leaders->end, own.end), Truncation::Then::kFetch,
                TruncationCause::kDivergence};
    }
    if (ours->epoch == leaders->epoch) {
        return {std::min({leaders->end, ours->end, own.end}), Truncation::Then::kFetch,
                TruncationCause::kDivergence};
    }
    return {std::min(ours->end, own.end), Truncation::Then::kAskAgain,
            TruncationCause::kDivergence};
}

OutOfRangeAction action_when_out_of_range(Offset leader_start, Offset leader_end,
                                          const FollowerLog& own) {
    if (leader_end < own.end) return {OutOfRangeAction::Kind::kTruncateTo, leader_end};
    if (leader_start > own.end) return {OutOfRangeAction::Kind::kStartAt, leader_start};
    return {OutOfRangeAction::Kind::kFetch, own.end};
}

}  // namespace assize::model::replication
