#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "model/metadata/image.h"
#include "model/metadata/record.h"
#include "model/types.h"
#include "sim/result.h"

namespace assize::model::metadata {

/// What a record was about.
struct Touched {
    std::vector<std::pair<Uuid, std::int32_t>> partitions = {};
    std::optional<Uuid> deleted_topic = std::nullopt;
    std::optional<BrokerId> broker = std::nullopt;
    std::optional<ConfigResource> config = std::nullopt;
    bool features = false;
};

/// What a record of the metadata log means. The beginning and end of a metadata transaction mean
/// nothing here: see MetadataLoader.
/// Fails: a record that does not fit to the image, which then is as it was.
sim::Result<Touched, ReplayError> replay(MetadataImage& image, const MetadataRecord& record);

/// A partition after such a change: its epoch grows with each, its leader epoch with each that
/// sets the leader, even to the same one.
/// Fails: as many directories as replicas, and the leader among them, there must be.
sim::Result<PartitionRegistration, ReplayError> merge(PartitionRegistration partition,
                                                      const wire::PartitionChangeRecord& change);

}  // namespace assize::model::metadata
