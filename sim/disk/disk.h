#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/disk/disk_parts.h"
#include "sim/disk/error.h"
#include "sim/disk/fault.h"
#include "sim/disk/fault_guard.h"
#include "sim/disk/file.h"
#include "sim/disk/profile.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::sim {

class Host;

/// What opening a path does when there is no file, or one already.
enum class OpenMode : std::uint8_t {
    kExisting,         // None: fails.
    kCreateIfMissing,  // None: creates an empty one.
    kCreateNew,        // One already: fails.
};

enum class PathKind : std::uint8_t { kFile, kDirectory };

struct PathStatus {
    PathKind kind;
    std::int64_t size;  // 0 for a directory.
};

/// The disk of a host: a tree of directories and files under absolute paths, and a page cache.
///
/// What survives: the death of a process, all that it wrote. A power loss, what was synced: of
/// the rest each 4 KiB page by itself is kept, lost, or torn at 512-byte sectors; a file that
/// grew has any size up to the new one; an unsynced truncation may be undone; and of changes
/// of directories the first few, in the order in which they were made. A wipe: nothing.
///
/// Operations of a process take its fiber. They take virtual time for what the device does;
/// otherwise they wait only if a fault says so.
/// Fails, all of them: kDead when the fiber's process is over; kBadPath when a path is not
/// absolute and normal; kNotFound or kNotADirectory for what should lie on the way; what a
/// fault says. Requires: a fiber of a process on this host.
/// Source: POSIX, with Linux and ext4 where that is silent.
class Disk {
public:
    Disk(Host& host, DiskProfile profile) : parts_(host, std::move(profile)) {}

    // --- For processes.

    /// Fails: kIsADirectory; kNotFound, kExists as the mode has it.
    Result<File, DiskError> open(Fiber& fiber, std::string_view path, OpenMode mode);

    /// Makes a directory, with those above it that are missing. One that is there is fine.
    Result<void, DiskError> create_directory(Fiber& fiber, std::string_view path);
    /// Moves a file or directory, at once; a file or an empty directory at `to` is replaced.
    /// Fails: kIsADirectory, kNotADirectory when they are not of a kind; kNotEmpty; kBadPath
    /// when one is the root, or `to` lies below `from`.
    Result<void, DiskError> rename(Fiber& fiber, std::string_view from, std::string_view to);
    /// Deletes a file or an empty directory. Fails: kNotEmpty; kBadPath for the root.
    Result<void, DiskError> unlink(Fiber& fiber, std::string_view path);
    /// Unlinks what is there with all that lies below it, the deepest first: so stops halfway
    /// when the process dies, or something fails.
    Result<void, DiskError> unlink_all(Fiber& fiber, std::string_view path);
    /// The names in a directory, sorted.
    Result<std::vector<std::string>, DiskError> list(Fiber& fiber, std::string_view path);
    /// Makes durable what happened in a directory up to now (entries created, renamed, deleted),
    /// and all older changes of other directories.
    Result<void, DiskError> sync_directory(Fiber& fiber, std::string_view path);

    // --- For anybody, at any time, without a trace of having asked.

    bool exists(std::string_view path) const;
    Result<PathStatus, DiskError> stat(std::string_view path) const;
    /// What a read of the whole file would give.
    Result<std::vector<std::byte>, DiskError> peek(std::string_view path) const;
    /// The paths of all that lies below a directory, in order; none when there is no such.
    std::vector<std::string> paths_below(std::string_view directory) const;
    std::int64_t capacity_bytes() const { return parts_.space.capacity_bytes(); }
    std::int64_t used_bytes() const { return parts_.space.used_bytes(); }
    std::int64_t free_bytes() const { return parts_.space.free_bytes(); }

    // --- For who injects faults.

    /// Makes something go wrong while the guard lives.
    /// Requires: suits(fault.effect, fault.operation).
    DiskFaultGuard install(DiskFault fault);
    /// Flips bits of one byte, in the cache and at rest. Fails: kIsADirectory, kBadOffset.
    Result<void, DiskError> corrupt(std::string_view path, std::int64_t offset, std::byte mask);

    // --- For Host.

    /// Requires: no process on the host is alive.
    void lose_power();
    void wipe();

private:
    Result<Distortion, DiskError> admit(Fiber& fiber, DiskOperation operation,
                                        std::string_view path);
    Result<std::shared_ptr<CachedFile>, DiskError> file_at(std::string_view path) const;
    Result<std::shared_ptr<CachedFile>, DiskError> create_file(Fiber& fiber, std::string_view path);
    Result<void, DiskError> check_rename(std::string_view from, std::string_view to) const;
    Result<void, DiskError> check_unlink(std::string_view path) const;
    bool is_empty(std::string_view directory) const;
    void tell_files_below(std::string_view path);
    void report(CachedFile& file, const PowerLossToll& toll);

    DiskParts parts_;
};

}  // namespace assize::sim
