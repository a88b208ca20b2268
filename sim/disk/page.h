#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/disk/page_pool.h"

namespace assize::sim {

inline constexpr std::size_t kSectorBytes = 512;  // What a device writes wholly or not at all.

// Where offsets of a file, which are not negative, lie in its pages.

constexpr std::size_t page_of(std::int64_t offset) {
    return static_cast<std::size_t>(offset) / kPageBytes;
}
constexpr std::size_t place_in_page(std::int64_t offset) {
    return static_cast<std::size_t>(offset) % kPageBytes;
}
constexpr std::int64_t begin_of_page(std::size_t page) {
    return static_cast<std::int64_t>(page * kPageBytes);
}
constexpr std::int64_t end_of_page(std::size_t page) {
    return begin_of_page(page + 1);
}
/// How many pages a file of that size has.
constexpr std::size_t pages_in(std::int64_t size) {
    return (static_cast<std::size_t>(size) + kPageBytes - 1) / kPageBytes;
}
/// How much of a page lies within a file of that size.
constexpr std::size_t used_of(std::size_t page, std::int64_t size) {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(size - begin_of_page(page), 0, begin_of_page(1)));
}

/// Sectors of a page, bit by bit.
using SectorMask = std::uint8_t;
inline constexpr SectorMask kNoSector = 0;
inline constexpr SectorMask kAllSectors = 0xff;

/// What is not yet durable, in the order in which it would become so.
enum class UnsyncedLayer : std::uint8_t {
    kWriteback,  // What a sync in flight is writing.
    kCached,     // What was written since.
};

/// One page of a file, in up to three versions: the cached one, which reads see; the one that a
/// writeback carries, as it was when the sync started; and the durable one.
///
/// Reads and writes know the cached version only. The others cost memory only where they differ
/// from it by more than a missing tail: appending copies nothing.
class Page {
public:
    /// Requires, of all places in a page: within kPageBytes.
    void read(std::size_t from, std::span<std::byte> into) const;
    /// The page is dirty then.
    void write(PagePool& pool, std::size_t from, std::span<const std::byte> bytes);
    /// Makes the rest of the cached version zeros, as truncating does. The page is dirty then.
    void zero_from(PagePool& pool, std::size_t from);
    /// Changes a byte in all versions, behind everybody's back.
    void corrupt(PagePool& pool, std::size_t at, std::byte mask);

    /// Whether it takes up room. If not, it reads as zeros.
    bool held() const { return cached_ != nullptr; }
    bool dirty() const { return dirty_; }
    bool in_writeback() const { return in_writeback_; }
    /// Whether reading it needs no device.
    bool resident() const { return resident_; }
    void make_resident() { resident_ = true; }

    /// The cached version is what will be written; the page is clean then.
    /// `used` is how much of it is within the file: the rest is zeros.
    /// Requires: not in writeback.
    void begin_writeback(std::size_t used);
    /// What was written is durable. Requires: in writeback.
    void end_writeback();
    /// What was written is lost: the page is clean, and yet its durable version is the old one.
    void lose_writeback();

    /// Whether the durable version lacks something of the first `used` bytes.
    bool differs_from_durable(std::size_t used) const {
        return durable_.own != nullptr || (cached_ != nullptr && durable_.used < used);
    }

    // When the power fails: first each layer, in order, then the page as a whole.

    /// Makes some sectors durable as they are in a layer.
    void make_durable(PagePool& pool, UnsyncedLayer layer, SectorMask sectors);
    /// Cuts the durable version: from there on it is zeros.
    void cut_durable(std::size_t from);
    /// The durable version is all that is left, and not in memory any more.
    void forget_all_but_durable();

private:
    /// The first `used` bytes of what `own` holds, or else of the cached version; then zeros.
    struct Version {
        PagePool::Buffer own;
        std::uint16_t used = 0;
    };

    // Without the zeros that follow.
    std::span<const std::byte> bytes_of(const Version& version) const;
    std::span<const std::byte> bytes_of_layer(UnsyncedLayer layer) const;
    void keep(PagePool& pool, Version& version, std::size_t from);

    PagePool::Buffer cached_;  // Null: zeros. Beyond the file's end it is zeros, too.
    Version durable_;
    Version writeback_;  // Means something when in_writeback_.
    bool dirty_ = false;
    bool in_writeback_ = false;
    bool resident_ = true;
};

}  // namespace assize::sim
