#pragma once

#include <optional>
#include <vector>

#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/record.h"

namespace assize::model::client {

/// What one poll hands over of one partition: in the order of offsets, at least one record.
struct PartitionRecords {
    TopicPartition partition;
    std::vector<wire::Record> records;
};

/// What a consumer tells its user, where Kafka's would throw.
struct ConsumerError {
    wire::ErrorCode code;
    std::optional<TopicPartition> partition = std::nullopt;
    /// Where the log parts from what was read, when that is why (Kafka's LogTruncationException).
    std::optional<Offset> divergent_offset = std::nullopt;

    bool operator==(const ConsumerError&) const = default;
};

}  // namespace assize::model::client
