#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/disk/page.h"
#include "sim/disk/profile.h"
#include "sim/random.h"

namespace assize::sim {

/// What a power loss did to the unsynced part of one file.
struct PowerLossToll {
    std::int64_t size_before;
    std::int64_t size;
    std::uint64_t pages_kept;
    std::uint64_t pages_torn;
    std::uint64_t pages_lost;
};

/// One failure of a disk's power: decides what of the unsynced survives.
class PowerCut {
public:
    PowerCut(const DiskProfile& profile, Random& random);

    /// How many of `pending` directory changes survive: they do in their order.
    std::size_t surviving_changes(std::size_t pending);
    /// The sectors of an unsynced page that survive: kAllSectors, kNoSector, or some.
    SectorMask surviving_sectors();
    /// Whether a truncation survives that no sync has covered.
    bool truncation_survives();
    /// The size that survives of a file that grew from `from` to `to` while the ends of surviving
    /// pages that lie beyond `from` are `reached`.
    std::int64_t surviving_size(std::int64_t from, std::int64_t to,
                                const std::vector<std::int64_t>& reached);

private:
    enum class Extent : std::uint8_t { kNothing, kSome, kEverything };

    static Extent draw_extent(const DiskProfile& profile, Random& random);

    const DiskProfile& profile_;
    Random& random_;
    const Extent extent_;
};

}  // namespace assize::sim
