#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "model/controller/kraft/voter_set.h"
#include "model/types.h"

namespace assize::model::kraft {

/// What a node must never forget: its epoch, whom it voted for in it, and who leads in it.
/// As text it is Kafka's `quorum-state` file, version 1.
struct ElectionState {
    LeaderEpoch epoch{0};
    std::optional<BrokerId> leader = std::nullopt;
    std::optional<ReplicaKey> voted = std::nullopt;

    bool operator==(const ElectionState&) const = default;
};

/// {"leaderId":1,"leaderEpoch":3,"votedId":-1,"votedDirectoryId":"AAAA...","data_version":1}
std::string to_json(const ElectionState& state);
/// None when the text is no such thing.
std::optional<ElectionState> from_json(const std::string& text);

}  // namespace assize::model::kraft
