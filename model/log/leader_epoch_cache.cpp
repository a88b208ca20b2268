#include "model/log/leader_epoch_cache.h"

#include <algorithm>

namespace assize::model::log {

std::optional<LeaderEpoch> LeaderEpochCache::latest_epoch() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.back().epoch;
}

std::optional<EpochStart> LeaderEpochCache::latest() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.back();
}

std::optional<EpochStart> LeaderEpochCache::earliest() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.front();
}

std::optional<LeaderEpoch> LeaderEpochCache::epoch_for(Offset offset) const {
    const auto after =
        std::upper_bound(entries_.begin(), entries_.end(), offset,
                         [](Offset at, const EpochStart& entry) { return at < entry.start; });
    if (after == entries_.begin()) return std::nullopt;
    return std::prev(after)->epoch;
}

std::optional<LeaderEpoch> LeaderEpochCache::previous_epoch(LeaderEpoch epoch) const {
    const auto at = std::lower_bound(
        entries_.begin(), entries_.end(), epoch,
        [](const EpochStart& entry, LeaderEpoch wanted) { return entry.epoch < wanted; });
    if (at == entries_.begin()) return std::nullopt;
    return std::prev(at)->epoch;
}

std::optional<EpochEnd> LeaderEpochCache::end_offset_for(LeaderEpoch epoch,
                                                         Offset log_end_offset) const {
    if (entries_.empty() || epoch > entries_.back().epoch) return std::nullopt;
    if (epoch == entries_.back().epoch) return EpochEnd{epoch, log_end_offset};
    const auto higher = std::upper_bound(
        entries_.begin(), entries_.end(), epoch,
        [](LeaderEpoch wanted, const EpochStart& entry) { return wanted < entry.epoch; });
    if (higher == entries_.begin()) return EpochEnd{epoch, higher->start};
    return EpochEnd{std::prev(higher)->epoch, higher->start};
}

bool LeaderEpochCache::assign(LeaderEpoch epoch, Offset start) {
    if (!entries_.empty()) {
        const EpochStart& last = entries_.back();
        if (epoch == last.epoch && start >= last.start) return false;
    }
    while (!entries_.empty() &&
           (entries_.back().epoch >= epoch || entries_.back().start >= start)) {
        entries_.pop_back();
    }
    entries_.push_back(EpochStart{epoch, start});
    return true;
}

bool LeaderEpochCache::truncate_from_end(Offset end) {
    bool changed = false;
    while (!entries_.empty() && entries_.back().start >= end) {
        entries_.pop_back();
        changed = true;
    }
    return changed;
}

bool LeaderEpochCache::truncate_from_start(Offset start) {
    const auto after =
        std::upper_bound(entries_.begin(), entries_.end(), start,
                         [](Offset at, const EpochStart& entry) { return at < entry.start; });
    if (after == entries_.begin()) return false;
    const auto kept = std::prev(after);
    if (kept == entries_.begin() && kept->start == start) return false;
    kept->start = start;
    entries_.erase(entries_.begin(), kept);
    return true;
}

bool LeaderEpochCache::clear() {
    const bool changed = !entries_.empty();
    entries_.clear();
    return changed;
}

}  // namespace assize::model::log
