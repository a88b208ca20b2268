#include "sim/disk/page.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace assize::sim {

namespace {

void zero(PageBytes& bytes, std::size_t from) {
    std::memset(bytes.data() + from, 0, kPageBytes - from);
}

void copy(std::span<const std::byte> from, PageBytes& to) {
    std::copy(from.begin(), from.end(), to.begin());
    zero(to, from.size());
}

}  // namespace

void Page::read(std::size_t from, std::span<std::byte> into) const {
    if (cached_) {
        std::memcpy(into.data(), cached_->data() + from, into.size());
    } else {
        std::memset(into.data(), 0, into.size());
    }
}

void Page::write(PagePool& pool, std::size_t from, std::span<const std::byte> bytes) {
    keep(pool, durable_, from);
    if (in_writeback_) keep(pool, writeback_, from);
    if (!cached_) {
        cached_ = pool.take();
        std::memset(cached_->data(), 0, from);
        zero(*cached_, from + bytes.size());
    }
    std::memcpy(cached_->data() + from, bytes.data(), bytes.size());
    if (bytes.size() == kPageBytes) resident_ = true;
    dirty_ = true;
}

void Page::zero_from(PagePool& pool, std::size_t from) {
    dirty_ = true;
    if (!cached_) return;
    if (in_writeback_) keep(pool, writeback_, from);
    if (from > 0) {
        keep(pool, durable_, from);
        zero(*cached_, from);
        return;
    }
    if (!durable_.own && durable_.used > 0) durable_.own = std::move(cached_);
    cached_.reset();
    resident_ = true;
}

// A byte that is zero in a version because it lies beyond what that uses stays so, except in a
// hole, where nothing else could be meant.
void Page::corrupt(PagePool& pool, std::size_t at, std::byte mask) {
    if (!cached_) {
        cached_ = pool.take();
        zero(*cached_, 0);
        if (!durable_.own && !dirty_ && !in_writeback_) durable_.used = kPageBytes;
    }
    (*cached_)[at] ^= mask;
    if (durable_.own) (*durable_.own)[at] ^= mask;
    if (writeback_.own) (*writeback_.own)[at] ^= mask;
}

void Page::begin_writeback(std::size_t used) {
    writeback_.used = static_cast<std::uint16_t>(cached_ ? used : 0);
    in_writeback_ = true;
    dirty_ = false;
}

void Page::end_writeback() {
    durable_ = std::exchange(writeback_, {});
    in_writeback_ = false;
}

void Page::lose_writeback() {
    writeback_ = {};
    in_writeback_ = false;
}

void Page::make_durable(PagePool& pool, UnsyncedLayer layer, SectorMask sectors) {
    PagePool::Buffer mixed = pool.take();
    copy(bytes_of(durable_), *mixed);
    PagePool::Buffer unsynced = pool.take();
    copy(bytes_of_layer(layer), *unsynced);
    for (std::size_t sector = 0; sector < kPageBytes / kSectorBytes; ++sector) {
        if ((sectors >> sector & 1) == 0) continue;
        const std::size_t at = sector * kSectorBytes;
        std::memcpy(mixed->data() + at, unsynced->data() + at, kSectorBytes);
    }
    durable_ = {std::move(mixed), kPageBytes};
}

void Page::cut_durable(std::size_t from) {
    durable_.used = static_cast<std::uint16_t>(std::min<std::size_t>(durable_.used, from));
}

void Page::forget_all_but_durable() {
    if (durable_.own) cached_ = std::move(durable_.own);
    if (cached_) zero(*cached_, durable_.used);
    if (durable_.used == 0) cached_.reset();
    writeback_ = {};
    dirty_ = false;
    in_writeback_ = false;
    resident_ = cached_ == nullptr;
}

std::span<const std::byte> Page::bytes_of_layer(UnsyncedLayer layer) const {
    if (layer == UnsyncedLayer::kWriteback) return bytes_of(writeback_);
    return cached_ ? std::span<const std::byte>(*cached_) : std::span<const std::byte>();
}

std::span<const std::byte> Page::bytes_of(const Version& version) const {
    const PageBytes* source = version.own ? version.own.get() : cached_.get();
    if (!source) return {};
    return std::span<const std::byte>(*source).first(version.used);
}

// The cached version is about to change from there on: copies it for another version that has
// shared those bytes.
void Page::keep(PagePool& pool, Version& version, std::size_t from) {
    if (version.own || from >= version.used) return;
    if (!cached_) {
        version.used = 0;
        return;
    }
    version.own = pool.take();
    std::memcpy(version.own->data(), cached_->data(), version.used);
}

}  // namespace assize::sim
