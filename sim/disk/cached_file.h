#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/disk/error.h"
#include "sim/disk/page.h"
#include "sim/disk/power_cut.h"
#include "sim/disk/space.h"
#include "sim/result.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace assize::sim {

/// A file cannot grow beyond that: a Kafka segment has at most 2 GiB.
inline constexpr std::int64_t kFileBytesMax = 4ll << 30;

/// What becomes of the pages that a sync writes.
enum class SyncFate : std::uint8_t {
    kDurable,
    kLost,  // They count as clean all the same: no later sync writes them.
};

/// The bytes of a file, in the page cache and on the device.
///
/// Nothing here waits: a writeback begins, and is over at an instant that is said when it begins,
/// whether or not somebody is there to see it. Units: offsets and sizes are bytes.
/// Source: Linux's page cache; fsync(2); Rebello et al., "Can Applications Recover from fsync
/// Failures?" (2020). Departs: nothing is written back unless a sync asks for it; chance
/// decides about the rest when the power fails.
class CachedFile {
public:
    /// One that a path leads to.
    CachedFile(Space& space, std::string path)
        : space_(space), path_(std::move(path)), counted_in_(space.count()) {}
    CachedFile(const CachedFile&) = delete;
    CachedFile& operator=(const CachedFile&) = delete;

    /// Where it is, or was when it was unlinked.
    const std::string& path() const { return path_; }
    void move_to(std::string path);
    /// The name under which facts speak of it; forgotten with each move.
    std::optional<NameId>& name() { return name_; }

    std::int64_t size() const { return size_; }
    /// Reads up to the end of the file. Returns how many bytes.
    std::size_t read(std::int64_t offset, std::span<std::byte> into) const;
    /// All or nothing. Fails: kBadOffset, kTooLarge, kNoSpace.
    Result<void, DiskError> write(std::int64_t offset, std::span<const std::byte> bytes);
    /// Cuts, or extends by a hole, which reads as zeros. Fails: kBadOffset, kTooLarge.
    Result<void, DiskError> truncate(std::int64_t size);
    /// Changes a byte in the cache and on the device. Requires: `offset` is in the file.
    void corrupt(std::int64_t offset, std::byte mask);

    /// How many pages of a range must come from the device; and that they now have come.
    std::size_t pages_not_resident(std::int64_t offset, std::size_t bytes) const;
    void make_resident(std::int64_t offset, std::size_t bytes);

    /// Whether a sync has anything to do.
    bool dirty() const { return size_is_dirty_ || !dirty_pages_.empty(); }
    /// How many bytes a writeback that begins now will write.
    std::int64_t dirty_bytes() const {
        return static_cast<std::int64_t>(dirty_pages_.size() * kPageBytes);
    }
    /// When the writeback in flight is over, unless it is by now.
    std::optional<Instant> writeback_until(Instant now);
    /// Writes what is dirty now, and nothing that comes later.
    /// Requires: dirty(), and no writeback in flight.
    void begin_writeback(Instant until, SyncFate fate);

    /// Leaves what survives. Nothing is unsynced after that, and nothing resident.
    /// Returns nothing when there was nothing to lose.
    std::optional<PowerLossToll> lose_power(Instant now, PowerCut& cut);

    // Who can reach the file. What nobody can reach takes no room any more.

    void unlink();
    void open() { handles_ += 1; }
    void close();
    /// A path leads to it after all. Requires: Space::give_back_all() was just called.
    void link_again();

private:
    struct Writeback {
        std::vector<std::uint32_t> pages;
        std::int64_t size;
        std::int64_t size_least;
        Instant until;
        SyncFate fate;
    };
    /// What may survive: `size_least` is how short the file was cut meanwhile.
    struct Layer {
        UnsyncedLayer which;
        const std::vector<std::uint32_t>& pages;
        std::int64_t size;
        std::int64_t size_least;
    };

    std::size_t pages_to_take(std::int64_t offset, std::size_t bytes) const;
    void grow(std::int64_t size);
    void cut(std::int64_t size);
    void mark_dirty(std::size_t page);
    void end_writeback();
    void drop_unused_pages();

    void cut_durable(std::int64_t size);
    std::uint64_t clean_but_lost_pages() const;
    void survive(const Layer& layer, PowerCut& cut, PowerLossToll& toll);
    static void count(SectorMask sectors, PowerLossToll& toll);
    void forget_all_but_durable();
    void hold(std::size_t more_pages);
    void release(std::size_t pages);
    bool counted() const { return counted_in_ == space_.count(); }
    void stop_counting_if_unreachable();

    Space& space_;
    std::string path_;
    std::optional<NameId> name_;

    std::vector<Page> pages_;  // Enough for the cached size, the durable one, and the writeback's.
    std::int64_t size_ = 0;
    std::int64_t size_least_ = 0;  // The least since the last sync began.
    std::int64_t durable_size_ = 0;
    bool size_is_dirty_ = false;
    std::vector<std::uint32_t> dirty_pages_;  // Each once, in the order of becoming dirty.
    bool writeback_in_flight_ = false;
    Writeback writeback_{{}, 0, 0, Instant::origin(), SyncFate::kDurable};
    bool all_resident_ = true;

    std::size_t held_pages_ = 0;
    std::optional<std::uint64_t> counted_in_;  // The last count of Space that they are in.
    bool linked_ = true;
    std::uint32_t handles_ = 0;
};

}  // namespace assize::sim
