#include "tests/model/cluster/trials/index_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "model/wire/batch_range.h"
#include "model/wire/big_endian.h"
#include "sim/disk/disk.h"
#include "sim/host.h"

namespace assize::model {

namespace {

struct Batch {
    std::int64_t position;
    std::int64_t last_offset;
    std::int64_t timestamp_max;  // Of all batches up to this one.
    bool has_timestamp_max;      // It is this batch's own.
};

/// One segment, as its `.log` file tells it.
struct Segment {
    std::string path;  // Without the ending.
    std::int64_t base_offset;
    std::vector<Batch> batches;
};

std::vector<std::byte> bytes_of(const sim::Disk& disk, const std::string& path) {
    return disk.peek(path).value_or(std::vector<std::byte>());
}

Segment read_segment(const sim::Disk& disk, const std::string& path, std::int64_t base_offset) {
    Segment segment{.path = path, .base_offset = base_offset, .batches = {}};
    const std::vector<std::byte> bytes = bytes_of(disk, path + ".log");
    std::int64_t position = 0;
    std::int64_t timestamp_max = -1;
    for (const wire::RecordBatchView batch : wire::BatchRange(bytes)) {
        const bool larger = batch.max_timestamp_ms() > timestamp_max;
        timestamp_max = std::max(timestamp_max, batch.max_timestamp_ms());
        segment.batches.push_back({.position = position,
                                   .last_offset = batch.last_offset().value(),
                                   .timestamp_max = timestamp_max,
                                   .has_timestamp_max = larger});
        position += static_cast<std::int64_t>(batch.size_bytes());
    }
    return segment;
}

const Batch* batch_with_last_offset(const Segment& segment, std::int64_t offset) {
    const auto found = std::ranges::find(segment.batches, offset, &Batch::last_offset);
    return found == segment.batches.end() ? nullptr : &*found;
}

void check_offset_index(const sim::Disk& disk, const Segment& segment,
                        std::vector<std::string>& wrong) {
    constexpr std::size_t kEntry = 8;
    const std::vector<std::byte> bytes = bytes_of(disk, segment.path + ".index");
    for (std::size_t at = 0; at + kEntry <= bytes.size(); at += kEntry) {
        const auto offset =
            segment.base_offset + wire::load_big_endian<std::int32_t>(bytes.data() + at);
        const auto position = wire::load_big_endian<std::int32_t>(bytes.data() + at + 4);
        const Batch* batch = batch_with_last_offset(segment, offset);
        if (batch && batch->position == position) continue;
        wrong.push_back(fmt::format("L4: {}.index says offset {} is at {}; {}", segment.path,
                                    offset, position,
                                    batch ? fmt::format("it is at {}", batch->position)
                                          : std::string("no batch ends there")));
    }
}

void check_time_index(const sim::Disk& disk, const Segment& segment,
                      std::vector<std::string>& wrong) {
    constexpr std::size_t kEntry = 12;
    const std::vector<std::byte> bytes = bytes_of(disk, segment.path + ".timeindex");
    for (std::size_t at = 0; at + kEntry <= bytes.size(); at += kEntry) {
        const auto timestamp = wire::load_big_endian<std::int64_t>(bytes.data() + at);
        const auto offset =
            segment.base_offset + wire::load_big_endian<std::int32_t>(bytes.data() + at + 8);
        const auto holder =
            std::ranges::lower_bound(segment.batches, offset, {}, &Batch::last_offset);
        if (holder != segment.batches.end() && holder->timestamp_max == timestamp &&
            holder->has_timestamp_max) {
            continue;
        }
        wrong.push_back(
            fmt::format("L4: {}.timeindex says that {} is the largest timestamp up to offset {}",
                        segment.path, timestamp, offset));
    }
}

std::vector<std::string> names_in(sim::Fiber& fiber, const std::string& path) {
    return fiber.host().disk().list(fiber, path).value_or(std::vector<std::string>());
}

void check_log(sim::Fiber& fiber, const std::string& path, std::vector<std::string>& wrong) {
    constexpr std::string_view kLog = ".log";
    const sim::Disk& disk = fiber.host().disk();
    for (const std::string& name : names_in(fiber, path)) {
        if (!name.ends_with(kLog)) continue;
        const std::string stem = name.substr(0, name.size() - kLog.size());
        const Segment segment = read_segment(disk, path + "/" + stem, std::stoll(stem));
        check_offset_index(disk, segment, wrong);
        check_time_index(disk, segment, wrong);
    }
}

}  // namespace

std::vector<std::string> check_indexes(sim::Fiber& fiber, std::string_view log_directory) {
    std::vector<std::string> wrong;
    const std::string root(log_directory);
    for (const std::string& name : names_in(fiber, root)) {
        const std::string path = root + "/" + name;
        const auto status = fiber.host().disk().stat(path);
        const bool is_log = status && status->kind == sim::PathKind::kDirectory &&
                            !name.ends_with("-delete") && !name.ends_with("-stray");
        if (is_log) check_log(fiber, path, wrong);
    }
    return wrong;
}

}  // namespace assize::model
