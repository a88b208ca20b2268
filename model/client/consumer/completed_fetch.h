#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/record.h"
#include "model/wire/record_batch_view.h"
#include "sim/result.h"

namespace assize::model::client {

/// What a broker sent of one partition, and how far it was handed over. Batches are unpacked when
/// their turn comes; control batches and records before the position are skipped.
/// Source: Kafka, CompletedFetch. Departs: aborted transactions are not left out yet.
class CompletedFetch {
public:
    /// `position`: from which offset on records are wanted; `epoch`: of the record before it.
    CompletedFetch(wire::Bytes bytes, Offset position, std::optional<LeaderEpoch> epoch,
                   bool check_crcs)
        : rest_(std::move(bytes)),
          position_(position),
          position_epoch_(epoch),
          check_crcs_(check_crcs) {}

    /// The next records, at most `at_most`. None at the end.
    /// Fails: CORRUPT_MESSAGE, when the next batch is bad.
    sim::Result<std::vector<wire::Record>, wire::ErrorCode> take(std::size_t at_most);

    /// The offset after what was taken or skipped.
    Offset position() const { return position_; }
    /// Of the batch in which the record before position() was.
    std::optional<LeaderEpoch> position_epoch() const { return position_epoch_; }
    /// Whether nothing is left but perhaps a batch that is cut off.
    bool exhausted() const;

private:
    sim::Result<bool, wire::ErrorCode> open_next_batch();
    sim::Result<void, wire::ErrorCode> unpack(const wire::RecordBatchView& batch);
    void take_whole_or_part(std::size_t count, std::vector<wire::Record>& taken);

    wire::Bytes rest_;  // From the first batch on that was not opened.
    Offset position_;
    std::optional<LeaderEpoch> position_epoch_;
    bool check_crcs_;

    // The batch that is open: records_[next_] is the next to be taken.
    std::vector<wire::Record> records_;
    std::size_t next_ = 0;
    Offset batch_end_{0};
    std::optional<LeaderEpoch> batch_epoch_;
};

}  // namespace assize::model::client
