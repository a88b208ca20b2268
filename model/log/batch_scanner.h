#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/log/disk_files.h"
#include "model/wire/record_batch.h"
#include "sim/disk/disk.h"
#include "sim/fiber.h"

namespace assize::model::log {

/// Reads the batches of a `.log` file one by one, a chunk of the file at a time.
class BatchScanner {
public:
    struct Range {
        std::int64_t begin;
        std::int64_t end;
    };

    /// Reads [range.begin, range.end): at the begin a batch has to begin.
    BatchScanner(sim::File& file, Range range, std::size_t chunk)
        : file_(file), next_(range.begin), end_(range.end), chunk_(chunk) {}

    /// The next batch, by its structure alone; valid until the call after. None at the end, or
    /// where the bytes are no whole batch: position() is there then.
    DiskResult<std::optional<wire::RecordBatchView>> next(sim::Fiber& fiber);

    /// Where the batch lies that next() returned.
    std::int64_t position() const { return position_; }

private:
    DiskResult<void> fill(sim::Fiber& fiber, std::int64_t at_least);
    std::int64_t buffered() const;

    sim::File& file_;
    std::int64_t next_;
    std::int64_t end_;
    std::size_t chunk_;
    std::int64_t position_ = next_;
    std::vector<std::byte> buffer_;  // The bytes of the file from buffer_at_ on.
    std::int64_t buffer_at_ = next_;
};

}  // namespace assize::model::log
