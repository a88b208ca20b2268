#pragma once

#include <cstdint>
#include <utility>

#include "sim/disk/fault_set.h"

namespace assize::sim {

/// A fault that is installed on a disk for as long as this lives.
/// Requires: goes before its simulation does.
class [[nodiscard]] DiskFaultGuard {
public:
    DiskFaultGuard(DiskFaultSet& faults, DiskFaultId id) : faults_(&faults), id_(id) {}
    DiskFaultGuard(DiskFaultGuard&& other) noexcept
        : faults_(std::exchange(other.faults_, nullptr)), id_(other.id_) {}
    DiskFaultGuard& operator=(DiskFaultGuard&&) = delete;
    ~DiskFaultGuard() {
        if (faults_) faults_->remove(id_);
    }

    DiskFaultId id() const { return id_; }
    /// How often it struck.
    std::uint64_t strikes() const { return faults_->strikes(id_); }
    /// Lets go on whoever it holds up; whoever comes later is held up again.
    void release() { faults_->release(id_); }

private:
    DiskFaultSet* faults_;  // Null when moved from.
    DiskFaultId id_;
};

}  // namespace assize::sim
