#include <algorithm>
#include <utility>

#include "sim/disk/cached_file.h"
#include "sim/invariant.h"

namespace assize::sim {

// --- Syncing -------------------------------------------------------------------------------

std::optional<Instant> CachedFile::writeback_until(Instant now) {
    if (writeback_in_flight_ && writeback_.until <= now) end_writeback();
    if (!writeback_in_flight_) return std::nullopt;
    return writeback_.until;
}

void CachedFile::begin_writeback(Instant until, SyncFate fate) {
    INVARIANT(!writeback_in_flight_, "two writebacks of one file at a time");
    writeback_in_flight_ = true;
    std::swap(writeback_.pages, dirty_pages_);
    for (const std::uint32_t page : writeback_.pages) {
        pages_[page].begin_writeback(used_of(page, size_));
    }
    writeback_.size = size_;
    writeback_.size_least = size_least_;
    writeback_.until = until;
    writeback_.fate = fate;
    size_least_ = size_;
    size_is_dirty_ = false;
}

void CachedFile::end_writeback() {
    writeback_in_flight_ = false;
    if (writeback_.fate == SyncFate::kDurable) {
        if (writeback_.size_least < durable_size_) cut_durable(writeback_.size_least);
        for (const std::uint32_t page : writeback_.pages) pages_[page].end_writeback();
        durable_size_ = writeback_.size;
    } else {
        for (const std::uint32_t page : writeback_.pages) pages_[page].lose_writeback();
    }
    writeback_.pages.clear();
    drop_unused_pages();
}

void CachedFile::cut_durable(std::int64_t size) {
    for (std::size_t page = page_of(size); page < pages_.size(); ++page) {
        pages_[page].cut_durable(used_of(page, size));
    }
    durable_size_ = size;
}

void CachedFile::drop_unused_pages() {
    const std::size_t used = std::max(pages_in(size_), pages_in(durable_size_));
    if (used < pages_.size() && dirty_pages_.empty()) pages_.resize(used);
}

// --- Losing power --------------------------------------------------------------------------

std::optional<PowerLossToll> CachedFile::lose_power(Instant now, PowerCut& cut) {
    writeback_until(now);
    PowerLossToll toll{size_, 0, 0, 0, clean_but_lost_pages()};
    if (writeback_in_flight_) {
        survive(
            {UnsyncedLayer::kWriteback, writeback_.pages, writeback_.size, writeback_.size_least},
            cut, toll);
    }
    if (dirty()) survive({UnsyncedLayer::kCached, dirty_pages_, size_, size_least_}, cut, toll);
    toll.size = durable_size_;
    forget_all_but_durable();
    const bool touched = toll.pages_kept + toll.pages_torn + toll.pages_lost > 0;
    if (!touched && toll.size == toll.size_before) return std::nullopt;
    return toll;
}

std::uint64_t CachedFile::clean_but_lost_pages() const {
    std::uint64_t lost = 0;
    for (std::size_t page = 0; page < pages_.size(); ++page) {
        if (pages_[page].dirty() || pages_[page].in_writeback()) continue;
        if (pages_[page].differs_from_durable(used_of(page, size_))) lost += 1;
    }
    return lost;
}

void CachedFile::survive(const Layer& layer, PowerCut& cut, PowerLossToll& toll) {
    // A truncation comes first. If it is undone, so is what was written behind it.
    const bool truncated = layer.size_least < durable_size_;
    const bool undone = truncated && !cut.truncation_survives();
    if (truncated && !undone) cut_durable(layer.size_least);

    std::vector<std::int64_t> reached;
    for (const std::uint32_t page : layer.pages) {
        const std::int64_t begin = begin_of_page(page);
        const bool barred = undone && end_of_page(page) > layer.size_least;
        const SectorMask sectors = barred ? kNoSector : cut.surviving_sectors();
        if (begin < layer.size) count(sectors, toll);
        if (sectors == kNoSector) continue;
        pages_[page].make_durable(space_.memory(), layer.which, sectors);
        const std::int64_t end = std::min(layer.size, end_of_page(page));
        if (end > durable_size_) reached.push_back(end);
    }
    if (!undone) durable_size_ = cut.surviving_size(durable_size_, layer.size, reached);
}

void CachedFile::count(SectorMask sectors, PowerLossToll& toll) {
    switch (sectors) {
        case kNoSector: toll.pages_lost += 1; break;
        case kAllSectors: toll.pages_kept += 1; break;
        default: toll.pages_torn += 1; break;
    }
}

void CachedFile::forget_all_but_durable() {
    cut_durable(durable_size_);
    pages_.resize(pages_in(durable_size_));
    held_pages_ = 0;
    for (Page& page : pages_) {
        page.forget_all_but_durable();
        if (page.held()) held_pages_ += 1;
    }
    all_resident_ = held_pages_ == 0;
    size_ = durable_size_;
    size_least_ = durable_size_;
    size_is_dirty_ = false;
    dirty_pages_.clear();
    writeback_.pages.clear();
    writeback_in_flight_ = false;
}

}  // namespace assize::sim
