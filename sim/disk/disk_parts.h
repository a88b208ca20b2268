#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sim/disk/cached_file.h"
#include "sim/disk/device.h"
#include "sim/disk/directories.h"
#include "sim/disk/fault_set.h"
#include "sim/disk/profile.h"
#include "sim/disk/space.h"
#include "sim/host.h"
#include "sim/process.h"
#include "sim/random.h"
#include "sim/result.h"

namespace assize::sim {

/// What a disk is made of: the ground that Disk and its open Files share.
struct DiskParts {
    DiskParts(Host& host, DiskProfile profile);
    DiskParts(const DiskParts&) = delete;
    DiskParts& operator=(const DiskParts&) = delete;

    /// Whether an operation of a process may go on, and how it is to go wrong. May wait.
    /// Fails: kDead; what a fault says.
    Result<Distortion, DiskError> admit(Fiber& fiber, DiskOperation operation,
                                        const std::string& path) {
        if (!fiber.life().alive()) return Failure(DiskError::kDead);
        if (faults.empty()) [[likely]]
            return Distortion();
        return faults.let_through(fiber, operation, path);
    }

    /// Flips bits of one byte at rest. Requires: it is in the file.
    void corrupt(CachedFile& file, std::int64_t offset, std::byte mask);
    /// Flips one bit among some bytes of a file.
    void rot_bit(CachedFile& file, std::int64_t offset, std::size_t bytes);
    /// Writes bytes anywhere but where they belong. Fails: as CachedFile::write.
    Result<void, DiskError> misdirect(CachedFile& file, std::int64_t offset,
                                      std::span<const std::byte> bytes, const std::string& onto);

    Host& host;
    const DiskProfile profile;
    Space space;
    Random random_of_power_loss;
    Device device;
    DiskFaultSet faults;
    Directories directories;

private:
    DiskParts(Host& host, DiskProfile profile, const Random& random);
    std::shared_ptr<CachedFile> other_file(const CachedFile& file, const std::string& pattern);
};

}  // namespace assize::sim
