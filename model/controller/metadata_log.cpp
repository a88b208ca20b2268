#include "model/controller/metadata_log.h"

#include <utility>

namespace assize::model::controller {

sim::Result<kraft::AppendedAt, kraft::AppendError> RaftMetadataLog::append(
    LeaderEpoch epoch, std::vector<wire::Bytes> records, kraft::Atomicity atomicity) {
    return node_.append(epoch, std::move(records), atomicity);
}

void RaftMetadataLog::resign(LeaderEpoch epoch) {
    node_.resign(epoch);
}

sim::Result<bool, wire::ErrorCode> RaftMetadataLog::create_snapshot(
    sim::Fiber& fiber, metadata::LogPosition last_contained, std::int64_t timestamp_ms,
    const std::vector<wire::Bytes>& records) {
    return node_.create_snapshot(fiber, last_contained.offset, last_contained.epoch, timestamp_ms,
                                 records);
}

}  // namespace assize::model::controller
