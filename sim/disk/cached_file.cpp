#include "sim/disk/cached_file.h"

#include <algorithm>
#include <utility>

namespace assize::sim {

void CachedFile::move_to(std::string path) {
    path_ = std::move(path);
    name_.reset();
}

// --- Reading and writing -------------------------------------------------------------------

std::size_t CachedFile::read(std::int64_t offset, std::span<std::byte> into) const {
    if (offset < 0 || offset >= size_) return 0;
    const auto left = static_cast<std::size_t>(size_ - offset);
    into = into.first(std::min(into.size(), left));
    const std::size_t bytes = into.size();
    while (!into.empty()) {
        const std::size_t place = place_in_page(offset);
        const std::size_t part = std::min(into.size(), kPageBytes - place);
        pages_[page_of(offset)].read(place, into.first(part));
        offset += static_cast<std::int64_t>(part);
        into = into.subspan(part);
    }
    return bytes;
}

Result<void, DiskError> CachedFile::write(std::int64_t offset, std::span<const std::byte> bytes) {
    if (offset < 0) return Failure(DiskError::kBadOffset);
    if (offset > kFileBytesMax) return Failure(DiskError::kTooLarge);
    if (bytes.size() > static_cast<std::size_t>(kFileBytesMax - offset)) {
        return Failure(DiskError::kTooLarge);
    }
    if (bytes.empty()) return {};
    const std::size_t more_pages = pages_to_take(offset, bytes.size());
    if (!space_.has_room_for(more_pages)) return Failure(DiskError::kNoSpace);

    hold(more_pages);
    grow(offset + static_cast<std::int64_t>(bytes.size()));
    while (!bytes.empty()) {
        const std::size_t place = place_in_page(offset);
        const std::size_t part = std::min(bytes.size(), kPageBytes - place);
        mark_dirty(page_of(offset));
        pages_[page_of(offset)].write(space_.memory(), place, bytes.first(part));
        offset += static_cast<std::int64_t>(part);
        bytes = bytes.subspan(part);
    }
    return {};
}

std::size_t CachedFile::pages_to_take(std::int64_t offset, std::size_t bytes) const {
    const std::size_t end = pages_in(offset + static_cast<std::int64_t>(bytes));
    std::size_t to_take = 0;
    for (std::size_t page = page_of(offset); page < end; ++page) {
        if (page >= pages_.size() || !pages_[page].held()) to_take += 1;
    }
    return to_take;
}

void CachedFile::grow(std::int64_t size) {
    if (size <= size_) return;
    size_ = size;
    size_is_dirty_ = true;
    if (pages_in(size) > pages_.size()) pages_.resize(pages_in(size));
}

void CachedFile::mark_dirty(std::size_t page) {
    if (!pages_[page].dirty()) dirty_pages_.push_back(static_cast<std::uint32_t>(page));
}

Result<void, DiskError> CachedFile::truncate(std::int64_t size) {
    if (size < 0) return Failure(DiskError::kBadOffset);
    if (size > kFileBytesMax) return Failure(DiskError::kTooLarge);
    if (size >= size_) {
        grow(size);
    } else {
        cut(size);
    }
    return {};
}

void CachedFile::cut(std::int64_t size) {
    std::size_t released = 0;
    for (std::size_t page = page_of(size); page < pages_in(size_); ++page) {
        const bool was_held = pages_[page].held();
        mark_dirty(page);
        pages_[page].zero_from(space_.memory(), used_of(page, size));
        if (was_held && !pages_[page].held()) released += 1;
    }
    release(released);
    size_ = size;
    size_least_ = std::min(size_least_, size);
    size_is_dirty_ = true;
}

void CachedFile::corrupt(std::int64_t offset, std::byte mask) {
    Page& page = pages_[page_of(offset)];
    if (!page.held()) hold(1);
    page.corrupt(space_.memory(), place_in_page(offset), mask);
}

std::size_t CachedFile::pages_not_resident(std::int64_t offset, std::size_t bytes) const {
    if (all_resident_ || offset < 0 || offset >= size_) return 0;
    const auto left = static_cast<std::size_t>(size_ - offset);
    const std::size_t end = pages_in(offset + static_cast<std::int64_t>(std::min(bytes, left)));
    std::size_t missing = 0;
    for (std::size_t page = page_of(offset); page < end; ++page) {
        if (!pages_[page].resident()) missing += 1;
    }
    return missing;
}

void CachedFile::make_resident(std::int64_t offset, std::size_t bytes) {
    const std::int64_t end = std::min(size_, offset + static_cast<std::int64_t>(bytes));
    for (std::size_t page = page_of(offset); page < pages_in(end); ++page) {
        pages_[page].make_resident();
    }
}

// --- Taking room ---------------------------------------------------------------------------

void CachedFile::hold(std::size_t more_pages) {
    held_pages_ += more_pages;
    if (counted()) space_.take(more_pages);
}

void CachedFile::release(std::size_t pages) {
    held_pages_ -= pages;
    if (counted()) space_.give_back(pages);
}

void CachedFile::unlink() {
    linked_ = false;
    stop_counting_if_unreachable();
}

void CachedFile::close() {
    handles_ -= 1;
    stop_counting_if_unreachable();
}

void CachedFile::stop_counting_if_unreachable() {
    if (linked_ || handles_ > 0 || !counted()) return;
    counted_in_.reset();
    space_.give_back(held_pages_);
}

void CachedFile::link_again() {
    linked_ = true;
    counted_in_ = space_.count();
    space_.take(held_pages_);
}

}  // namespace assize::sim
