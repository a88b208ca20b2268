#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sim/disk/cached_file.h"
#include "sim/disk/error.h"
#include "sim/disk/fault_set.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/result.h"

namespace assize::sim {

struct DiskParts;

/// An open file of one life of a process. An unlinked file stays readable and writable through
/// its handles; the process's death closes them.
///
/// Writes go to the page cache: without a fault they neither wait nor take time. What the cache
/// does not hold comes from the device, and syncs wait for it: it does one thing at a time.
/// Units: offsets and sizes are bytes; a file has at most kFileBytesMax.
/// Fails, all of them: kClosed; kDead once the life is over; and what a fault says.
/// Requires: goes before its simulation does. Source: POSIX, and Linux where that is silent.
class File {
public:
    File(DiskParts& disk, std::shared_ptr<CachedFile> file, Life life);
    File(File&& other) noexcept = default;
    File& operator=(File&& other) noexcept;
    ~File() { close(); }

    /// Where it is, or was when it was unlinked. Requires: not closed.
    const std::string& path() const { return file_->path(); }
    Result<std::int64_t, DiskError> size() const;

    /// Writes all of it at the end, or nothing. Fails: kNoSpace, kTooLarge.
    Result<void, DiskError> append(Fiber& fiber, std::span<const std::byte> bytes);
    /// Writes all of it, or nothing; leaves a hole between the end and `offset`.
    /// Fails: kBadOffset when negative, kNoSpace, kTooLarge.
    Result<void, DiskError> pwrite(Fiber& fiber, std::int64_t offset,
                                   std::span<const std::byte> bytes);
    /// Returns how many bytes it read: less than asked for at the end of the file only.
    /// Fails: kBadOffset when negative.
    Result<std::size_t, DiskError> pread(Fiber& fiber, std::int64_t offset,
                                         std::span<std::byte> into);
    /// Cuts the file, or extends it by a hole. Fails: kBadOffset when negative, kTooLarge.
    Result<void, DiskError> truncate(Fiber& fiber, std::int64_t size);

    /// Makes durable what is dirty when it begins, bytes and size: not the name, which is a
    /// matter of Disk::sync_directory(). An earlier sync of the same file goes first.
    /// What it began comes to its end even if the process dies meanwhile.
    Result<void, DiskError> sync(Fiber& fiber);

    void close();

private:
    Result<Distortion, DiskError> admit(Fiber& fiber, DiskOperation operation) const;
    Result<void, DiskError> write(std::int64_t offset, std::span<const std::byte> bytes,
                                  const Distortion& distortion);
    Result<void, DiskError> fetch(Fiber& fiber, std::int64_t offset, std::size_t bytes);
    Result<void, DiskError> wait_until(Fiber& fiber, Instant instant) const;
    Result<void, DiskError> write_back(Fiber& fiber, SyncFate fate);

    DiskParts* disk_;
    std::shared_ptr<CachedFile> file_;  // Null when closed.
    Life life_;
};

}  // namespace assize::sim
