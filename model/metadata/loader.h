#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/metadata/delta.h"
#include "model/metadata/image.h"
#include "model/metadata/record.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/trace.h"

namespace assize::model::metadata {

/// A committed batch of the metadata log. A control batch of the quorum has offsets, but no
/// records.
struct CommittedRecords {
    Offset base_offset;
    Offset last_offset;
    LeaderEpoch epoch;
    std::span<const wire::Bytes> records;
};

/// Makes images out of the metadata log, step by step: add what was committed, then take the step.
/// Records between the beginning and the end of a metadata transaction make one step, or none when
/// it was aborted.
/// Invariant: image() is what the log amounts to up to image().end_offset().
class MetadataLoader {
public:
    /// `node` is who says so in facts.
    explicit MetadataLoader(BrokerId node) : node_(node), delta_(MetadataImage()) {}

    /// Fails: a record that cannot be read, or does not fit. Then the log is damaged, or a
    /// controller is wrong: the node cannot go on.
    /// Requires: the batch begins where the last one ended.
    sim::Result<void, ReplayError> add(const CommittedRecords& batch);
    /// Everything begins anew from a snapshot, whose last record was `position`.
    sim::Result<void, ReplayError> load(LogPosition position, std::span<const wire::Bytes> records);

    /// Whether there is anything to take. Not within a metadata transaction.
    bool has_step() const;
    /// What came since the last step. From now on its image is image().
    /// Requires: has_step(). Emits MetadataApplied.
    MetadataDelta take_step(const sim::Life& life);

    /// As of the last step that was taken.
    const MetadataImage& image() const { return delta_.before(); }
    bool in_transaction() const { return before_transaction_.has_value(); }

private:
    sim::Result<void, ReplayError> add(const MetadataRecord& record);

    BrokerId node_;
    MetadataDelta delta_;  // Since the last step.
    std::optional<MetadataDelta> before_transaction_ = std::nullopt;
    bool from_snapshot_ = false;
    std::vector<std::int64_t> epochs_;  // Since the last step, and where each begins.
    std::vector<std::int64_t> epoch_begins_;
    std::optional<sim::NameId> log_name_ = std::nullopt;
};

}  // namespace assize::model::metadata
