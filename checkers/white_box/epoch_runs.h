#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace assize::checkers {

/// Which records a log has: at which offsets, and of which leader epoch. Within one epoch one
/// leader writes each offset once, so that (offset, epoch) stands for the record itself.
/// One entry per stretch of an epoch, however many records there are.
/// Invariant: runs are in order, not empty, and do not overlap.
class EpochRuns {
public:
    struct Run {
        std::int64_t begin;
        std::int64_t end;
        std::int32_t epoch;

        bool operator==(const Run&) const = default;
    };

    bool empty() const { return runs_.empty(); }
    /// Requires: not empty.
    std::int64_t begin() const { return runs_.front().begin; }
    std::int64_t end() const { return runs_.back().end; }
    std::int32_t last_epoch() const { return runs_.back().epoch; }
    const std::vector<Run>& runs() const { return runs_; }

    /// Of the record at `offset`, if there is one.
    std::optional<std::int32_t> epoch_at(std::int64_t offset) const;

    /// Adds to the end; what was at or above `begin` goes.
    void append(std::int64_t begin, std::int64_t end, std::int32_t epoch);
    /// Drops all at or above `end`.
    void cut_end(std::int64_t end);
    /// Drops all below `begin`.
    void cut_begin(std::int64_t begin);
    void clear() { runs_.clear(); }
    /// Appends what `other` has of [begin, end).
    void append_from(const EpochRuns& other, std::int64_t begin, std::int64_t end);

    /// The first offset of [begin, end) at which `this` has a record and `other` has not the same.
    std::optional<std::int64_t> first_missing_in(const EpochRuns& other, std::int64_t begin,
                                                 std::int64_t end) const;

private:
    std::vector<Run>::const_iterator run_at_or_after(std::int64_t offset) const;

    std::vector<Run> runs_;
};

}  // namespace assize::checkers
