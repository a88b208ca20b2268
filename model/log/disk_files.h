#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/disk/disk.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::model::log {

template <class T>
using DiskResult = sim::Result<T, sim::DiskError>;

/// Whether what is written is to survive a power loss when the call returns.
enum class Durability : std::uint8_t { kCached, kSynced };

/// Replaces the file at `path` by one with those bytes, as a whole: first as `path`.tmp.
DiskResult<void> replace_file(sim::Fiber& fiber, sim::Disk& disk, const std::string& path,
                              std::span<const std::byte> bytes, Durability durability);
DiskResult<void> replace_file(sim::Fiber& fiber, sim::Disk& disk, const std::string& path,
                              std::string_view text, Durability durability);

/// All bytes of a file. Fails: kNotFound.
DiskResult<std::vector<std::byte>> read_file(sim::Fiber& fiber, sim::Disk& disk,
                                             const std::string& path);
DiskResult<std::string> read_text(sim::Fiber& fiber, sim::Disk& disk, const std::string& path);

/// Unlinks a file; none is fine.
DiskResult<void> unlink_if_there(sim::Fiber& fiber, sim::Disk& disk, const std::string& path);

}  // namespace assize::model::log
