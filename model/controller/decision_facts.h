#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/controller/cluster_view.h"
#include "sim/process.h"

namespace assize::model::controller {

/// Who decides, and why.
struct Decider {
    BrokerId controller;
    LeaderEpoch epoch;
    std::string_view reason;
    std::optional<std::int64_t> broker_metadata_offset;  // Of the heartbeat that led to it.
};

/// States what a record means that the controller has just decided upon: one fact for each record
/// but a NoOp and a controller's registration.
/// `before` and `after` are what the record changes.
void state_decision(const sim::Life& life, const Decider& decider, Offset offset,
                    const ClusterView& before, const ClusterView& after,
                    const MetadataRecord& record);

}  // namespace assize::model::controller
