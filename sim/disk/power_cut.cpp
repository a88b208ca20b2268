#include "sim/disk/power_cut.h"

#include <algorithm>

namespace assize::sim {

PowerCut::PowerCut(const DiskProfile& profile, Random& random)
    : profile_(profile), random_(random), extent_(draw_extent(profile, random)) {}

PowerCut::Extent PowerCut::draw_extent(const DiskProfile& profile, Random& random) {
    const std::uint64_t drawn = random.below(Chance::always().per_million());
    const std::uint64_t nothing = profile.nothing_unsynced_survives.per_million();
    const std::uint64_t everything = profile.everything_unsynced_survives.per_million();
    if (drawn < nothing) return Extent::kNothing;
    return drawn < nothing + everything ? Extent::kEverything : Extent::kSome;
}

std::size_t PowerCut::surviving_changes(std::size_t pending) {
    if (extent_ == Extent::kNothing) return 0;
    if (extent_ == Extent::kEverything) return pending;
    return random_.below(pending + 1);
}

SectorMask PowerCut::surviving_sectors() {
    if (extent_ == Extent::kNothing) return kNoSector;
    if (extent_ == Extent::kEverything) return kAllSectors;
    const std::uint64_t drawn = random_.below(Chance::always().per_million());
    const std::uint64_t survives = profile_.unsynced_page_survives.per_million();
    const std::uint64_t is_torn = profile_.unsynced_page_is_torn.per_million();
    if (drawn < survives) return kAllSectors;
    if (drawn >= survives + is_torn) return kNoSector;
    return static_cast<SectorMask>(1 + random_.below(kAllSectors - 1));
}

bool PowerCut::truncation_survives() {
    return surviving_changes(1) == 1;
}

// A file system may write the size before the data, after it, or along with it.
std::int64_t PowerCut::surviving_size(std::int64_t from, std::int64_t to,
                                      const std::vector<std::int64_t>& reached) {
    if (extent_ == Extent::kNothing) return from;
    if (extent_ == Extent::kEverything) return to;
    switch (random_.below(4)) {
        case 0: return from;
        case 1: return to;
        case 2: return reached.empty() ? from : reached[random_.below(reached.size())];
        default: break;
    }
    return reached.empty() ? from : *std::max_element(reached.begin(), reached.end());
}

}  // namespace assize::sim
