#include "sim/disk/file.h"

#include <utility>

#include "sim/disk/disk_parts.h"
#include "sim/disk/facts.h"
#include "sim/disk/subject.h"

namespace assize::sim {

File::File(DiskParts& disk, std::shared_ptr<CachedFile> file, Life life)
    : disk_(&disk), file_(std::move(file)), life_(life) {
    file_->open();
}

File& File::operator=(File&& other) noexcept {
    if (this == &other) return *this;
    close();
    disk_ = other.disk_;
    file_ = std::move(other.file_);
    life_ = other.life_;
    return *this;
}

void File::close() {
    if (file_) std::exchange(file_, nullptr)->close();
}

Result<std::int64_t, DiskError> File::size() const {
    if (!file_) return Failure(DiskError::kClosed);
    if (!life_.alive()) return Failure(DiskError::kDead);
    return file_->size();
}

Result<Distortion, DiskError> File::admit(Fiber& fiber, DiskOperation operation) const {
    if (!file_) return Failure(DiskError::kClosed);
    if (!life_.alive()) return Failure(DiskError::kDead);
    auto admitted = disk_->admit(fiber, operation, file_->path());
    if (!file_) return Failure(DiskError::kClosed);  // By another fiber, while this one waited.
    return admitted;
}

// --- Writing -------------------------------------------------------------------------------

Result<void, DiskError> File::append(Fiber& fiber, std::span<const std::byte> bytes) {
    const auto admitted = admit(fiber, DiskOperation::kWrite);
    if (!admitted) return Failure(admitted.error());
    return write(file_->size(), bytes, *admitted);
}

Result<void, DiskError> File::pwrite(Fiber& fiber, std::int64_t offset,
                                     std::span<const std::byte> bytes) {
    const auto admitted = admit(fiber, DiskOperation::kWrite);
    if (!admitted) return Failure(admitted.error());
    return write(offset, bytes, *admitted);
}

Result<void, DiskError> File::write(std::int64_t offset, std::span<const std::byte> bytes,
                                    const Distortion& distortion) {
    const auto* misdirects = effect_in<disk_fault::Misdirects>(distortion);
    const bool can_be_written = offset >= 0 && offset <= kFileBytesMax;
    if (misdirects && can_be_written) [[unlikely]] {
        return disk_->misdirect(*file_, offset, bytes, misdirects->onto);
    }
    return file_->write(offset, bytes);
}

Result<void, DiskError> File::truncate(Fiber& fiber, std::int64_t size) {
    const auto admitted = admit(fiber, DiskOperation::kTruncate);
    if (!admitted) return Failure(admitted.error());
    return file_->truncate(size);
}

// --- Reading -------------------------------------------------------------------------------

Result<std::size_t, DiskError> File::pread(Fiber& fiber, std::int64_t offset,
                                           std::span<std::byte> into) {
    if (offset < 0) return Failure(DiskError::kBadOffset);
    const auto admitted = admit(fiber, DiskOperation::kRead);
    if (!admitted) return Failure(admitted.error());
    const auto fetched = fetch(fiber, offset, into.size());
    if (!fetched) return Failure(fetched.error());
    if (effect_in<disk_fault::RotsBit>(*admitted)) disk_->rot_bit(*file_, offset, into.size());
    return file_->read(offset, into);
}

Result<void, DiskError> File::fetch(Fiber& fiber, std::int64_t offset, std::size_t bytes) {
    const std::size_t missing = file_->pages_not_resident(offset, bytes);
    if (missing == 0) [[likely]]
        return {};
    const Instant done = disk_->device.read(begin_of_page(missing));
    const auto waited = wait_until(fiber, done);
    if (!waited) return waited;
    file_->make_resident(offset, bytes);
    return {};
}

Result<void, DiskError> File::wait_until(Fiber& fiber, Instant instant) const {
    disk_->device.wait_until(fiber, instant);
    if (!life_.alive() || disk_->device.now() < instant) return Failure(DiskError::kDead);
    if (!file_) return Failure(DiskError::kClosed);
    return {};
}

// --- Syncing -------------------------------------------------------------------------------

Result<void, DiskError> File::sync(Fiber& fiber) {
    const auto admitted = admit(fiber, DiskOperation::kSync);
    if (!admitted) return Failure(admitted.error());
    while (const auto earlier = file_->writeback_until(disk_->device.now())) {
        const auto waited = wait_until(fiber, *earlier);
        if (!waited) return waited;
    }
    if (!file_->dirty()) return {};
    if (effect_in<disk_fault::Lies>(*admitted)) {
        return wait_until(fiber, disk_->device.sync(file_->dirty_bytes()));
    }
    const bool loses = effect_in<disk_fault::LosesPages>(*admitted) != nullptr;
    return write_back(fiber, loses ? SyncFate::kLost : SyncFate::kDurable);
}

Result<void, DiskError> File::write_back(Fiber& fiber, SyncFate fate) {
    const std::shared_ptr<CachedFile> file = file_;
    const std::int64_t bytes = file->dirty_bytes();
    const std::int64_t size = file->size();
    const Instant done = disk_->device.sync(bytes);
    file->begin_writeback(done, fate);
    const auto waited = wait_until(fiber, done);
    if (!waited && waited.error() == DiskError::kDead) return waited;

    const Subject synced = bytes_of_file(disk_->host, *file, {0, size});
    if (fate == SyncFate::kLost) {
        life_.emit(FileSyncFailed{disk_->host.id(), bytes, size},
                   {.changed = Changed::kYes, .subjects = {synced}});
    } else {
        life_.emit(FileSynced{disk_->host.id(), bytes, size},
                   {.changed = Changed::kYes, .subjects = {synced}});
    }
    file->writeback_until(done);
    if (fate == SyncFate::kLost) return Failure(DiskError::kIo);
    return waited;
}

}  // namespace assize::sim
