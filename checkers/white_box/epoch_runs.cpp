#include "checkers/white_box/epoch_runs.h"

#include <algorithm>

namespace assize::checkers {

/// The first run that ends beyond `offset`.
std::vector<EpochRuns::Run>::const_iterator EpochRuns::run_at_or_after(std::int64_t offset) const {
    if (!runs_.empty() && runs_.back().begin <= offset) {  // As nearly always: the end of the log.
        return offset < runs_.back().end ? std::prev(runs_.end()) : runs_.end();
    }
    return std::ranges::upper_bound(runs_, offset, {}, &Run::end);
}

std::optional<std::int32_t> EpochRuns::epoch_at(std::int64_t offset) const {
    const auto run = run_at_or_after(offset);
    if (run == runs_.end() || offset < run->begin) return std::nullopt;
    return run->epoch;
}

void EpochRuns::append(std::int64_t begin, std::int64_t end, std::int32_t epoch) {
    if (!runs_.empty() && begin < runs_.back().end) cut_end(begin);
    if (begin >= end) return;
    if (!runs_.empty() && runs_.back().epoch == epoch && runs_.back().end == begin) {
        runs_.back().end = end;
    } else {
        runs_.push_back({.begin = begin, .end = end, .epoch = epoch});
    }
}

void EpochRuns::cut_end(std::int64_t end) {
    while (!runs_.empty() && runs_.back().begin >= end) runs_.pop_back();
    if (!runs_.empty()) runs_.back().end = std::min(runs_.back().end, end);
}

void EpochRuns::cut_begin(std::int64_t begin) {
    runs_.erase(runs_.begin(), run_at_or_after(begin));
    if (!runs_.empty()) runs_.front().begin = std::max(runs_.front().begin, begin);
}

void EpochRuns::append_from(const EpochRuns& other, std::int64_t begin, std::int64_t end) {
    for (auto run = other.run_at_or_after(begin); run != other.runs_.end() && run->begin < end;
         ++run) {
        append(std::max(run->begin, begin), std::min(run->end, end), run->epoch);
    }
}

std::optional<std::int64_t> EpochRuns::first_missing_in(const EpochRuns& other, std::int64_t begin,
                                                        std::int64_t end) const {
    for (auto run = run_at_or_after(begin); run != runs_.end() && run->begin < end; ++run) {
        std::int64_t at = std::max(run->begin, begin);
        const std::int64_t stop = std::min(run->end, end);
        while (at < stop) {
            const auto match = other.run_at_or_after(at);
            const bool same =
                match != other.runs_.end() && match->begin <= at && match->epoch == run->epoch;
            if (!same) return at;
            at = match->end;
        }
    }
    return std::nullopt;
}

}  // namespace assize::checkers
