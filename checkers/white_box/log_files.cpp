#include "checkers/white_box/log_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace assize::checkers {

LogFiles LogFiles::unknown_below(std::int64_t offset) {
    LogFiles files(offset);
    files.segments_.clear();
    return files;
}

std::optional<std::int64_t> LogFiles::active() const {
    if (segments_.empty() || segments_.back() < known_from_) return std::nullopt;
    return segments_.back();
}

std::vector<LogFiles::Batch>::const_iterator LogFiles::first_of(std::int64_t offset) const {
    return std::ranges::lower_bound(batches_, offset, {}, &Batch::base);
}

// --- What happens to them ------------------------------------------------------------------

void LogFiles::append(const Batch& batch) {
    batches_.push_back(batch);
}

void LogFiles::roll(std::int64_t base) {
    if (!segments_.empty()) segments_.push_back(base);
}

std::vector<LogFiles::Batch> LogFiles::cut(std::int64_t end) {
    // No batch stays in part.
    const auto first = std::ranges::upper_bound(batches_, end, {}, &Batch::end);
    std::vector<Batch> gone(first, batches_.end());
    batches_.erase(first, batches_.end());
    while (segments_.size() > 1 && segments_.back() >= end) segments_.pop_back();
    known_from_ = std::min(known_from_, end);
    tail_ = {};
    return gone;
}

void LogFiles::forget(std::int64_t end) {
    const auto first = batches_.begin() + (first_of(end) - batches_.cbegin());
    batches_.erase(batches_.begin(), first);
    std::erase_if(segments_, [&](std::int64_t base) { return base < end; });
    known_from_ = std::max(known_from_, end);
    tail_ = {};
}

void LogFiles::bring_back(const std::vector<Batch>& batches, std::int64_t known_from) {
    batches_.insert(batches_.end(), batches.begin(), batches.end());
    known_from_ = known_from;
}

void LogFiles::reload(std::int64_t end) {
    const std::int64_t known_from = known_from_;
    (void)cut(end);
    known_from_ = known_from;
    segments_.clear();
    const bool ends_there = batches_.empty() ? known_from_ == end : batches_.back().end == end;
    if (!ends_there) known_from_ = end;
}

// --- What they hold ------------------------------------------------------------------------

namespace {

/// The largest timestamp of batches that are read one after another.
bool is_latest(const LogFiles::Batch& batch, std::optional<TimeMark>& largest) {
    if (largest && batch.max_timestamp_ms <= largest->timestamp_ms) return false;
    largest = TimeMark{batch.max_timestamp_ms, batch.end - 1};
    return true;
}

std::string mark_text(const std::optional<TimeMark>& mark) {
    if (!mark) return "no timestamp at all";
    return fmt::format("timestamp {} at {}", mark->timestamp_ms, mark->last_offset);
}

std::string mark_text(const OffsetMark& mark) {
    return fmt::format("a batch that ends with {} at position {}", mark.last_offset, mark.position);
}

}  // namespace

/// Reads the active segment on to its end.
void LogFiles::catch_up() {
    if (tail_.segment != segments_.back()) {
        tail_ = {.segment = segments_.back(),
                 .next = static_cast<std::size_t>(first_of(segments_.back()) - batches_.cbegin())};
    }
    for (; tail_.next < batches_.size(); ++tail_.next) {
        Batch& batch = batches_[tail_.next];
        batch.position = static_cast<std::int32_t>(tail_.size);
        tail_.size += batch.bytes;
        is_latest(batch, tail_.largest);
    }
}

std::optional<WrongMark> LogFiles::check(const OffsetMark& mark) {
    if (!active()) return std::nullopt;
    catch_up();
    const auto after = std::ranges::upper_bound(batches_, mark.last_offset, {}, &Batch::base);
    const Batch* batch = after == batches_.begin() ? nullptr : &*std::prev(after);
    const bool is_there = batch && batch->base >= *active() && batch->end - 1 == mark.last_offset;
    if (is_there && batch->position == mark.position) return std::nullopt;
    return WrongMark{is_there ? mark_text({mark.last_offset, batch->position})
                              : fmt::format("no batch that ends with {}", mark.last_offset),
                     mark_text(mark)};
}

std::optional<WrongMark> LogFiles::check(const TimeMark& mark) {
    if (!active()) return std::nullopt;
    catch_up();
    if (tail_.largest == mark) return std::nullopt;
    return WrongMark{mark_text(tail_.largest), mark_text(mark)};
}

std::optional<WrongMark> LogFiles::check(std::int64_t segment,
                                         const std::vector<OffsetMark>& offsets,
                                         const std::vector<TimeMark>& times) const {
    if (segment < known_from_) return std::nullopt;
    auto offset = offsets.begin();
    auto time = times.begin();
    std::int64_t position = 0;
    std::optional<TimeMark> largest;
    for (auto batch = first_of(segment); batch != batches_.end(); ++batch) {
        if (offset == offsets.end() && time == times.end()) break;
        const bool is_later = is_latest(*batch, largest);
        if (offset != offsets.end() && offset->last_offset < batch->end) {
            const OffsetMark found{batch->end - 1, position};
            if (*offset != found) return WrongMark{mark_text(found), mark_text(*offset)};
            ++offset;
        }
        if (time != times.end() && time->last_offset < batch->end) {
            if (!is_later || *time != *largest)
                return WrongMark{mark_text(largest), mark_text(*time)};
            ++time;
        }
        position += batch->bytes;
    }
    if (offset != offsets.end()) return WrongMark{"no such batch", mark_text(*offset)};
    if (time != times.end()) return WrongMark{"no such batch", mark_text(*time)};
    return std::nullopt;
}

const LogFiles::Batch* LogFiles::find_time(std::int64_t timestamp_ms, std::int64_t from) const {
    const auto found = std::find_if(first_of(from), batches_.end(), [&](const Batch& batch) {
        return batch.max_timestamp_ms >= timestamp_ms;
    });
    return found == batches_.end() ? nullptr : &*found;
}

const LogFiles::Batch* LogFiles::batch_with(std::int64_t offset) const {
    const auto after = std::ranges::upper_bound(batches_, offset, {}, &Batch::base);
    if (after == batches_.begin() || std::prev(after)->end <= offset) return nullptr;
    return &*std::prev(after);
}

}  // namespace assize::checkers
