#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/controller/kraft/listener.h"
#include "model/controller/kraft/offset_and_epoch.h"
#include "model/wire/batch_error.h"
#include "model/wire/bytes.h"
#include "sim/result.h"

namespace assize::model::kraft {

/// The content of a snapshot file: a header record, the records in batches, a footer record
/// (KIP-630). Offsets count from 0 in the file; the epoch is the snapshot's.
std::vector<std::byte> encode_snapshot(const SnapshotContents& contents, std::int64_t now_ms,
                                       std::int32_t batch_bytes_max);

/// Fails: a bad batch or checksum, no header at the front, or no footer at the end.
sim::Result<SnapshotContents, wire::BatchError> decode_snapshot(const OffsetAndEpoch& id,
                                                                std::span<const std::byte> file);

}  // namespace assize::model::kraft
